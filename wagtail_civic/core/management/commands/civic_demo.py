from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ... import demo
from .civic_setup import find_site

NAMED = 3
"""So many of those that use a row are named."""


class Command(BaseCommand):
    help = "Fills a site with the fictional municipality of Chaieti, or removes it again."

    def add_arguments(self, parser):
        parser.add_argument("--site", help="Hostname or id of the site (default: the default site)")
        parser.add_argument("--remove", action="store_true", help="Delete what the demo has made")
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="Also make one log-in per role, with the password “demo”. Never on a public site",
        )

    def handle(self, *args, site=None, remove=False, accounts=False, **options):
        site = find_site(site)
        if remove:
            self.remove(site)
            return
        if demo.is_present(site):
            raise CommandError("The demonstration is there already. Remove it with --remove.")
        ctx = demo.DemoContext(site, timezone.now())
        ctx.wants_accounts = accounts
        with translation.override(ctx.languages()[0]):
            demo.build(ctx)
        self.stdout.write("The municipality of Chaieti is there.")
        for key in demo.lacking(ctx):
            self.stdout.write(f"  left out: {key} (it has no index page; civic_setup makes one)")
        for account in ctx.accounts.values():
            self.stdout.write(f"  log-in: {account.get_username()}   password: demo")

    def remove(self, site):
        result = demo.remove(site)
        self.stdout.write(f"{result.removed} rows removed.")
        for row, users in result.kept:
            names = [Truncator(user).chars(60) for user in users[:NAMED]]
            more = [_("and others")] if users[NAMED:] else []
            self.stdout.write(
                _("Kept: %(kind)s “%(row)s”. It is used by: %(users)s.")
                % {
                    "kind": row._meta.verbose_name,
                    "row": row,
                    "users": ", ".join([*map("“%s”".__mod__, names), *more]),
                }
            )

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from ... import demo
from .civic_setup import find_site


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
            self.stdout.write(f"{demo.remove(site)} rows removed.")
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

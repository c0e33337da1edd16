from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Page, Site

from ... import places, setup


class Command(BaseCommand):
    help = (
        "Makes groups with permissions per role, a workflow, an index page per installed "
        "capability and the job schedules. Running it again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--site", help="Hostname or id of the site (default: the default site)")
        parser.add_argument("--parent", type=int, help="Id of the page above the index pages")
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be made")
        parser.add_argument(
            "--redo",
            action="append",
            default=[],
            metavar="STEP",
            help="Make this step again, e.g. index:petitions, though an editor has undone it",
        )

    @transaction.atomic
    def handle(self, *args, site=None, parent=None, dry_run=False, redo=(), **options):
        site = find_site(site)
        ctx = setup.SetupContext(site, self._parent(parent, site), redo=tuple(redo))
        setup.run(ctx)
        for step in ctx.done:
            self.stdout.write(f"  {'would make' if dry_run else 'made'}  {step}")
        for step in ctx.skipped:
            self.stdout.write(f"  left out (an editor removed it; --redo {step})  {step}")
        if not ctx.done:
            self.stdout.write("Everything is in place.")
        if dry_run:
            transaction.set_rollback(True)

    def _parent(self, pk: int | None, site: Site) -> Page | None:
        if pk is None:
            return None
        page = Page.objects.filter(places.below(site), pk=pk).first()
        if page is None:
            raise CommandError(f"There is no page {pk} on {site.hostname}.")
        return page


def find_site(name: str | None) -> Site:
    """The site by hostname or id; the default site without a name."""
    sites = Site.objects.select_related("root_page")
    if not name:
        site = sites.filter(is_default_site=True).first()
    elif name.isdigit():
        site = sites.filter(pk=int(name)).first()
    else:
        site = sites.filter(hostname=name).first()
    if site is None:
        raise CommandError("There is no such site. Name one with --site HOSTNAME.")
    return site

"""What ``civic_setup`` makes: roles, index pages, the approval workflow, job schedules.

Capabilities register what they need; the command carries it out once per site and remembers
each step, so that a second run changes nothing and nothing an editor changed is touched.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.utils import translation
from django.utils.functional import Promise
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from . import jobs, places
from .models.access import GroupSite
from .models.setup import RoleGroup, SetupMark
from .registry import Registry
from .text import slug as ascii_slug


@dataclass(frozen=True)
class IndexSpec:
    """An index page under the site root. ``titles`` are by language; ``order`` sorts the menu."""

    key: str
    model: str
    titles: dict[str, str]
    slug: str
    order: int = 100


@dataclass
class Role:
    """A group of editors. Several capabilities may add permissions to the same role."""

    key: str
    label: str | Promise
    permissions: list[str] = field(default_factory=list)
    index_keys: list[str] = field(default_factory=list)


indexes: Registry[IndexSpec] = Registry("index pages")
roles: Registry[Role] = Registry("roles")
steps: Registry[Callable[["SetupContext"], None]] = Registry("setup steps")


def register_index(spec: IndexSpec) -> None:
    indexes.register(spec.key, spec)


def register_role(
    key: str,
    label: str | Promise,
    permissions: list[str] = (),
    index_keys: list[str] = (),
) -> None:
    role = roles.get(key) or roles.register(key, Role(key, label))
    role.permissions += [name for name in permissions if name not in role.permissions]
    role.index_keys += [name for name in index_keys if name not in role.index_keys]


def register_step(key: str, step: Callable[["SetupContext"], None]) -> None:
    """``step(ctx)`` runs at every set-up; before making something it asks ``ctx.once(f"{key}:…")``.

    By that beginning its marks are known when the app is removed.
    """
    steps.register(key, step)


class SetupContext:
    """One run for one site. ``done`` collects what was made, for the report."""

    def __init__(self, site: Site, parent: Page | None = None, redo: tuple[str, ...] = ()):
        self.site = site
        self.parent = (parent or site.root_page).specific
        self.redo = redo
        self.done: list[str] = []
        self.skipped: list[str] = []

    def once(self, key: str) -> bool:
        """True the first time a step is asked for on this site (or when it is to be redone)."""
        _mark, made = SetupMark.objects.get_or_create(site=self.site, key=key)
        if made or any(key == name or key.startswith(f"{name}:") for name in self.redo):
            self.done.append(key)
            return True
        return False

    def leave_out(self, key: str) -> None:
        """Report a step whose result an editor has removed since."""
        self.skipped.append(key)


def run(ctx: SetupContext) -> SetupContext:
    pages = {spec.key: make_index(ctx, spec) for spec in sorted(indexes, key=lambda s: s.order)}
    groups = {role.key: make_group(ctx, role, pages) for role in roles}
    make_workflow(ctx, groups.get("clerk"), pages)
    for step in steps:
        step(ctx)
    scheduled = jobs.schedule_all(lambda job: ctx.once(f"job:{job.name}"))
    ctx.done += [f"job:{name}" for name in scheduled if f"job:{name}" not in ctx.done]
    return ctx


def existing_index(site: Site, spec: IndexSpec, locale: Locale | None = None) -> list[Page]:
    """The index pages of this kind in the site's trees (all its languages, unless one is named).

    A host's own page type made of the capability's mixin counts as well as ours.
    """
    pages = places.index_pages(site, spec.key)
    return [page for page in pages if locale is None or page.locale_id == locale.pk]


def make_index(ctx: SetupContext, spec: IndexSpec) -> list[Page]:
    """The index page in every language in which the site has a root; made where it is missing."""
    original = next(iter(existing_index(ctx.site, spec)), None)
    for parent in [ctx.parent, *ctx.parent.get_translations()]:
        language = parent.locale.language_code
        if existing_index(ctx.site, spec, parent.locale):
            continue
        if not ctx.once(f"index:{spec.key}:{language}"):
            ctx.leave_out(f"index:{spec.key}:{language}")
            continue
        page = _new_index(spec, parent, original)
        original = original or page
    return existing_index(ctx.site, spec)


def _new_index(spec: IndexSpec, parent: Page, original: Page | None) -> Page:
    language = parent.locale.language_code
    title = spec.titles.get(language) or spec.titles["en"]
    model = apps.get_model(spec.model)
    page = model(
        title=title,
        slug=_free_slug(parent, spec.slug or ascii_slug(title)),
        show_in_menus=True,
        locale=parent.locale,
    )
    if original is not None:
        page.translation_key = original.translation_key
    with translation.override(language):
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def _free_slug(parent: Page, slug: str) -> str:
    taken = set(parent.get_children().values_list("slug", flat=True))
    candidate, number = slug, 2
    while candidate in taken:
        candidate, number = f"{slug}-{number}", number + 1
    return candidate


def make_group(ctx: SetupContext, role: Role, pages: dict[str, list[Page]]) -> Group | None:
    """The group of a role with its permissions; None where an editor has deleted it."""
    group = _role_group(ctx, role)
    if group is None:
        return None
    for name in ["wagtailadmin.access_admin", *role.permissions]:
        if ctx.once(f"role:{role.key}:{name}"):
            group.permissions.add(_permission(name))
    if ctx.once(f"role:{role.key}:collections"):
        _grant_collections(group, collection_of(ctx.site))
    for key in role.index_keys:
        for page in pages.get(key, []):
            if ctx.once(f"role:{role.key}:pages:{key}:{page.locale.language_code}"):
                _grant_page(group, page)
    return group


def _role_group(ctx: SetupContext, role: Role) -> Group | None:
    known = RoleGroup.objects.filter(site=ctx.site, role=role.key).select_related("group").first()
    if known:
        return known.group
    if not ctx.once(f"role:{role.key}"):
        ctx.leave_out(f"role:{role.key}")
        return None
    with translation.override(ctx.parent.locale.language_code):
        name = str(role.label)
    if Group.objects.filter(name=name).exists():
        name = f"{name} ({ctx.site.site_name or ctx.site.hostname})"
    group, _made = Group.objects.get_or_create(name=name)
    RoleGroup.objects.create(site=ctx.site, role=role.key, group=group)
    GroupSite.objects.get_or_create(group=group, site=ctx.site)
    return group


def _grant_page(group: Group, page: Page) -> None:
    for codename in ("add_page", "change_page", "publish_page"):
        permission = _permission(f"wagtailcore.{codename}")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _permission(name: str) -> Permission:
    app_label, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=codename)


def collection_of(site: Site) -> Collection:
    """Where the editors keep their files: one place on an install of one municipality, else a
    collection of their own, because a right on the root is a right on everybody's files."""
    root = Collection.get_first_root_node()
    if Site.objects.count() == 1:
        return root
    groups = RoleGroup.objects.filter(site=site).values("group")
    granted = GroupCollectionPermission.objects.filter(group__in=groups).exclude(collection=root)
    known = granted.select_related("collection").first()
    if known:
        return known.collection
    own = root.get_children().filter(name=str(site)).first()
    return own or root.add_child(name=str(site))


def _grant_collections(group: Group, collection: Collection) -> None:
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "choose"):
            permission = Permission.objects.filter(
                content_type__app_label=app_label, codename=f"{verb}_{model}"
            ).first()
            if permission:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )


def make_workflow(ctx: SetupContext, clerks: Group | None, pages: dict[str, list[Page]]) -> None:
    """One approval by the clerks, for the index pages that have no workflow of their own."""
    if clerks is None:
        return
    for key, found in pages.items():
        for page in found:
            if not ctx.once(f"workflow:{key}:{page.locale.language_code}"):
                continue
            if not WorkflowPage.objects.filter(page=page).exists():
                WorkflowPage.objects.create(workflow=_approval_by(clerks, ctx.site), page=page)


def _approval_by(clerks: Group, site: Site) -> Workflow:
    """The workflow in which this group approves, whatever an editor has called it since."""
    tasks = GroupApprovalTask.objects.filter(groups=clerks)
    known = Workflow.objects.filter(workflow_tasks__task__in=tasks, active=True).first()
    if known:
        return known
    name = f"{clerks.name}: {site.site_name or site.hostname}"
    workflow, task = Workflow.objects.create(name=name), GroupApprovalTask.objects.create(name=name)
    task.groups.add(clerks)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow

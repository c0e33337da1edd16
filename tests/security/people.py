from django.contrib.auth.models import Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission


def everything(group, world):
    """All that the suite and Wagtail can grant for one municipality."""
    group.permissions.add(
        Permission.objects.get(codename="access_admin"),
        *Permission.objects.filter(content_type__app_label__startswith="civic_"),
    )
    group.civic_sites.create(site=world.site)
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=group,
            page=world.site.root_page,
            permission=Permission.objects.get(codename=codename),
        )
    for codename in ("add", "change", "choose"):
        for label, model in (("wagtaildocs", "document"), ("wagtailimages", "image")):
            GroupCollectionPermission.objects.create(
                group=group,
                collection=world.collection,
                permission=Permission.objects.get(
                    codename=f"{codename}_{model}", content_type__app_label=label
                ),
            )

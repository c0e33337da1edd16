from uuid import uuid4

from django.db import migrations

HOMES = [("ka", "მთავარი", "home"), ("en", "Home", "home-en")]


def make_home_pages(apps, schema_editor):
    """A home page in each language in place of Wagtail's welcome page, and the site that shows them."""
    content_types = apps.get_model("contenttypes.ContentType").objects
    Page = apps.get_model("wagtailcore.Page")
    Locale = apps.get_model("wagtailcore.Locale")
    HomePage = apps.get_model("home.HomePage")
    Page.objects.filter(slug="home", depth=2).delete()
    Locale.objects.exclude(language_code__in=[code for code, *_ in HOMES]).delete()
    kind, _made = content_types.get_or_create(app_label="home", model="homepage")
    key, pages = uuid4(), []
    for number, (code, title, slug) in enumerate(HOMES, start=1):
        locale, _made = Locale.objects.get_or_create(language_code=code)
        page = HomePage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=kind,
            path=f"0001{number:04}",
            depth=2,
            numchild=0,
            url_path=f"/{slug}/",
            locale=locale,
            translation_key=key,
        )
        pages.append(page)
    Page.objects.filter(depth=1).update(numchild=len(pages))
    apps.get_model("wagtailcore.Site").objects.create(
        hostname="localhost", port=8000, root_page_id=pages[0].pk, is_default_site=True
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(make_home_pages, migrations.RunPython.noop)]

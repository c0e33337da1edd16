"""The base template in hosts of all kinds, and the includes."""

import pytest
from django import forms
from django.apps import apps
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory, override_settings
from wagtail.models import Page

from wagtail_civic.core.pages import CivicPageMixin

INCLUDES = "wagtail_civic/core/includes"
CHILD = '{% extends "wagtail_civic/base.html" %}'
STYLESHEET = "wagtail_civic/core/civic.css"

HOST = (
    "<html><head><title>{% block title %}{% endblock %}</title>{% block extra_css %}"
    '<link rel="stylesheet" href="host.css">{% endblock %}</head>'
    "<body>{% block content %}{% endblock %}{% block extra_js %}{% endblock %}</body></html>"
)
BARE_HOST = "<html><head></head><body>{% block content %}{% endblock %}</body></html>"


@pytest.fixture
def render_in(settings):
    """``render_in(host, child, **context)``: a child of our base inside that host's base."""

    def render(host: str, child: str = "", **context) -> str:
        settings.TEMPLATES = [
            {
                **settings.TEMPLATES[0],
                "APP_DIRS": False,
                "OPTIONS": {
                    **settings.TEMPLATES[0]["OPTIONS"],
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {
                                "base.html": host,
                                "other.html": f"other {host}",
                                "child.html": CHILD + child,
                            },
                        ),
                        "django.template.loaders.app_directories.Loader",
                    ],
                },
            }
        ]
        return render_to_string("child.html", context)

    return render


def include(name: str, **context) -> str:
    return render_to_string(f"{INCLUDES}/{name}.html", context)


class SignForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in your identity card")
    village = forms.ChoiceField(label="Village", choices=[("a", "A")], required=False)
    notify = forms.BooleanField(label="Tell me", required=False)
    channel = forms.ChoiceField(
        label="Channel", choices=[("e", "E-mail"), ("p", "Phone")], widget=forms.RadioSelect
    )


# The base ------------------------------------------------------------------------------------


def test_the_stylesheet_joins_the_hosts_in_the_head(render_in):
    html = render_in(HOST)
    assert html.index("host.css") < html.index(STYLESHEET) < html.index("</head>")
    assert html.count(STYLESHEET) == 1


def test_a_host_without_our_blocks_still_gets_the_stylesheet_once(render_in):
    html = render_in(BARE_HOST, "{% block civic_body %}The subject{% endblock %}")
    assert "The subject" in html
    assert html.count(STYLESHEET) == 1


def test_a_host_that_draws_everything_itself_gets_no_stylesheet(render_in):
    with override_settings(WAGTAIL_CIVIC={"CSS": False}):
        assert STYLESHEET not in render_in(HOST)


def test_empty_parts_leave_nothing_behind(render_in):
    html = render_in(HOST, "{% block civic_body %}The subject{% endblock %}")
    for name in ("<aside", "<h1", "civic-lead", "civic-tags", "civic-layout__more"):
        assert name not in html


def test_what_to_do_comes_right_after_the_subject(render_in):
    html = render_in(
        HOST,
        "{% block civic_more %}History{% endblock %}{% block civic_aside %}Sign{% endblock %}"
        "{% block civic_body %}The subject{% endblock %}"
        "{% block civic_heading %}Bridge{% endblock %}",
    )
    assert '<h1 class="civic-title">Bridge</h1>' in html
    assert '<aside class="civic-aside">Sign</aside>' in html
    assert html.index("Bridge") < html.index("The subject") < html.index("Sign<")
    assert html.index("Sign<") < html.index("History")


def test_breadcrumbs_lead_from_the_home_page_to_the_parent(home_page):
    from wagtail.models import Page

    register = home_page.add_child(instance=Page(title="პეტიციები", slug="petitions"))
    petition = register.add_child(instance=Page(title="ხიდი", slug="bridge"))
    html = include("breadcrumbs", page=petition)
    assert html.count("<li>") == 2
    assert html.index(">მთავარი<") < html.index(">პეტიციები<")
    assert "ხიდი" not in html


def test_the_home_page_has_no_breadcrumbs(home_page):
    assert include("breadcrumbs", page=home_page).strip() == ""


# The includes --------------------------------------------------------------------------------


def test_rows_take_the_level_of_their_headings(settings):
    rows = [{"title": "A", "url": "/a/"}]
    assert '<h3 class="civic-row__title">' in include("rows", rows=rows)
    assert '<h4 class="civic-row__title">' in include("rows", rows=rows, level=4)


def test_a_row_escapes_what_citizens_wrote():
    html = include("rows", rows=[{"title": "<script>", "note": "<b>", "tags": [("<i>", "ok")]}])
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("count", "target", "width"),
    [(156, 315, 49), (314, 315, 99), (315, 315, 100), (341, 315, 100), (0, 315, 0), (5, 0, 0)],
)
def test_a_bar_is_full_only_when_the_target_is_reached(count, target, width):
    html = include("progress", count=count, target=target, unit="ხელმოწერა")
    assert f'<rect width="{width}" height="2" class="civic-progress__bar"/>' in html


def test_progress_says_in_words_what_the_bar_shows():
    html = include("progress", count=1560, target=3150, unit="ხელმოწერა", end="დარჩა 12 დღე")
    assert "1\u00a0560</span> / 3\u00a0150 ხელმოწერა" in html
    assert "დარჩა 12 დღე" in html
    assert 'aria-hidden="true"' in html


def test_the_pager_keeps_the_rest_of_the_query():
    request = RequestFactory().get("/", {"q": "გზა", "page": 2})
    page = Paginator(range(30), 10).page(2)
    html = include("pager", page_obj=page, request=request)
    assert "page=1" in html
    assert "page=3" in html
    assert html.count("q=%E1%83%92%E1%83%96%E1%83%90") == 2


def test_one_page_needs_no_pager():
    request = RequestFactory().get("/")
    assert include("pager", page_obj=Paginator([1], 10).page(1), request=request).strip() == ""


def test_the_current_tab_says_so():
    tabs = [
        {"title": "მიმდინარე", "url": "?r=current", "current": True, "count": 3},
        {"title": "დასრულებული", "url": "?r=finished"},
    ]
    html = include("tabs", tabs=tabs, label="რეესტრები")
    assert html.count('aria-current="page"') == 1
    assert '<nav aria-label="რეესტრები">' in html


def test_a_faulty_field_names_its_help_and_its_error():
    html = include("form", form=SignForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    for id in ("id_name_helptext", "id_name_error"):
        assert html.count(f'id="{id}"') == 1
    assert 'aria-invalid="true"' in html


def test_the_summary_of_errors_comes_first_and_leads_to_the_fields():
    html = include("form", form=SignForm({}))
    assert html.index('id="civic-errors"') < html.index('name="name"')
    assert 'href="#id_name"' in html
    assert html.count('role="alert"') == 1


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = include("form", form=SignForm())
    assert html.count("<fieldset") == 1
    assert "<legend" in html


def test_every_control_has_a_label():
    html = include("form", form=SignForm())
    for id in ("id_name", "id_village", "id_notify"):
        assert f'for="{id}"' in html


def test_optional_fields_say_so_and_checkboxes_need_not():
    html = include("form", form=SignForm())
    assert html.count("civic-muted") == 1


def test_a_form_with_files_is_sent_as_such():
    class UploadForm(forms.Form):
        paper = forms.FileField()

    assert 'enctype="multipart/form-data"' in include("form", form=UploadForm())
    assert "enctype" not in include("form", form=SignForm())


def test_a_public_form_carries_no_token_and_a_host_form_does(rf):
    template = Template(
        "{% include 'wagtail_civic/core/includes/form.html' with form=form csrf=csrf %}"
    )
    context = {"form": SignForm(), "csrf_token": "secret-of-the-session"}
    assert "secret-of-the-session" not in template.render(Context({**context, "csrf": False}))
    assert "secret-of-the-session" in template.render(Context({**context, "csrf": True}))


def test_a_notice_has_a_title_only_when_given():
    assert "<h2" not in include("notice", text="Sent")
    assert '<h3 class="civic-notice__title">Thanks</h3>' in include(
        "notice", text="Sent", title="Thanks", level=3
    )


def test_facts_are_a_list_of_terms():
    html = include("facts", facts=[("თარიღი", "19.11.2026")])
    assert "<dt>თარიღი</dt><dd>19.11.2026</dd>" in html


def test_a_timeline_is_an_ordered_list():
    html = include("timeline", events=[{"title": "გამოქვეყნდა", "when": "04.11.2026"}])
    assert html.count("<ol") == 1
    assert "04.11.2026" in html


def has_template(model) -> bool:
    """Whether a mixin of ours brings one; some print a template for each of their addresses."""
    ours = (cls for cls in model.__mro__ if issubclass(cls, CivicPageMixin))
    return any("template" in vars(cls) for cls in ours if not issubclass(cls, Page))


@pytest.mark.parametrize(
    "model",
    list(filter(has_template, apps.get_models())),
    ids=lambda model: model.__name__,
)
def test_a_page_type_that_has_a_template_names_it(model):
    """What Wagtail names after the type would be looked for in vain at each request."""
    assert get_template(model.template)

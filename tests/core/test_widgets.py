"""Controls that are written without a template are those that Django's templates write."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.test.html import parse_html
from django.test.utils import override_settings

from wagtail_civic.core.widgets import PlainRenderer, PlainSelect

HOSTILE = "\"><script>alert('&')</script>"


class Everything(forms.Form):
    text = forms.CharField(max_length=9, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(required=False, help_text="…")
    number = forms.IntegerField(min_value=0)
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput({"type": "date"}))
    agreed = forms.BooleanField()
    long = forms.CharField(widget=forms.Textarea)
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", HOSTILE)],
        widget=forms.CheckboxSelectMultiple({"class": "wide"}),
        show_hidden_initial=True,
        initial=["a", "b"],
    )
    one = forms.ChoiceField(
        choices=[("", "none"), (HOSTILE, [(1, "one"), (2, HOSTILE)])], widget=forms.RadioSelect
    )


class Lists(forms.Form):
    plain = forms.ChoiceField(choices=[("", "all"), (1, "one"), (2, HOSTILE)], widget=PlainSelect)


class TheirLists(forms.Form):
    plain = forms.ChoiceField(choices=Lists.base_fields["plain"].choices)


DATA = {
    "text": HOSTILE,
    "email": "a@example.org",
    "number": "0",
    "secret": "x",
    "hidden": "",
    "day": "2026-11-26",
    "agreed": "on",
    "long": HOSTILE,
    "several": ["b"],
    "one": "2",
    "plain": "2",
}


def written(form_class, renderer, data, **kwargs) -> list:
    form = form_class(data, renderer=renderer, **kwargs)
    return [parse_html(str(field)) for field in form]


@pytest.mark.parametrize("data", [None, {}, DATA])
@pytest.mark.parametrize("form_class", [Everything, Lists])
def test_what_is_written_here_is_what_django_writes(form_class, data):
    theirs = TheirLists if form_class is Lists else form_class
    assert written(form_class, PlainRenderer(), data) == written(theirs, DjangoTemplates(), data)


def test_without_ids_nothing_is_named_by_one():
    ours, theirs = (
        written(Everything, renderer, None, auto_id=False)
        for renderer in (PlainRenderer(), DjangoTemplates())
    )
    assert ours == theirs


def test_a_hosts_own_renderer_writes_the_inputs(settings, monkeypatch):
    seen = []

    def render(self, template_name, context, request=None):
        seen.append(template_name)
        return ""

    monkeypatch.setattr(TemplatesSetting, "render", render)
    with override_settings(FORM_RENDERER="django.forms.renderers.TemplatesSetting"):
        str(Everything(renderer=PlainRenderer())["text"])
    assert seen == ["django/forms/widgets/text.html"]

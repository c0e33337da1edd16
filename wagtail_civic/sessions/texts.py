"""A short text per language in one column, for rows too many and too small for a child table."""

from collections.abc import Mapping

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wagtail_civic.core.languages import content_languages, language_order


def pick(texts: Mapping[str, str], language: str | None = None) -> str:
    """The text in the wanted language, else in the next best; "" if there is none."""
    return texts.get(picked_language(texts, language), "")


def picked_language(texts: Mapping[str, str], language: str | None = None) -> str:
    """The language that ``pick`` answers in, for the ``lang`` attribute."""
    order = [*language_order(language), *texts]
    return next((code for code in order if texts.get(code)), "")


class TextsWidget(forms.MultiWidget):
    template_name = "wagtail_civic/sessions/widgets/texts.html"

    def __init__(self, attrs=None):
        self.languages = content_languages()
        widgets = {code: AdminAutoHeightTextInput(attrs={"rows": 1}) for code, _ in self.languages}
        super().__init__(widgets, attrs)

    def decompress(self, value):
        value = value if isinstance(value, dict) else {}
        return [value.get(code, "") for code, _ in self.languages]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        rows = zip(context["widget"]["subwidgets"], self.languages, strict=True)
        for subwidget, (code, label) in rows:
            subwidget["language"] = code
            subwidget["label"] = label
            subwidget["attrs"]["lang"] = code
        return context


class TextsFormField(forms.MultiValueField):
    def __init__(self, *, max_length=None, **kwargs):
        kwargs["widget"] = TextsWidget()
        fields = [
            forms.CharField(required=False, max_length=max_length) for _ in content_languages()
        ]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values):
        codes = [code for code, _ in content_languages()]
        return {code: text for code, text in zip(codes, values, strict=False) if text}

    def has_changed(self, initial, data):
        return super().has_changed(self.widget.decompress(initial), data)


class TextsField(models.JSONField):
    """``{"ka": "…", "en": "…"}``; an absent language is an absent key, never an empty text."""

    description = _("text per language")

    def __init__(self, *args, max_length=1000, **kwargs):
        kwargs.setdefault("default", dict)
        self.text_length = max_length
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        return models.Field.formfield(
            self, **{"form_class": TextsFormField, "max_length": self.text_length, **kwargs}
        )

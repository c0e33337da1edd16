"""Where an editor names a record of any capability: by its number, or by words of its title.

The newest records are offered while typing; any other is found when the form is sent. It needs no
script, and what was typed stays in the field.
"""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from . import links

#: (kind, key) of a record; ("", None) where none is named.
Named = tuple[str, UUID | None]
NOTHING: Named = ("", None)
TITLES_IN_ERROR = 5


def offers(site: Site, user=None, query: str = "", but: Iterable[str] = ()) -> dict[str, Named]:
    """What ``user`` can name, by title: of each kind the newest, or what fits a query best."""
    found: dict[str, Named] = {}
    for kind, resolver in links.resolvers.items():
        if kind not in but:
            for key, title in resolver.choices(site, query, get_language(), user):
                found.setdefault(title, (kind, key))
    return found


class LinkInput(forms.TextInput):
    """A text input with the titles that are offered."""

    offered: Iterable[str] = ()

    def render(self, name, value, attrs=None, renderer=None):
        attributes = self.build_attrs({**self.attrs, "autocomplete": "off"}, attrs)
        listed = f"{attributes.get('id', name)}-offers"
        own = {"type": "text", "name": name, "value": value or None, "list": listed}
        options = format_html_join("", '<option value="{}"></option>', ((t,) for t in self.offered))
        return format_html(
            '<input{}><datalist id="{}">{}</datalist>',
            flatatt({**own, **attributes}),
            listed,
            options,
        )


class LinkField(forms.CharField):
    """Cleans to (kind, key). The form calls ``prepare`` before the field is used."""

    widget = LinkInput
    default_error_messages = {
        "none": _(
            "Nothing fits “%(text)s”. Type the number, or words of the title, or leave it empty."
        ),
        "several": _("Several fit: %(titles)s. Type the number, or more words of the title."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(required=kwargs.pop("required", False), max_length=1000, **kwargs)

    def prepare(
        self,
        site: Site,
        user=None,
        *,
        but: Iterable[str] = (),
        offered: dict[str, Named] | None = None,
        current: Named = NOTHING,
        title: str | None = None,
    ) -> None:
        """``current`` is what is named now, and ``title`` its title, if it is known; ``user`` is
        who is offered what."""
        self.site, self.user, self.but = site, user, tuple(but)
        self.known = dict(offers(site, user, but=but) if offered is None else offered)
        kind, key = current
        self.title = title
        if key and title is None:
            target = links.resolve(kind, key, get_language())
            self.title = target.title if target else str(key)
        if key:
            self.known[self.title] = current
        self.widget.offered = list(self.known)

    def prepare_value(self, value):
        return (self.title if value[1] else "") if isinstance(value, tuple) else value

    def has_changed(self, initial, data) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")

    def clean(self, value) -> Named:
        text = super().clean(value)
        if not text:
            return NOTHING
        return self.known.get(text) or self._find(text)

    def _find(self, text: str) -> Named:
        for query in _queries(text):
            found = offers(self.site, self.user, query, self.but)
            if text in found:
                return found[text]
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                self.known |= found
                self.widget.offered = list(found)
                titles = "; ".join(list(found)[:TITLES_IN_ERROR])
                message = self.error_messages["several"]
                raise ValidationError(message, "several", {"titles": titles})
        raise ValidationError(self.error_messages["none"], "none", {"text": text})


def _queries(text: str) -> list[str]:
    """What to look for: what was typed; of a whole title, its number, its words, it without day."""
    before, colon, after = text.partition(": ")
    number = before.rpartition("№")[2] if colon and "№" in before else ""
    undated = text.rpartition(", ")[0]
    return list(filter(None, [text, number, after, undated]))

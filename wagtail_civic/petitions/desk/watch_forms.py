"""An entry of the watch list, as an officer writes it."""

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from .. import countries, patterns


class WatchRuleForm(WagtailAdminModelForm):
    """An address that is listed is not shown again: left empty, it stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field, self.kept = self.fields["pattern"], None
        help_text = format_html_join("", "{}<br>", ((line,) for line in _help()))
        if self.instance.mask:
            self.kept = self.instance.kind, self.instance.pattern
            self.initial["pattern"] = ""
            field.required = False
            stays = _("Listed: %(mask)s. Left empty, it stays.") % {"mask": self.instance.mask}
            help_text = format_html("{}<br>{}", stays, help_text)
        field.help_text = help_text

    def clean(self):
        data = super().clean()
        if self.kept and not data.get("pattern"):
            kind, pattern = self.kept
            if data.get("kind") == kind:
                data["pattern"] = pattern
            else:
                self.add_error("pattern", self.fields["pattern"].error_messages["required"])
        return data


def _help() -> list[str]:
    return [
        patterns.HELP[patterns.NETWORK],
        patterns.HELP[patterns.DOMAIN],
        _(
            "Write an e-mail address or a telephone number as its owner does. It is kept only as a "
            "code by which it is recognised: nobody can read it here afterwards."
        ),
        patterns.HELP[patterns.COUNTRY],
        _("A country is told by the telephone number and by the network.")
        if countries.networks_are_known()
        else _(
            "A country is told by the telephone number alone: which country a network is of is not "
            "known here (GEOIP_PATH)."
        ),
    ]

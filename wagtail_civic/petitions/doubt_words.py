"""What doubts about signatures are called."""

from django.utils.translation import gettext_lazy as _

PATTERN_LABELS = {
    "network": _("network"),
    "domain": _("e-mail domain"),
    "email": _("e-mail address"),
    "phone": _("telephone number"),
    "country": _("country"),
}
EFFECT_LABELS = {
    "block": _("signatures from there are doubted"),
    "allow": _("signatures from there are never doubted for their number"),
}
SUSPICION_LABELS = {
    "network": _("from a listed network"),
    "domain": _("with an address of a listed domain"),
    "email": _("with a listed e-mail address"),
    "phone": _("with a listed telephone number"),
    "country": _("from a listed country"),
    "burst": _("very many from one network within a minute"),
    "sustained": _("very many from one network within an hour"),
}
VOID_LABELS = {
    "machine": _("made by a machine"),
    "duplicate": _("the same person signed more than once"),
    "invented": _("no such person"),
    "entitled": _("not entitled to sign"),
    "misuse": _("somebody else's address was used"),
    "other": _("for another reason"),
}
STANDING_LABELS = {
    "proposed": _("waits for a second officer"),
    "running": _("approved, in progress"),
    "done": _("done"),
    "cancelled": _("cancelled"),
    "reversing": _("being reversed"),
    "reversed": _("reversed"),
}


def pattern_choices():
    return list(PATTERN_LABELS.items())


def effect_choices():
    return list(EFFECT_LABELS.items())


def void_reason_choices():
    return list(VOID_LABELS.items())

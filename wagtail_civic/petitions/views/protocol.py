"""The published protocol of a check of paper signatures, as a page that prints well."""

from django.http import Http404
from django.shortcuts import render

from wagtail_civic.core.actions import civic_action

from .finding import public_petition


@civic_action(methods=("GET", "HEAD"))
def protocol(request, lang, year, serial, nth):
    """The protocol of the ``nth`` delivery, from 1."""
    petition = public_petition(request, year, serial)
    checks = list(petition.paper_checks.all()) if petition.opened_at else []
    if not 1 <= nth <= len(checks):
        raise Http404
    check = checks[nth - 1]
    return render(
        request,
        "wagtail_civic/petitions/protocol.html",
        {
            "petition": petition,
            "petition_page": petition.public_page(lang),
            "check": check,
            "void": list(check.void_lines.items()),
            "valid": [line for line in check.lines if str(line) not in check.void_lines],
        },
    )

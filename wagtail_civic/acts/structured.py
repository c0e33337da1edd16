"""An act as data that others read: schema.org ``Legislation`` (ELI), as JSON-LD."""

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wagtail_civic.core.structured import script

from . import registry
from .status import Status

FORCE = {
    Status.IN_FORCE: "InForce",
    Status.NOT_YET: "NotInForce",
    Status.REPEALED: "NotInForce",
    Status.EXPIRED: "NotInForce",
}
#: What the act does to others, in the words of schema.org.
VERBS = {
    "amends": "legislationAmends",
    "supplements": "legislationAmends",
    "repeals": "legislationRepeals",
    "corrects": "legislationCorrects",
    "implements": "isBasedOn",
    "based_on": "isBasedOn",
    "part_of": "isPartOf",
}


def legislation(act, context: dict, page, request, today) -> SafeString:
    """``context`` is what the page shows: the data says no more than the page."""
    address = registry.act_url(page, act, request, full=True)
    reading, files = context["reading"], context["files"]
    eli = request.build_absolute_uri(registry.eli_path(act))
    data = {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "@id": eli,
        "url": address,
        "legislationIdentifier": eli,
        "name": context["heading"],
        "alternateName": context["designation"],
        "inLanguage": act.language,
        "legislationType": act.act_type.label(),
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": act.body.label()},
        "legislationJurisdiction": act.site.site_name,
        "legislationDate": act.adopted,
        "datePublished": act.published_on,
        "legislationDateOfApplicability": act.effective_on,
        "expires": act.expires_on,
        "legislationLegalForce": f"https://schema.org/{_force(act, today)}",
        "legislationDateVersion": reading.valid_from or act.adopted,
        "abstract": context["meaning"],
        "sameAs": act.official_url,
        "encoding": [_encoding(f, request) for f in files if f.role != "translation"],
        "workTranslation": [
            {"@type": "Legislation", "name": str(file), "encoding": _encoding(file, request)}
            for file in files
            if file.role == "translation"
        ],
        "citation": [
            {"@type": "Legislation", "url": request.build_absolute_uri(url)}
            for url in dict.fromkeys(context["citations"].values())
        ],
    }
    if reading.valid_from:
        data["legislationConsolidates"] = {"@type": "Legislation", "@id": eli}
    for name, acts in _others(act, page, request).items():
        data[name] = acts
    return script({name: _plain(value) for name, value in data.items() if value})


def _force(act, today) -> str:
    status = act.status_on(today)
    if status == Status.IN_FORCE and any(
        part.starts_on > today for part in act.related("commencements")
    ):
        return "PartiallyInForce"
    return FORCE[status]


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _encoding(file, request) -> dict:
    return {
        "@type": "LegislationObject",
        "name": str(file),
        "contentUrl": request.build_absolute_uri(file.document.url),
        "sha256": file.sha256,
        "legislationLegalValue": "https://schema.org/UnofficialLegalValue",
    }


def _others(act, page, request) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for relation in filter(lambda each: each.is_shown, act.related("relations")):
        if relation.target_id is None:
            other = {"name": relation.outside_title, "url": relation.outside_url}
        else:
            other = {
                "name": relation.target.title_in(get_language()),
                "url": registry.act_url(page, relation.target, request, full=True),
            }
        row = {"@type": "Legislation", **{name: value for name, value in other.items() if value}}
        found.setdefault(VERBS[relation.kind], []).append(row)
    return found

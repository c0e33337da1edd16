"""The published shape of the open data about petitions (JSON Schema, draft 2020-12)."""

from . import lifecycle, threshold

DIALECT = "https://json-schema.org/draft/2020-12/schema"

MOMENT = {"type": ["string", "null"], "format": "date-time"}
NUMBER = {"type": "integer", "minimum": 0}
BY_NAME = {"type": "object", "additionalProperties": NUMBER}
TEXTS_BY_LANGUAGE = {"type": "object", "additionalProperties": {"type": "string"}}


def _object(properties: dict, optional: tuple[str, ...] = ()) -> dict:
    """Exactly these members; all there, but the optional ones."""
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _or_null(schema: dict) -> dict:
    return {"anyOf": [schema, {"type": "null"}]}


SUMMARY = {
    "number": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2,}$"},
    "key": {"type": "string", "format": "uuid"},
    "api_url": {"type": "string", "format": "uri"},
    "titles": TEXTS_BY_LANGUAGE,
    "urls": TEXTS_BY_LANGUAGE,
    "register": {"enum": list(lifecycle.REGISTERS)},
    "state": {"enum": list(lifecycle.STATES)},
    "outcome": {"enum": [*lifecycle.OUTCOMES, None]},
    "topics": {"type": "array", "items": {"type": "string"}},
    "area": {"type": ["string", "null"]},
    "submitted": MOMENT,
    "opened": MOMENT,
    "deadline": MOMENT,
    "closed": MOMENT,
    "decided": MOMENT,
    "counts": {"$ref": "#/$defs/counts"},
}
COUNTS = _or_null(
    _object(
        {
            "counted": NUMBER,
            "required": NUMBER,
            "reached": {"type": "boolean"},
            "electronic": NUMBER,
            "deducted": NUMBER,
            "paper": NUMBER,
            "by_day": BY_NAME,
            "by_area": BY_NAME,
            "by_assurance": BY_NAME,
            "voided": BY_NAME,
        },
        optional=("by_day", "by_area", "by_assurance", "voided"),
    )
)
TEXT = _object(
    {
        "title": {"type": "string"},
        "kind": {"enum": ["act", "principles", "request"]},
        "ask": {"type": "string"},
        "background": {"type": "string"},
        "video": {"type": "string"},
        "url": {"type": "string"},
    }
)
BASIS = _or_null(
    _object(
        {
            "voters": NUMBER,
            "roll_date": {"type": "string", "format": "date"},
            "roll_source": {"type": "string"},
            "share_electronic": {"type": "string"},
            "share_paper": {"type": "string"},
            "rounding": {"enum": list(threshold.ROUNDINGS)},
            "combining": {"enum": list(threshold.COMBININGS)},
            "required_electronic": NUMBER,
            "required_paper": NUMBER,
            "required_areas": BY_NAME,
            "legal_basis": TEXTS_BY_LANGUAGE,
        }
    )
)
REJECTION = _or_null(
    _object({"code": {"type": "string"}, "reason": TEXTS_BY_LANGUAGE, "note": {"type": "string"}})
)
EVENT = _object({"kind": {"type": "string"}, "at": MOMENT, "data": {"type": "object"}})
DOCUMENT = _object(
    {
        "title": {"type": "string"},
        "url": {"type": "string", "format": "uri"},
        "type": {"type": "string"},
        "size": {"type": ["integer", "null"]},
        "published": MOMENT,
    }
)
DETAIL = {
    **SUMMARY,
    "texts": {"type": "object", "additionalProperties": {"$ref": "#/$defs/text"}},
    "basis": {"$ref": "#/$defs/basis"},
    "rejection": {"$ref": "#/$defs/rejection"},
    "timeline": {"type": "array", "items": {"$ref": "#/$defs/event"}},
    "documents": {"type": "array", "items": {"$ref": "#/$defs/document"}},
    "online_checks": {"type": "array", "items": {"type": "object"}},
    "paper_checks": {"type": "array", "items": {"type": "object"}},
}
LIST = {
    "page": {"type": "integer", "minimum": 1},
    "per_page": {"type": "integer", "minimum": 1},
    "next": {"type": ["string", "null"]},
    "previous": {"type": ["string", "null"]},
    "results": {"type": "array", "items": {"$ref": "#/$defs/summary"}},
}
COUNT = {
    "number": SUMMARY["number"],
    "count": NUMBER,
    "required": NUMBER,
    "reached": {"type": "boolean"},
    "collects": {"type": "boolean"},
}

SCHEMA = {
    "$schema": DIALECT,
    "title": "Petitions of a municipality",
    "description": "What the list, one petition and its count answer; moments are in ISO 8601.",
    "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("list", "detail", "count")],
    "$defs": {
        "list": _object(LIST),
        "detail": _object(DETAIL),
        "count": _object(COUNT),
        "summary": _object(SUMMARY),
        "counts": COUNTS,
        "text": TEXT,
        "basis": BASIS,
        "rejection": REJECTION,
        "event": EVENT,
        "document": DOCUMENT,
    },
}


def part(name: str) -> dict:
    """The schema of one answer alone: ``list``, ``detail`` or ``count``."""
    return {"$schema": DIALECT, "$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}

"""An act as Akoma Ntoso 3.0 (OASIS LegalDocML), for the archives and tools of others.

The order of elements is that of the schema. Identifiers follow the naming convention:
``/akn/ge-<municipality>/act/<type>/<date>/<number>/kat@<date>``.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from wagtail_civic.core.feeds import clean
from wagtail_civic.core.text import slug

from . import addresses
from .articles import anchored, paragraphs
from .versions import Reading

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
COUNTRY = "ge"
#: ISO 639-2, as the standard asks.
LANGUAGES = {"ka": "kat", "en": "eng", "ru": "rus", "hy": "hye", "az": "aze"}
SOURCE = "#registry"
EVENTS = {
    "amends": "amendment",
    "supplements": "amendment",
    "corrects": "amendment",
    "repeals": "repeal",
}
#: What an act does to another, as the standard calls it: the element and its type.
MODIFICATIONS = {
    "amends": ("textualMod", "substitution"),
    "supplements": ("textualMod", "insertion"),
    "corrects": ("textualMod", "substitution"),
    "repeals": ("textualMod", "repeal"),
    "implements": ("legalSystemMod", "implementation"),
}


def document(act, reading: Reading, incoming: list, address: str) -> bytes:
    """The XML of one act with the text that is being read."""
    root = Element("akomaNtoso", {"xmlns": NAMESPACE})
    body = SubElement(root, "act", {"name": act.act_type.code, "contains": _contains(reading)})
    meta = SubElement(body, "meta")
    _identification(meta, act, reading, address)
    if act.published_on:
        facts = {"date": act.published_on.isoformat(), "name": clean(act.published_in) or "-"}
        SubElement(meta, "publication", facts | {"showAs": clean(act.published_in) or "-"})
    changes = [relation for relation in incoming if relation.kind in EVENTS and relation.start()]
    _lifecycle(meta, act, changes)
    done = [r for r in act.related("relations") if r.kind in MODIFICATIONS and r.is_shown]
    done = [relation for relation in done if relation.target_id]
    _modifications(meta, act, done)
    _references(meta, act, changes, done)
    preface = SubElement(SubElement(body, "preface"), "longTitle")
    SubElement(SubElement(preface, "p"), "docTitle").text = clean(act.title)
    _body(SubElement(body, "body"), reading.text)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode()


def _contains(reading: Reading) -> str:
    return "singleVersion" if reading.valid_from else "originalVersion"


def _work(act, place: str) -> str:
    number = addresses.segment(act.identity.number)
    day = act.adopted.isoformat()
    return f"/akn/{place}/act/{act.act_type.code}/{day}/{number}"


def _place(site) -> str:
    return f"{COUNTRY}-{slug(site.site_name or site.hostname, 40)}"


def _identification(meta: Element, act, reading: Reading, address: str) -> None:
    found = SubElement(meta, "identification", {"source": SOURCE})
    place, adopted = _place(act.site), act.adopted.isoformat()
    work = _work(act, place)
    language = LANGUAGES.get(act.language, act.language)
    day = (reading.valid_from or act.adopted).isoformat()
    expression = f"{work}/{language}@{day}"
    top = _level(found, "FRBRWork", work, (adopted, "adoption"), "#body", address)
    SubElement(top, "FRBRcountry", {"value": place})
    SubElement(top, "FRBRsubtype", {"value": act.act_type.code})
    SubElement(top, "FRBRnumber", {"value": clean(act.number)})
    SubElement(top, "FRBRname", {"value": clean(act.act_type.label(act.language))})
    middle = _level(found, "FRBRExpression", expression, (day, "validity"), SOURCE)
    SubElement(middle, "FRBRlanguage", {"language": language})
    made = act.modified_at.date().isoformat()
    below = _level(found, "FRBRManifestation", f"{expression}.xml", (made, "markup"), SOURCE)
    SubElement(below, "FRBRformat", {"value": "application/akn+xml"})


def _level(parent: Element, name: str, iri: str, dated: tuple, author: str, alias: str = ""):
    level = SubElement(parent, name)
    SubElement(level, "FRBRthis", {"value": f"{iri}/!main"})
    SubElement(level, "FRBRuri", {"value": iri})
    if alias:
        SubElement(level, "FRBRalias", {"value": alias, "name": "eli"})
    SubElement(level, "FRBRdate", {"date": dated[0], "name": dated[1]})
    SubElement(level, "FRBRauthor", {"href": author})
    return level


def _lifecycle(meta: Element, act, changes: list) -> None:
    events = [(act.adopted, "generation", "#original")]
    events += [(r.start(), EVENTS[r.kind], f"#act-{r.act_id}") for r in changes]
    lifecycle = SubElement(meta, "lifecycle", {"source": SOURCE})
    for place, (day, kind, source) in enumerate(sorted(events), start=1):
        facts = {"date": day.isoformat(), "type": kind, "source": source, "eId": f"e{place}"}
        SubElement(lifecycle, "eventRef", facts)


def _modifications(meta: Element, act, done: list) -> None:
    """What the act does to others of the registry."""
    if not done:
        return
    place = _place(act.site)
    analysis = SubElement(meta, "analysis", {"source": SOURCE})
    active = SubElement(analysis, "activeModifications")
    for nth, relation in enumerate(done, start=1):
        name, kind = MODIFICATIONS[relation.kind]
        change = SubElement(active, name, {"type": kind, "eId": f"mod_{nth}"})
        SubElement(change, "source", {"href": f"{_work(act, place)}/!main"})
        SubElement(change, "destination", {"href": f"{_work(relation.target, place)}/!main"})


def _references(meta: Element, act, changes: list, done: list) -> None:
    """This act, those that changed it (``changes``), and those that it changes (``done``)."""
    sources = {relation.act_id: relation.act for relation in changes}
    targets = {relation.target_id: relation.target for relation in done}
    references = SubElement(meta, "references", {"source": SOURCE})
    place = _place(act.site)  # of the others too: relations stay within a municipality
    named = [("original", "original", act)]
    named += [("activeRef", f"to-{other.pk}", other) for other in targets.values()]
    named += [("passiveRef", f"act-{other.pk}", other) for other in sources.values()]
    for element, name, each in named:
        facts = {"eId": name, "href": _work(each, place), "showAs": clean(each.title)}
        SubElement(references, element, facts)
    site = act.site.site_name or act.site.hostname
    organisations = [("body", act.body.label(act.language)), ("registry", site)]
    for name, label in organisations:
        facts = {"eId": name, "href": f"/akn/ontology/organization/{name}", "showAs": clean(label)}
        SubElement(references, "TLCOrganization", facts)


def _body(body: Element, text) -> None:
    """Chapters hold their articles; what stands outside is a paragraph of its own."""
    parent, count = body, 0
    articles = anchored(text)
    for block in text:
        if block.block_type == "chapter":
            count += 1
            parent = SubElement(body, "chapter", {"eId": f"chp_{count}"})
            SubElement(parent, "heading").text = clean(block.value)
        elif block.block_type == "article":
            _article(parent, *next(articles))
        else:
            count += 1
            outside = SubElement(parent, "paragraph", {"eId": f"para_{count}"})
            _content(outside, paragraphs(block.value.source))
    if len(body) == 0:
        _content(SubElement(body, "paragraph", {"eId": "para_1"}), [])


def _article(parent: Element, anchor: str, value) -> None:
    article = SubElement(parent, "article", {"eId": anchor})
    SubElement(article, "num").text = clean(value["number"])
    if value["heading"]:
        SubElement(article, "heading").text = clean(value["heading"])
    for place, words in enumerate(paragraphs(value["text"].source) or [""], start=1):
        _content(SubElement(article, "paragraph", {"eId": f"{anchor}__para_{place}"}), [words])


def _content(parent: Element, found: list[str]) -> None:
    content = SubElement(parent, "content")
    for words in found or [""]:
        SubElement(content, "p").text = clean(words)

"""Nodes of classifications, made as an import needs them, with the names that are known."""

import csv
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

from . import annex, codes
from .economics import RECEIPTS, Item
from .headings import squash
from .models.classification import Classification, Node, NodeName

MAX_NAMES = 20_000


class NamesError(Exception):
    """A file of names that cannot be read; the message says what to do."""


def language_of(text: str) -> str:
    """`ka` for a text with a Georgian letter, else `en`."""
    return "ka" if any("\u10d0" <= char <= "\u10ff" for char in text) else "en"


def ensure_items(site, kind: str, items: Iterable[Item]) -> dict[str, Node]:
    """The nodes of a fixed list, named in both languages when first made."""
    classification, _made = Classification.objects.get_or_create(site=site, kind=kind, version="")
    nodes = {node.code: node for node in classification.nodes.all()}
    for item in items:
        if item.code in nodes:
            continue
        parent = nodes.get(codes.dotted_parent(item.code) or "")
        node = Node.objects.create(
            classification=classification,
            code=item.code,
            parent=parent,
            depth=0 if parent is None else parent.depth + 1,
            additive=item.additive,
        )
        nodes[item.code] = node
        for language, name in (("ka", item.ka), ("en", item.en)):
            NodeName.objects.create(row=node, language=language, name=name)
    return nodes


def ensure_nodes(site, kind: str, edition: str, table: annex.Table) -> dict[str, Node]:
    """The nodes of one year's edition for every code of the table, those above included."""
    classification, _made = Classification.objects.get_or_create(
        site=site, kind=kind, version=edition
    )
    up = codes.dotted_parent if kind == Classification.RECEIPTS else codes.parent
    wanted = {codes.TOTAL: ""}
    for code in [*table.names, *(row.code for row in table.rows)]:
        step: str | None = code
        while step is not None:
            wanted.setdefault(step, "")
            step = up(step)
    wanted |= table.names
    nodes = {node.code: node for node in classification.nodes.all()}
    fresh: list[Node] = []
    for level in range(max(_depth(code, up) for code in wanted) + 1):
        new = [
            Node(
                classification=classification,
                code=code,
                parent=nodes.get(up(code) or ""),
                depth=level,
            )
            for code in sorted(wanted)
            if code not in nodes and _depth(code, up) == level
        ]
        Node.objects.bulk_create(new, batch_size=500)
        if new:
            nodes = {node.code: node for node in classification.nodes.all()}
            fresh += [nodes[node.code] for node in new]
    _name(site, fresh, wanted, kind)
    return nodes


def _depth(code: str, up) -> int:
    level = 0
    while (code := up(code)) is not None:
        level += 1
    return level


def _name(site, nodes: list[Node], names: dict[str, str], kind: str) -> None:
    """The name of the file, and in other languages the name that the same item has elsewhere."""
    known = known_names(site) if nodes else {}
    rows = []
    for node in nodes:
        name = names.get(node.code, "")
        if node.code == codes.TOTAL:
            total = (
                ("სულ", "Total")
                if kind == Classification.PROGRAMME
                else (
                    RECEIPTS[0].ka,
                    RECEIPTS[0].en,
                )
            )
            pairs = dict(zip(("ka", "en"), total, strict=True))
        elif not name:
            continue
        else:
            pairs = {language_of(name): name[:500]}
            for language, text in known.get(squash(name), {}).items():
                pairs.setdefault(language, text)
        rows += [NodeName(row=node, language=code, name=text) for code, text in pairs.items()]
    NodeName.objects.bulk_create(rows, batch_size=500)


def known_names(site) -> dict[str, dict[str, str]]:
    """Every name in use, by the squashed spelling of each of its languages."""
    by_node: dict[int, dict[str, str]] = {}
    rows = NodeName.objects.filter(row__classification__site=site).order_by("pk")
    for node, language, name in rows.values_list("row_id", "language", "name"):
        by_node.setdefault(node, {})[language] = name
    found: dict[str, dict[str, str]] = {}
    for item in RECEIPTS:
        found[squash(item.ka)] = {"ka": item.ka, "en": item.en}
    for names in by_node.values():
        for name in names.values():
            found.setdefault(squash(name), {}).update(names)
    return found


def read_names(file: IO[bytes]) -> dict[tuple[str, str], str]:
    """English names by (code, squashed Georgian name), from a CSV file with the columns
    `Budget Item Code`, `Georgian Name`, `English Translation`; NamesError if it has not."""
    raw = file.read(4 * 1024 * 1024 + 1)
    if len(raw) > 4 * 1024 * 1024:
        raise NamesError(_("The file of names is larger than 4 MB."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NamesError(_("The file of names is not UTF-8 text. Export it again as UTF-8.")) from (
            error
        )
    reader = csv.DictReader(text.splitlines())
    columns = {"Budget Item Code", "Georgian Name", "English Translation"}
    if not columns <= set(reader.fieldnames or []):
        raise NamesError(
            _("The file of names needs the columns %(columns)s.")
            % {"columns": ", ".join(sorted(columns))}
        )
    found = {}
    try:
        for number, row in enumerate(reader):
            if number >= MAX_NAMES:
                raise NamesError(_("The file of names has too many rows."))
            english = (row["English Translation"] or "").strip()
            code = codes.programme(row["Budget Item Code"])
            if english:
                found[(code, squash(row["Georgian Name"]))] = english[:500]
    except csv.Error as error:
        raise NamesError(_("The file of names is damaged.")) from error
    return found


def apply_names(site, names: dict[tuple[str, str], str]) -> int:
    """Give the English name to every programme that has none; how many were named."""
    by_name = {name: english for (_code, name), english in names.items()}
    nodes = Node.objects.for_site(site).programmes().with_names()
    rows = []
    for node in nodes:
        stored = {name.language: name.name for name in node.names.all()}
        spelling = squash(stored.get("ka", ""))
        english = names.get((node.code, spelling)) or by_name.get(spelling)
        if spelling and english and "en" not in stored:
            rows.append(NodeName(row=node, language="en", name=english))
    NodeName.objects.bulk_create(rows, batch_size=500)
    return len(rows)

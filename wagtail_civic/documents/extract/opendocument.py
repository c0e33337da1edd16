"""OpenDocument: text, spreadsheet or presentation. Tracked deletions are not text."""

from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .archive import Archive
from .result import HIDDEN, LEGACY, TEXT, Page

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_SKIPPED = {f"{_TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "note-citation")}
_BEFORE = {
    f"{_TEXT}tab": " ",
    f"{_TEXT}s": " ",
    f"{_TEXT}line-break": "\n",
    f"{_TEXT}note": "\n",
    f"{_TEXT}soft-page-break": "\f",
}
_AFTER = {
    f"{_TEXT}p": "\n",
    f"{_TEXT}h": "\n",
    f"{_TABLE}table-row": "\n",
    f"{_TABLE}table-cell": "\t",
}
#: What is one page each; a text has its breaks instead.
_WHOLE = {
    f"{_OFFICE}spreadsheet": f"{_TABLE}table",
    f"{_OFFICE}presentation": f"{_DRAW}page",
    f"{_OFFICE}drawing": f"{_DRAW}page",
}


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    """A sheet or slide is a page; headers and footers come with the last one."""
    archive = Archive(path)
    content = archive.root("content.xml")
    styles = archive.root("styles.xml") if "styles.xml" in archive.names else None
    out = _OdfText(*(root for root in (styles, content) if root is not None))
    found = [part for body in content.iter(f"{_OFFICE}body") for part in _parts(out, body)]
    texts = [text for text, _is_shown in found] or [""]
    if styles is not None:
        edges = [n for n in styles.iter() if n.tag in (f"{_STYLE}header", f"{_STYLE}footer")]
        texts[-1] += "\n".join(["", *map(out.of, edges)])
    yield len(texts)
    hidden = {number for number, (_text, is_shown) in enumerate(found, 1) if not is_shown}
    method = LEGACY if out.mapped else TEXT
    for number, text in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(text), HIDDEN if number in hidden else method)


def _parts(out: "_OdfText", body) -> Iterator[tuple[str, bool]]:
    """The text of each page, and whether whoever opens the file sees it."""
    for kind in body:
        if whole := _WHOLE.get(kind.tag):
            for node in kind.findall(whole):
                text = f"{node.get(f'{_TABLE}name', '')}\n{out.of(node)}"
                is_shown = node.get(f"{_TABLE}style-name", "") not in out.hiding
                yield text.replace("\f", "\n"), is_shown
        else:
            for text in out.of(kind).split("\f"):
                yield text, True


class _OdfText:
    def __init__(self, *roots):
        self.mapped = False
        self.fonts: dict[str, str] = {}
        self.above: dict[str, str] = {}
        #: The styles of sheets that are not shown.
        self.hiding: set[str] = set()
        for root in roots:
            for style in root.iter():
                if style.tag in (f"{_STYLE}style", f"{_STYLE}default-style"):
                    self._note(style)

    def _note(self, style) -> None:
        default = style.tag == f"{_STYLE}default-style"
        if default and style.get(f"{_STYLE}family") != "paragraph":
            return
        name = "" if default else style.get(f"{_STYLE}name", "")
        sheet = style.find(f"{_STYLE}table-properties")
        if sheet is not None and sheet.get(f"{_TABLE}display") == "false":
            self.hiding.add(name)
        found = style.find(f"{_STYLE}text-properties")
        if found is not None:
            font = found.get(f"{_STYLE}font-name") or found.get(f"{_FO}font-family") or ""
            self.fonts[name] = font.strip("'\"")
        if parent := style.get(f"{_STYLE}parent-style-name"):
            self.above[name] = parent

    def _font(self, name: str) -> str:
        seen: set[str] = set()
        while name and name not in seen:
            if found := self.fonts.get(name):
                return found
            seen.add(name)
            name = self.above.get(name, "")
        return ""

    def of(self, node, font: str | None = None) -> str:
        if node.tag in _SKIPPED:
            return ""
        font = self.fonts.get("", "") if font is None else font
        if node.tag.startswith(_TEXT):
            font = self._font(node.get(f"{_TEXT}style-name", "")) or font
        inner = [self._shown(node.text, font)]
        for child in node:
            inner.append(self.of(child, font))
            inner.append(self._shown(child.tail, font))
        text = "".join(inner)
        if node.tag == f"{_TABLE}table-cell":
            text = text.replace("\n", " ")
        return _BEFORE.get(node.tag, "") + text + _AFTER.get(node.tag, "")

    def _shown(self, text: str | None, font: str) -> str:
        if not text or not legacy.is_legacy_font(font):
            return text or ""
        self.mapped = True
        return legacy.to_georgian(text)

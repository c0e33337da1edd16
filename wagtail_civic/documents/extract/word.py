"""Word. Deleted text that is only tracked is not text, and neither is hidden text."""

from collections.abc import Iterator
from pathlib import Path

from . import legacy
from .archive import Archive, pages
from .result import LEGACY, TEXT, Page

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DELETED = {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText"}


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Body with tables and insertions, then headers, footers and notes with the last page.

    A new page begins where the file says that one began when it was last saved.
    """
    archive = Archive(path)
    out = _WordText(_Styles(archive))
    out.walk(archive.root("word/document.xml"))
    for kind in ("header", "footer", "footnotes", "endnotes"):
        for name in archive.parts(f"word/{kind}"):
            out.pieces.append("\n")
            out.walk(archive.root(name))
    texts = "".join(out.pieces).split("\f")
    yield from pages(texts, max_pages, LEGACY if out.mapped else TEXT)


class _Styles:
    """Which fonts the named styles of a file set, those of the styles they are based on too."""

    def __init__(self, archive: Archive):
        self.fonts: dict[str, str] = {}
        self.based: dict[str, str] = {}
        self.default = ""
        if "word/styles.xml" not in archive.names:
            return
        styles = archive.root("word/styles.xml")
        self.default = _font(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
        for style in styles.iter(f"{_W}style"):
            name, above = style.get(f"{_W}styleId", ""), style.find(f"{_W}basedOn")
            self.fonts[name] = _font(style.find(f"{_W}rPr"))
            if above is not None:
                self.based[name] = above.get(f"{_W}val", "")
            if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
                self.default = self.fonts[name] or self.default

    def font(self, name: str) -> str:
        seen: set[str] = set()
        while name and name not in seen:
            if found := self.fonts.get(name):
                return found
            seen.add(name)
            name = self.based.get(name, "")
        return ""


def _font(properties) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or ""


def _named(properties, tag: str) -> str:
    found = properties.find(f"{_W}{tag}") if properties is not None else None
    return found.get(f"{_W}val", "") if found is not None else ""


_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class _WordText:
    def __init__(self, styles: _Styles):
        self.styles, self.mapped = styles, False
        self.pieces: list[str] = []

    def walk(self, node, old: bool = False, paragraph: str = "") -> None:
        tag = node.tag
        if tag in _DELETED:
            return
        if tag == f"{_W}p":
            paragraph = self.styles.font(_named(node.find(f"{_W}pPr"), "pStyle"))
        elif tag == f"{_W}r":
            properties = node.find(f"{_W}rPr")
            if _is_hidden(properties):
                return
            old = self._is_legacy(properties, paragraph)
        elif tag == f"{_W}t" and node.text:
            self.mapped = self.mapped or old
            self.pieces.append(legacy.to_georgian(node.text) if old else node.text)
        elif tag == f"{_W}lastRenderedPageBreak" or (
            tag == f"{_W}br" and node.get(f"{_W}type") == "page"
        ):
            self._new_page()
        elif (sign := _SIGNS.get(tag.rpartition("}")[2])) and tag.startswith(_W):
            self.pieces.append(sign)
        for child in node:
            self.walk(child, old, paragraph)
        if tag == f"{_W}p":
            self.pieces.append("\n")
        elif tag == f"{_W}tc":
            self._end_cell()

    def _new_page(self) -> None:
        # Word writes both a break and, after it, the mark that it was rendered.
        if not any(piece == "\f" for piece in self.pieces[-3:]) and self.pieces:
            self.pieces.append("\f")

    def _end_cell(self) -> None:
        if self.pieces and self.pieces[-1] == "\n":
            self.pieces[-1] = "\t"

    def _is_legacy(self, properties, paragraph: str) -> bool:
        own = _font(properties) or self.styles.font(_named(properties, "rStyle"))
        return legacy.is_legacy_font(own or paragraph or self.styles.default)


def _is_hidden(properties) -> bool:
    found = properties.find(f"{_W}vanish") if properties is not None else None
    return found is not None and found.get(f"{_W}val", "1") not in ("0", "false", "off")

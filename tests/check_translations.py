"""Every string of ours exists in Georgian: nothing missing, nothing fuzzy, nothing forgotten.

The catalogues are read with polib. Where gettext is installed, the strings in the code are
extracted anew and compared, so that a new string without an entry is found as well.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
APPS = sorted(path.parent for path in (ROOT / "wagtail_civic").glob("*/apps.py"))
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")
GEORGIAN = re.compile("[\u10d0-\u10ff]")
MTAVRULI = re.compile("[\u1c90-\u1cbf]")


def faults_of(catalogue: Path) -> list[str]:
    found = []
    for entry in polib.pofile(str(catalogue)):
        if entry.obsolete:
            continue
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        where = f"{catalogue.relative_to(ROOT)}: {entry.msgid!r}"
        if entry.fuzzy:
            found.append(f"{where} is fuzzy")
        if not all(texts):
            found.append(f"{where} has no translation")
            continue
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        for text in texts:
            if not set(PLACEHOLDER.findall(text)) <= wanted | set(
                PLACEHOLDER.findall(entry.msgid_plural)
            ):
                found.append(f"{where} has other placeholders")
            if MTAVRULI.search(text):
                found.append(f"{where} is in capitals")
        if not any(GEORGIAN.search(text) for text in texts) and re.search(
            "[a-z]{3}", PLACEHOLDER.sub("", entry.msgid)
        ):
            found.append(f"{where} is not in Georgian")
    return found


def extracted(app: Path) -> set[tuple[str | None, str]]:
    """The strings in the code of one app, by Django's own makemessages on a copy."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / app.name
        shutil.copytree(app, copy, ignore=shutil.ignore_patterns("migrations", "*.mo", "*.po"))
        (copy / "locale").mkdir(exist_ok=True)
        subprocess.run(
            [sys.executable, "-P", "-m", "django", "makemessages", "-l", "ka", "--no-location"],
            cwd=copy,
            check=True,
            capture_output=True,
        )
        catalogue = polib.pofile(str(copy / "locale" / "ka" / "LC_MESSAGES" / "django.po"))
        return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def main() -> int:
    faults = []
    for app in APPS:
        catalogue = app / "locale" / "ka" / "LC_MESSAGES" / "django.po"
        if not catalogue.exists():
            faults.append(f"{app.name} has no Georgian catalogue")
            continue
        faults += faults_of(catalogue)
        if shutil.which("xgettext"):
            known = {
                (entry.msgctxt, entry.msgid)
                for entry in polib.pofile(str(catalogue))
                if not entry.obsolete
            }
            now = extracted(app)
            faults += [f"{app.name}: {text[1]!r} is not in the catalogue" for text in now - known]
            faults += [f"{app.name}: {text[1]!r} is no longer used" for text in known - now]
    print("\n".join(sorted(faults)) or f"{len(APPS)} catalogues are complete")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

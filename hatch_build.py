"""Compiles the translations (.po to .mo) when the wheel is built, or when run by hand."""

from pathlib import Path

import polib

ROOT = Path(__file__).parent


def compile_catalogues() -> None:
    """Write a .mo beside every .po of the package that is newer than its .mo."""
    for source in sorted(ROOT.glob("*/**/LC_MESSAGES/*.po")):
        if any(part.startswith(".") for part in source.relative_to(ROOT).parts):
            continue
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, without the build backend
    pass
else:

    class CatalogueHook(BuildHookInterface):
        def initialize(self, version, build_data):
            compile_catalogues()


if __name__ == "__main__":
    compile_catalogues()

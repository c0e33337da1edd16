"""The wheel that was built out of the sdist, adopted by an empty site in the README's own steps.

``check_wheel.py DIST``: for Wagtail 7.4 and 8.0, in a new virtual environment each.
"""

import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.adoption import VISIT_ALL, Project

ROOT = Path(__file__).resolve().parent.parent


def check_contents(wheel: Path, sdist: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (".html", ".css", "ka/LC_MESSAGES/django.mo", "migrations/0001_initial.py"):
        assert any(name.endswith(needed) for name in names), needed
    assert not [name for name in names if name.startswith(("tests/", "example_site/", "docs/"))]
    assert not [name for name in names if name.endswith(".po")]
    with tarfile.open(sdist) as archive:
        inside = archive.getnames()
    assert any(name.endswith("hatch_build.py") for name in inside)
    print(f"ok  {wheel.name}: {len(names)} files, {wheel.stat().st_size // 1024} kB")


def adopt(package: Path, wagtail: str, extra: str = "all") -> None:
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        venv.create(home / "venv", with_pip=True)
        python = home / "venv" / "bin" / "python"
        install = [python, "-m", "pip", "install", "--quiet", "--no-compile"]
        subprocess.run([*install, f"{package}[{extra}]", wagtail], check=True)
        subprocess.run([python, "-m", "pip", "check"], check=True, stdout=subprocess.DEVNULL)
        project = Project(home / "site", python)
        project.start()
        project.follow((ROOT / "README.md").read_text())
        project.run("python manage.py makemigrations --check --dry-run")
        print(f"ok  {package.name} on {wagtail}: {project.visit(VISIT_ALL).strip()}")
        remove_one(project)
        print(f"ok  without budget: {project.visit(VISIT_ALL).strip()}")


def remove_one(project: Project) -> None:
    """The README's way to remove a capability."""
    project.visit(
        "from wagtail_civic.budget.models import BudgetPage\n"
        "[page.delete() for page in BudgetPage.objects.all()]"
    )
    project.run("python manage.py migrate civic_budget zero")
    settings = project.folder / project.name / "settings" / "base.py"
    settings.write_text(settings.read_text().replace('    "wagtail_civic.budget",\n', ""))
    project.run("python manage.py check")
    project.run("python manage.py migrate")


def main(dist: Path) -> int:
    wheel, sdist = next(dist.glob("*.whl")), next(dist.glob("*.tar.gz"))
    subprocess.run([sys.executable, "-m", "twine", "check", "--strict", wheel, sdist], check=True)
    check_contents(wheel, sdist)
    adopt(wheel, "wagtail>=7.4,<7.5")
    adopt(wheel, "wagtail>=8.0,<8.1")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

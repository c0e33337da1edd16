"""The tutorial, step by step, on a fresh ``wagtail start`` project."""

import sys
from pathlib import Path

from tests.adoption import VISIT_ALL, Project, steps

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_tutorial_leads_to_a_site_that_answers(tmp_path):
    page = (ROOT / "docs" / "tutorial" / "index.md").read_text()
    project = Project(tmp_path / "town", Path(sys.executable), {"PYTHONPATH": str(ROOT)})
    project.start()
    project.follow(page)
    assert "pages answered" in project.visit(VISIT_ALL)


def test_the_readme_and_the_tutorial_install_the_same_apps():
    pages = [(ROOT / name).read_text() for name in ("README.md", "docs/tutorial/index.md")]
    named = []
    prefix = '"wagtail_civic.'
    for page in pages:
        settings = next(step.text for step in steps(page) if step.title == "settings")
        lines = settings.splitlines()
        named.append({line.strip() for line in lines if line.strip().startswith(prefix)})
    assert named[0] == named[1]
    assert len(named[0]) == 8

"""The rules of the house that a test can hold (docs/explanation/architecture.md)."""

import ast
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex
from importlinter.cli import lint_imports
from wagtail.models import BaseLogEntry, LockableMixin, Page

import wagtail_civic

PACKAGE = Path(wagtail_civic.__file__).parent
ROOT = PACKAGE.parent
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = [*PACKAGE.rglob("templates/**/*.html"), *ROOT.glob("example_site/**/*.html")]
STYLES = [*PACKAGE.rglob("static/**/*.css"), *ROOT.glob("example_site/**/*.css")]
OURS = [config for config in apps.get_app_configs() if config.name.startswith("wagtail_civic.")]
OUR_MODELS = [model for config in OURS for model in config.get_models()]
HEAVY = [
    "bokeh",
    "numpy",
    "openpyxl",
    "phonenumbers",
    "pypdf",
    "pypdfium2",
    "snowballstemmer",
    "squarify",
]


def name_of(path):
    return str(path.relative_to(ROOT))


def test_imports_run_one_way(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True, verbose=False) == 0


def test_no_modules_import_each_other_in_a_circle():
    graph = grimp.build_graph("wagtail_civic", cache_dir=None, exclude_type_checking_imports=True)
    circles = []
    for module in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            back = graph.find_shortest_chain(importer=imported, imported=module)
            if back:
                circles.append(" -> ".join([module, *back]))
    assert not circles, "\n".join(circles)


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_tables_are_made_with_their_constraints_and_indexes(config):
    """Adding them afterwards renders all models again for each, and takes twice the time."""
    operations = import_module(f"{config.name}.migrations.0001_initial").Migration.operations
    later = {one.model_name for one in operations if isinstance(one, AddField)}
    added = [one for one in operations if isinstance(one, AddConstraint | AddIndex)]
    assert {one.model_name for one in added} <= later


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.label)
def test_an_app_is_labelled_and_has_one_clean_migration(config):
    assert config.label == f"civic_{config.name.rpartition('.')[2]}"
    assert config.default_auto_field == "django.db.models.BigAutoField"
    migrations = list((Path(config.path) / "migrations").glob("0*.py"))
    assert [path.name for path in migrations] == ["0001_initial.py"]
    written = migrations[0].read_text()
    for word in ("wagtail.blocks", "block_lookup", "help_text", "WAGTAIL_PAGE_MODEL"):
        assert word not in written, word
    assert not re.search(r"choices=\[", written), "choices belong in a callable"


def page_models():
    return [model for model in OUR_MODELS if issubclass(model, Page)]


@pytest.mark.parametrize("model", page_models(), ids=lambda model: model.__name__)
def test_a_page_type_is_a_mixin_and_a_thin_class(model):
    assert len(inspect.getsource(model).splitlines()) <= 15
    mixins = [base for base in model.__bases__ if not issubclass(base, Page)]
    assert any(
        base.__name__.endswith("Mixin") and base._meta.abstract
        for base in mixins
        if hasattr(base, "_meta")
    )


@pytest.mark.parametrize("model", page_models(), ids=lambda model: model.__name__)
def test_a_page_holds_words_and_no_facts(model):
    facts = re.compile(
        r"(^|_)(state|status|stage|count|counter|number|deadline|opened|closed|signatures|votes)(_|$)"
    )
    own = [f.name for f in model._meta.local_fields]
    assert not [name for name in own if facts.search(name)], own


#: Foreign keys that a model has from Wagtail: its lock, its lines of the log.
OF_WAGTAIL = {
    model: [field.name for base in (LockableMixin, BaseLogEntry) for field in base._meta.fields]
    for model in OUR_MODELS
    if issubclass(model, (LockableMixin, BaseLogEntry))
}


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_no_model_points_at_a_page_or_at_a_fixed_user_model(model):
    for field in model._meta.local_fields:
        if not isinstance(field, models.ForeignKey) or field.name in OF_WAGTAIL.get(model, ()):
            continue
        parent_link = getattr(field.remote_field, "parent_link", False)
        target = field.remote_field.model
        assert parent_link or not issubclass(target, Page), field
        if target is get_user_model():
            assert field.remote_field.model._meta.label == "auth.User"
            assert "AUTH_USER_MODEL" in inspect.getsource(sys.modules[model.__module__])


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_no_inline_style_script_or_handler(path):
    text = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.S)
    assert not re.search(r"<[^>]*\sstyle\s*=", text)
    assert "<style" not in text
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in script or "application/ld+json" in script, script


@pytest.mark.parametrize("path", SOURCES + TEMPLATES + STYLES, ids=name_of)
def test_no_text_is_upper_cased(path):
    text = path.read_text()
    assert not re.search(
        r"\.(upper|capitalize)\(\)|capfirst|\|(upper|title)\b|text-transform:\s*(upper|cap)", text
    )


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_is_named_for_its_subject_and_fits_in_the_head(path):
    assert path.stem not in {"utils", "helpers", "services", "common", "misc"}
    long_texts = path.stem.startswith("demo")
    assert long_texts or len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_fits_on_a_screen(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.end_lineno - node.lineno + 1
            assert body <= 45, f"{node.name}: {body} lines"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_the_level_of_a_heading_is_a_parameter_in_what_others_include(path):
    if not {"includes", "blocks"} & set(path.parts):
        return
    fixed = re.findall(r"<h[1-6][\s>]", path.read_text())
    assert not fixed, f"{path}: {fixed}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_one_job(path):
    assert len(path.read_text().splitlines()) <= 120


def test_no_template_of_wagtails_admin_is_overridden():
    assert not [path for path in TEMPLATES if "wagtailadmin" in path.parts]


def test_importing_the_suite_loads_no_heavy_library():
    code = (
        "import django, sys; django.setup();"
        "from django.urls import get_resolver; get_resolver().url_patterns;"
        "from importlib import import_module;"
        "from django.apps import apps;"
        "[import_module(c.name + '.wagtail_hooks') for c in apps.get_app_configs()"
        " if c.name.startswith('wagtail_civic.')"
        " and __import__('importlib.util').util.find_spec(c.name + '.wagtail_hooks')];"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**__import__("os").environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.strip().splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_queued_work_is_named_by_ids_only(path):
    """``enqueue(func, *ids)``: what is passed must be an id, never an address or a text."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith("enqueue"):
            continue
        for argument in node.args[1:]:
            written = ast.unparse(argument)
            assert re.search(r"(pk|id|ids|key|uuid)\)?$", written), f"{path.name}: {written}"


def test_no_constraint_is_called_like_a_table():
    """On PostgreSQL a unique constraint and a table share one space of names."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    names = [
        constraint.name
        for model in OUR_MODELS
        for constraint in (*model._meta.constraints, *model._meta.indexes)
    ]
    assert not tables & set(names)
    assert len(names) == len(set(names))

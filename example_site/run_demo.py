#!/usr/bin/env python
"""The demonstration: prepares the database, starts worker and web server, stops both on Ctrl-C.

``python run_demo.py [--port 8000]`` (or ``$PORT``). All is kept in ``var/`` (or ``$VAR_DIR``).
"""

import argparse
import gc
import json
import logging
import os
import re
import secrets
import sys
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import demo_programs as programs

HERE = Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the demonstration site.")
    default = int(os.environ.get("PORT") or 8000)
    parser.add_argument("--port", type=int, default=default, help="Port of the web server")
    wanted = parser.parse_args().port
    var = Path(os.environ.get("VAR_DIR") or HERE / "var").resolve()
    os.environ["VAR_DIR"] = str(var)
    var.mkdir(parents=True, exist_ok=True)
    owner = programs.claim(var)
    port = programs.free_port(wanted)
    if port != wanted:
        print(f"Port {wanted} is taken by another program; using {port}.")
    os.environ.update(environment(var, port))
    programs.interrupt_on_signals()
    try:
        kept = prepare(port)
        return run(port, var / "demo.log", owner, kept)
    except KeyboardInterrupt:
        say("\nStopped before all was ready. The next start goes on from here.")
        return 1


def environment(var: Path, port: int) -> dict[str, str]:
    """What a host would have in its environment; the keys are made once and kept."""
    keys_file = var / "keys.json"
    if not keys_file.exists():
        keys = {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "LOOKUP_KEYS": secrets.token_urlsafe(48),
            "ENCRYPTION_KEYS": urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        keys_file.touch(mode=0o600)
        keys_file.write_text(json.dumps(keys))
    return {
        **json.loads(keys_file.read_text()),
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "town.settings",
        "BASE_URL": f"http://localhost:{port}",
        "MESSAGES_DIR": str(var / "messages"),
        "PYTHONUNBUFFERED": "1",
    }


def prepare(port: int) -> bool:
    """Tables, index pages and the invented municipality; quick when they are there already."""
    # Migrations make thousands of classes in circles; looking for garbage among them costs a third.
    gc.set_threshold(200_000, 20, 20)
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    compile_translations()

    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connections

    logging.disable(logging.WARNING)
    try:
        django.setup()
        return build(port)
    except (ImproperlyConfigured, OperationalError) as error:
        raise SystemExit(database_advice(error)) from error
    finally:
        with suppress(ImproperlyConfigured):
            connections.close_all()
        logging.disable(logging.NOTSET)


def build(port: int) -> bool:
    from django.core.management import call_command
    from wagtail.models import Site

    from wagtail_civic.core import demo

    make_tables()
    site = Site.objects.get(is_default_site=True)
    if site.port != port:
        site.port = port
        site.save()
    with open(os.devnull, "w") as nowhere:
        call_command("civic_setup", stdout=nowhere)
        present = demo.is_present(site)
        if not present:
            say("Building the municipality of Chaieti …")
            call_command("civic_demo", accounts=True, stdout=nowhere)
    return present


def make_tables() -> None:
    """All migrations; on a later start nothing but a look whether there are new ones."""
    from django.contrib.auth.models import Permission
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    # Permissions come last of all: without them an earlier start was broken off.
    if not executor.migration_plan(leaves) and Permission.objects.exists():
        return
    say("Preparing the database …")
    # Wagtail's own tables first: the fewer models there are, the less each small change costs.
    executor.migrate([leaf for leaf in leaves if not leaf[0].startswith(("civic_", "home"))])
    call_command("migrate", verbosity=0)


def compile_translations() -> None:
    """From a clone, the translations are not compiled yet; an installed package brings its own."""
    try:
        from hatch_build import compile_catalogues
    except ImportError:
        return
    compile_catalogues()


def database_advice(error: Exception) -> str:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return f"The database cannot be used: {error}"
    shown = re.sub(r"(?<=:)[^:@/]*(?=@)", "…", url)
    return (
        f"The database of DATABASE_URL ({shown}) cannot be used:\n{error}\n"
        "The driver of PostgreSQL comes with `tox -e demo-postgres`, that of MariaDB with "
        "`tox -e demo-mariadb`.\nWithout DATABASE_URL the demonstration keeps an SQLite file."
    )


def run(port: int, log: Path, owner: TextIO, kept: bool) -> int:
    """Start both programs, say where they are, wait for the end of either or for Ctrl-C."""
    manage = [sys.executable, str(HERE / "manage.py")]
    serve = [*manage, "runserver", "--noreload", "--insecure", f"{programs.HOST}:{port}"]
    address = f"http://localhost:{port}"
    running: programs.Programs = {}
    with log.open("wb") as output:
        try:
            running["worker"] = programs.start([*manage, "qcluster"], output, owner)
            running["web server"] = programs.start(serve, output, owner)
            programs.record(owner, address, running)
            programs.wait_for(f"{address}/ka/", running)
            if not programs.ended(running):
                say(announcement(address, log, kept))
            return programs.watch(running, log)
        except KeyboardInterrupt:
            say("\nStopping …")
            return 0
        finally:
            programs.stop(running)


def say(text: str) -> None:
    """A closed terminal must not keep the programs from being stopped."""
    with suppress(OSError):
        print(text, flush=True)


def announcement(address: str, log: Path, kept: bool) -> str:
    from django.contrib.auth import get_user_model

    names = get_user_model().objects.order_by("pk").values_list("username", flat=True)
    return f"""
Chaieti is {"open again" if kept else "open"}:

  Site        {address}/ka/   {address}/en/
  Editors     {address}/admin/
  Messages    {address}/outbox/   (e-mail and SMS that would have been sent)

  Log-ins     {", ".join(names)}
  Password    demo

  Output of worker and web server: {log}
  Ctrl-C stops both.
"""


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python
"""The demonstration: prepares the database, starts worker and web server, stops both on Ctrl-C.

``python run_demo.py [--port 8000]`` (or ``$PORT``). All is kept in ``var/`` (or ``$VAR_DIR``).
"""

import argparse
import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
START_SECONDS, STOP_SECONDS = 60, 20


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs the demonstration site.")
    default = int(os.environ.get("PORT") or 8000)
    parser.add_argument("--port", type=int, default=default, help="Port of the web server")
    wanted = parser.parse_args().port
    var = Path(os.environ.setdefault("VAR_DIR", str(HERE / "var")))
    var.mkdir(parents=True, exist_ok=True)
    port = free_port(wanted)
    if port != wanted:
        print(f"Port {wanted} is taken by another program; using {port}.")
    os.environ.update(environment(var, port))
    kept = prepare(port)
    return run(port, var / "demo.log", kept)


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that no program listens on."""
    for port in range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise SystemExit(f"No free port from {wanted} to {wanted + 99}. Name one with --port.")


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
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    compile_translations()

    import django
    from django.core.management import call_command

    django.setup()
    logging.disable(logging.WARNING)
    from wagtail.models import Site

    from wagtail_civic.core import demo

    print("Preparing the database …", flush=True)
    call_command("migrate", verbosity=0)
    site = Site.objects.get(is_default_site=True)
    if site.port != port:
        site.port = port
        site.save()
    with open(os.devnull, "w") as nowhere:
        call_command("civic_setup", stdout=nowhere)
        present = demo.is_present(site)
        if not present:
            print("Building the municipality of Chaieti …", flush=True)
            call_command("civic_demo", accounts=True, stdout=nowhere)
    from django.db import connections

    connections.close_all()
    logging.disable(logging.NOTSET)
    return present


def compile_translations() -> None:
    """From a clone, the translations are not compiled yet; an installed package brings its own."""
    try:
        from hatch_build import compile_catalogues
    except ImportError:
        return
    compile_catalogues()


def run(port: int, log: Path, kept: bool) -> int:
    """Start both programs, say where they are, wait for the end of either or for Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, interrupt)
    manage = [sys.executable, str(HERE / "manage.py")]
    with log.open("wb") as output:
        programs = {
            "worker": start([*manage, "qcluster"], output),
            "web server": start(
                [*manage, "runserver", "--noreload", "--insecure", f"{HOST}:{port}"], output
            ),
        }
        try:
            wait_for(port, programs)
            announce(port, log, kept)
            return watch(programs, log)
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)
            return 0
        finally:
            stop(list(programs.values()))


def interrupt(number, frame):
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def start(command: list[str], output) -> subprocess.Popen:
    """In a session of its own: Ctrl-C in the terminal reaches only this program."""
    return subprocess.Popen(  # noqa: S603
        command, cwd=HERE, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip


def wait_for(port: int, programs: dict[str, subprocess.Popen]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and not ended(programs):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)


def ended(programs: dict[str, subprocess.Popen]) -> list[str]:
    return [name for name, program in programs.items() if program.poll() is not None]


def announce(port: int, log: Path, kept: bool) -> None:
    from django.contrib.auth import get_user_model

    names = get_user_model().objects.order_by("pk").values_list("username", flat=True)
    print(
        f"""
Chaieti is {"open again" if kept else "open"}:

  Site        http://localhost:{port}/ka/   http://localhost:{port}/en/
  Editors     http://localhost:{port}/admin/
  Messages    http://localhost:{port}/outbox/   (e-mail and SMS that would have been sent)

  Log-ins     {", ".join(names)}
  Password    demo

  Output of worker and web server: {log}
  Ctrl-C stops both.
""",
        flush=True,
    )


def watch(programs: dict[str, subprocess.Popen], log: Path) -> int:
    while not (gone := ended(programs)):
        time.sleep(0.3)
    print(f"The {gone[0]} has stopped. Its last words, from {log}:\n", file=sys.stderr)
    print("\n".join(log.read_text(errors="replace").splitlines()[-15:]), file=sys.stderr)
    return 1


def stop(programs: list[subprocess.Popen]) -> None:
    """Ask politely, wait, then end the whole process group."""
    for program in programs:
        if program.poll() is None:
            program.terminate()
    end = time.monotonic() + STOP_SECONDS
    for program in programs:
        with suppress(subprocess.TimeoutExpired):
            program.wait(max(0.1, end - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())

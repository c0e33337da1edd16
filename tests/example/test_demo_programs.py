"""The demonstration's two programs: one set per folder, stopped together however it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "example_site"
#: Two programs that would run for a minute, kept as the demonstration keeps its own.
KEEPER = """
import subprocess, sys
from pathlib import Path
import demo_programs as programs
folder = Path(sys.argv[1])
owner = programs.claim(folder)
programs.interrupt_on_signals()
sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
running = {name: programs.start(sleep, subprocess.DEVNULL, owner) for name in ("one", "two")}
programs.record(owner, "http://localhost:8000", running)
try:
    print(*(program.pid for program in running.values()), flush=True)
    programs.watch(running, folder / "demo.log")
except KeyboardInterrupt:
    pass
finally:
    programs.stop(running)
"""


@pytest.fixture
def programs(demo_module):
    return demo_module("demo_programs")


@pytest.fixture
def keeper(tmp_path):
    """A demonstration in ``tmp_path``: (its process, the numbers of its two programs)."""
    process = subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(tmp_path)],
        cwd=EXAMPLE,
        stdout=subprocess.PIPE,
        text=True,
    )
    numbers = [int(number) for number in process.stdout.readline().split()]
    yield process, numbers
    process.terminate()
    process.wait(30)
    process.stdout.close()


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_taken_port_is_passed_over(programs):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert programs.free_port(port) > port
    assert programs.free_port(port) == port


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_both_programs_end_with_the_demonstration(keeper, number):
    process, numbers = keeper
    assert all(is_running(number) for number in numbers)
    process.send_signal(number)
    assert process.wait(30) == 0
    assert not any(is_running(number) for number in numbers)


def test_the_end_of_one_program_ends_the_other(keeper, tmp_path):
    (tmp_path / "demo.log").write_text("its last words")
    process, (first, second) = keeper
    os.kill(first, signal.SIGTERM)
    process.wait(30)
    assert not is_running(second)


def test_a_second_demonstration_in_the_folder_is_told_of_the_first(keeper, tmp_path, programs):
    process, numbers = keeper
    deadline = time.monotonic() + 10
    while not (tmp_path / "running").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    with pytest.raises(SystemExit) as refused:
        programs.claim(tmp_path)
    message = str(refused.value)
    assert "http://localhost:8000" in message
    assert all(str(number) in message for number in [process.pid, *numbers])
    assert "VAR_DIR" in message


def test_a_folder_is_free_again_after_the_end(keeper, tmp_path, programs):
    process, _numbers = keeper
    process.terminate()
    process.wait(30)
    programs.claim(tmp_path).close()


def test_the_folder_stays_taken_while_a_program_is_left(keeper, tmp_path, programs):
    process, numbers = keeper
    process.kill()
    process.wait(30)
    with pytest.raises(SystemExit):
        programs.claim(tmp_path)
    for number in numbers:
        os.kill(number, signal.SIGTERM)


def test_the_demonstration_makes_its_keys_once(tmp_path, demo_module):
    run_demo = demo_module("run_demo")
    first = run_demo.environment(tmp_path, 8000)
    assert run_demo.environment(tmp_path, 8001)["SECRET_KEY"] == first["SECRET_KEY"]
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_a_database_that_cannot_be_reached_is_named_without_its_password(demo_module, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://town:hush@db.example:5432/town")
    advice = demo_module("run_demo").database_advice(Exception("connection refused"))
    assert "connection refused" in advice
    assert "postgres://town:…@db.example:5432/town" in advice
    assert "hush" not in advice
    named = re.findall(r"tox -e demo-(\w+)", advice)
    offered = re.search(r"testenv:demo{(.*)}", (ROOT / "tox.ini").read_text())[1]
    assert named == [name.strip("-") for name in offered.split(",") if name]

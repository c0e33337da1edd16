"""Worker and web server of the demonstration: started, watched and stopped together."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO
from urllib.error import URLError
from urllib.request import urlopen

HOST = "127.0.0.1"
STOP_SECONDS = 20
Programs = dict[str, subprocess.Popen]


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


def claim(folder: Path) -> TextIO:
    """Keeps a second demonstration off the same folder; the file says who has it.

    The programs inherit the lock, so that it holds as long as one of them is left.
    """
    owner = (folder / "running").open("a+")
    try:
        fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner.seek(0)
        raise SystemExit(
            f"The demonstration is running already: {owner.read() or 'it is just starting.'}\n"
            "To stop it, press Ctrl-C where it was started.\n"
            "To start another beside it, name another folder: VAR_DIR=/some/folder"
        ) from None
    owner.truncate(0)
    return owner


def record(owner: TextIO, address: str, programs: Programs) -> None:
    numbers = " ".join(str(number) for number in [os.getpid(), *(p.pid for p in programs.values())])
    owner.write(f"{address} (or: kill {numbers})")
    owner.flush()


def interrupt_on_signals() -> None:
    """Ctrl-C, a polite end and a closed terminal all end it alike; only the first counts."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def interrupt(_number, _frame):
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in numbers:
        signal.signal(number, interrupt)


def start(command: list[str], output, owner: TextIO) -> subprocess.Popen:
    """In a session of its own: Ctrl-C in the terminal reaches only this program."""
    return subprocess.Popen(  # noqa: S603
        command, stdout=output, stderr=output, stdin=subprocess.DEVNULL,
        start_new_session=True, pass_fds=[owner.fileno()],
    )  # fmt: skip


def wait_for(address: str, programs: Programs) -> None:
    """Until the first page has come, which also spares the visitor the slowest one."""
    while not ended(programs):
        with suppress(URLError, ConnectionError, TimeoutError):
            urlopen(address, timeout=60).close()  # noqa: S310
            return
        time.sleep(0.1)


def ended(programs: Programs) -> list[str]:
    return [name for name, program in programs.items() if program.poll() is not None]


def watch(programs: Programs, log: Path) -> int:
    """Comes back when one of the programs has ended by itself, with what it said last."""
    while not (gone := ended(programs)):
        time.sleep(0.3)
    print(f"The {gone[0]} has stopped. Its last words, from {log}:\n", file=sys.stderr)
    print("\n".join(log.read_text(errors="replace").splitlines()[-15:]), file=sys.stderr)
    return 1


def stop(programs: Programs) -> None:
    """Ask politely, wait, then end the whole process group."""
    for program in programs.values():
        if program.poll() is None:
            program.terminate()
    end = time.monotonic() + STOP_SECONDS
    for program in programs.values():
        with suppress(subprocess.TimeoutExpired):
            program.wait(max(0.1, end - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)

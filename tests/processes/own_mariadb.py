"""A MariaDB server of a test's own."""

import os
import shutil
import signal
import subprocess
import time

from django.db.backends.mysql.client import DatabaseClient

from .own_server import PATIENCE, Missing, Server, has_account, is_root, output

PROGRAMS = ["mariadb-install-db", "mariadbd", "mariadb-dump", "mariadb", "mariadb-admin"]
USER = "root"
INSTALL = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
DUMP = ["--single-transaction", "--databases"]
AT_ONCE, LATER = 1, 2
"""When what is committed is written to the disk; a copy can be made anew."""


class Engine(Server):
    account = "mysql"
    process: subprocess.Popen | None = None

    @classmethod
    def check(cls) -> None:
        lacking = [name for name in PROGRAMS if not shutil.which(name)]
        if lacking:
            raise Missing(f"there is no {', '.join(lacking)}")
        if is_root() and not has_account(cls.account):
            raise Missing(f"root needs the account {cls.account} to start MariaDB")

    def begin(self) -> None:
        output(["mariadb-install-db", *self._where(), *INSTALL])
        self._start()

    def restart(self, crash: bool, away: float) -> None:
        self._stop(signal.SIGKILL if crash else signal.SIGTERM)
        time.sleep(away)
        self._start()

    def end(self) -> None:
        if self.process and self.process.poll() is None:
            self._stop(signal.SIGKILL)

    def copy(self, settings: dict) -> dict:
        own = {**settings, "HOST": "127.0.0.1", "PORT": self.port, "USER": USER, "PASSWORD": ""}
        command, env = DatabaseClient.settings_to_cmd_args_env(settings, DUMP)
        dump = output(["mariadb-dump", *command[1:]], env={**os.environ, **(env or {})})
        self._ask(f"SET GLOBAL innodb_flush_log_at_trx_commit = {LATER};\n{dump}")
        self._ask(f"SET GLOBAL innodb_flush_log_at_trx_commit = {AT_ONCE}")
        return own

    def url(self, settings: dict) -> str:
        return f"mysql://{USER}@127.0.0.1:{self.port}/"

    def _start(self) -> None:
        options = [f"--port={self.port}", f"--socket={self.socket}", f"--log-error={self.log}"]
        local = ["--bind-address=127.0.0.1", "--skip-name-resolve"]
        command = [shutil.which("mariadbd"), *self._where(), *options, *local]
        self.process = subprocess.Popen(command, start_new_session=True)
        ends = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < ends, f"MariaDB does not begin: {self.log.read_text()}"
            time.sleep(0.1)

    def _stop(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait(PATIENCE)

    def _where(self) -> list[str]:
        """It gives up root's rights itself."""
        account = [f"--user={self.account}"] if is_root() else []
        return ["--no-defaults", f"--datadir={self.data}", *account]

    @property
    def socket(self) -> str:
        return str(self.folder / "socket")

    def _answers(self) -> bool:
        command = ["mariadb-admin", *self._client(), "--silent", "ping"]
        return subprocess.run(command, capture_output=True).returncode == 0

    def _ask(self, text: str) -> None:
        output(["mariadb", *self._client()], input=text)

    def _client(self) -> list[str]:
        return ["--no-defaults", f"--socket={self.socket}", f"--user={USER}"]

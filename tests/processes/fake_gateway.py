"""A provider of SMS in a process of its own, which knows what it has really accepted.

``python fake_gateway.py`` prints its port. ``POST /send`` is the interface; ``POST /mode`` says how
to misbehave from now on; ``GET /accepted`` tells how often each reference and number was accepted.
"""

import json
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LATE = 3.0
ACCEPTING = {"ok", "slow", "garbage", "timeout", "close"}
STORM = ["ok", "429", "ok", "500", "ok", "garbage", "ok", "close"]

lock = threading.Lock()
refs: Counter = Counter()
numbers: Counter = Counter()
seen: Counter = Counter()
mode = "ok"


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_GET(self):
        with lock:
            told = {"refs": refs, "numbers": numbers, "seen": seen}
            self.answer(200, json.dumps(told))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/mode":
            globals()["mode"] = body.decode()
            return self.answer(200, "{}")
        message = json.loads(body)
        with lock:
            seen[message["ref"]] += 1
            now = STORM[sum(seen.values()) % len(STORM)] if mode == "storm" else mode
            if now in ACCEPTING:
                refs[message["ref"]] += 1
                numbers[message["to"]] += 1
        return self.behave(now, message)

    def behave(self, now: str, message: dict):
        if now in ("500", "429"):
            return self.answer(int(now), "no")
        if now == "close":
            self.close_connection = True
            return self.connection.close()
        if now == "garbage":
            return self.answer(200, "<<\x00 what?")
        time.sleep({"timeout": LATE, "slow": 0.2}.get(now, 0))
        return self.answer(200, json.dumps({"status": "ok", "id": f"id-{message['ref']}"}))

    def answer(self, code: int, text: str):
        try:
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())
        except OSError:
            self.close_connection = True

    def finish(self):
        try:
            super().finish()
        except (OSError, ValueError):
            return

    def log_message(self, *args):
        return


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()

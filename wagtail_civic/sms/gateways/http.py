"""One gateway for the many providers whose whole interface is one HTTP request per message.

Options (all from settings, never from the database):

`URL`, `METHOD` ("POST" or "GET"), `FORMAT` ("form", "json" or "xml"; a GET always uses the query
string), `FIELDS` (names to templates with `{to} {text} {sender} {ref}`; for "xml" one template
under `BODY`), `HEADERS`, `NUMBER_FORMAT` ("e164", "plain" or "national"), `SUCCESS_PATH` and
`SUCCESS_VALUES` (where in the JSON answer and which values mean accepted; without a path
`SUCCESS_PATTERN`, a regular expression over the text), `ID_PATH`, `ERROR_PATH`, `ERRORS` (provider
code to "rejected", "failed" or "halted"), `TIMEOUT` seconds, `RATE` parts a second,
`ALLOW_PLAIN_HTTP`.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import requests
from django.utils.translation import gettext_lazy as _

from ..phones import national
from .base import BaseGateway, Capabilities, Message, Result, Status

ANSWER_LIMIT = 64 * 1024
SLOT = re.compile(r"\{(to|text|sender|ref)\}")
HALTING = {301, 302, 303, 307, 308, 401, 402, 403, 404, 405}


class HttpGateway(BaseGateway):
    label = _("HTTP")
    required_options = ("URL",)

    def __init__(self, key: str = "", **options: Any) -> None:
        super().__init__(key, **options)
        self.capabilities = Capabilities(
            rate=float(options.get("RATE", 10)),
            batch=int(options.get("BATCH", 5)),
            timeout=float(options.get("TIMEOUT", 10)),
            price=str(options.get("PRICE", "")),
        )

    def problems(self) -> list[str]:
        found = super().problems()
        scheme = urlsplit(self.options.get("URL", "")).scheme
        if scheme != "https" and not (scheme == "http" and self.options.get("ALLOW_PLAIN_HTTP")):
            found.append("URL must begin with https:// (or set ALLOW_PLAIN_HTTP).")
        if not self.options.get("SUCCESS_PATH") and not self.options.get("SUCCESS_PATTERN"):
            found.append("SUCCESS_PATH or SUCCESS_PATTERN is missing: no answer means accepted.")
        if not self.options.get("FIELDS") and not self.options.get("BODY"):
            found.append("FIELDS (or BODY for xml) is missing.")
        return found

    def transmit(self, message: Message) -> Result:
        if self.problems():
            return Result(message.ref, Status.HALTED, code="settings")
        try:
            code, body = self._ask(message)
        except (requests.ConnectTimeout, requests.exceptions.ProxyError):
            return Result(message.ref, Status.FAILED, code="connect")
        except requests.exceptions.SSLError:
            return Result(message.ref, Status.HALTED, code="tls")
        except requests.ConnectionError as error:
            return self._unconnected(message.ref, error)
        except requests.RequestException as error:
            return Result(message.ref, Status.UNKNOWN, code=type(error).__name__)
        return self._judge(message.ref, code, body)

    def _ask(self, message: Message) -> tuple[int, str]:
        timeout = self.capabilities.timeout
        with requests.request(
            **self._request(message),
            timeout=(min(timeout, 5), timeout),
            allow_redirects=False,
            stream=True,
        ) as answer:
            body = answer.raw.read(ANSWER_LIMIT, decode_content=True)
            return answer.status_code, body.decode("utf-8", "replace")

    def _request(self, message: Message) -> dict[str, Any]:
        method = self.options.get("METHOD", "POST")
        request: dict[str, Any] = {
            "method": method,
            "url": self.options["URL"],
            "headers": dict(self.options.get("HEADERS", {})),
        }
        values = self._values(message)
        if self.options.get("FORMAT") == "xml":
            request["headers"].setdefault("Content-Type", "application/xml; charset=utf-8")
            escaped = {name: escape(value, {'"': "&quot;"}) for name, value in values.items()}
            request["data"] = _filled(self.options["BODY"], escaped).encode()
            return request
        fields = {name: _filled(value, values) for name, value in self.options["FIELDS"].items()}
        place = "params" if method == "GET" else self.options.get("FORMAT", "form")
        request[{"form": "data"}.get(place, place)] = fields
        return request

    def _values(self, message: Message) -> dict[str, str]:
        to = {"plain": message.to.lstrip("+"), "national": national(message.to)}.get(
            self.options.get("NUMBER_FORMAT", "e164"), message.to
        )
        return {"to": to, "text": message.text, "sender": message.sender, "ref": message.ref}

    def _judge(self, ref: str, code: int, body: str) -> Result:
        listed = self.options.get("ERRORS", {}).get(f"http:{code}")
        if listed:
            return Result(ref, Status(listed), code=f"http:{code}")
        if code == 429:
            return Result(ref, Status.FAILED, code="http:429")
        if code in HALTING:
            return Result(ref, Status.HALTED, code=f"http:{code}")
        if 400 <= code < 500:
            return Result(ref, Status.REJECTED, code=f"http:{code}")
        if code >= 500:
            return Result(ref, Status.UNKNOWN, code=f"http:{code}")
        return self._read(ref, body)

    def _read(self, ref: str, body: str) -> Result:
        pattern = self.options.get("SUCCESS_PATTERN")
        if pattern and (match := re.search(pattern, body)):
            return Result(ref, Status.SENT, provider_id=match[match.lastindex or 0][:100])
        answer = _parsed(body)
        path = self.options.get("SUCCESS_PATH")
        if path and answer is not None:
            accepted = self.options.get("SUCCESS_VALUES", [True, "true", 0, "0", "ok", "OK"])
            if any(_same(_at(answer, path), value) for value in accepted):
                provider_id = _text(answer, self.options.get("ID_PATH"))
                return Result(ref, Status.SENT, provider_id=provider_id)
        code = _text(answer, self.options.get("ERROR_PATH"))
        code = code or (body.strip()[:20] if pattern else "")
        listed = self.options.get("ERRORS", {}).get(code)
        return Result(ref, Status(listed) if listed else Status.UNKNOWN, code=code)

    def _unconnected(self, ref: str, error: requests.ConnectionError) -> Result:
        """Only a connection that never opened proves that nothing was accepted."""
        from urllib3.exceptions import NewConnectionError

        reason = getattr(error.args[0] if error.args else None, "reason", None)
        if isinstance(reason, NewConnectionError):
            return Result(ref, Status.FAILED, code="connect")
        return Result(ref, Status.UNKNOWN, code="connection")


def _filled(template: str, values: dict[str, str]) -> str:
    return SLOT.sub(lambda slot: values[slot[1]], str(template))


def _parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _at(answer: Any, path: str | None) -> Any:
    for step in (path or "").split("."):
        if isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        elif isinstance(answer, dict):
            answer = answer.get(step)
        else:
            return None
    return answer


def _text(answer: Any, path: str | None) -> str:
    value = _at(answer, path) if path and answer is not None else None
    return "" if value is None else str(value)[:100]


def _same(found: Any, wanted: Any) -> bool:
    """JSON `true` is not `1`, and a missing value is nothing."""
    return type(found) is type(wanted) and found == wanted

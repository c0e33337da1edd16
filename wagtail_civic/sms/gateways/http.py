"""One gateway for the many providers whose whole interface is one HTTP request per message.

Options (all from settings, never from the database):

`URL`, `METHOD` ("POST" or "GET"), `FORMAT` ("form", "json" or "xml"; a GET always uses the query
string), `FIELDS` (names to templates, nested for JSON; for "xml" one template under `BODY`),
`HEADERS`, `AUTH` (user and password), `NUMBER_FORMAT` ("e164", "plain" or "national"),
`REFERENCE_LENGTH`, `SUCCESS_PATH` and `SUCCESS_VALUES` (where in the JSON answer and which values
mean accepted) or `SUCCESS_PATTERN` (a regular expression over the text), `ID_PATH`, `ERROR_PATH` or
`ERROR_PATTERN`, `ERRORS` (provider code to "rejected", "suppress", "failed" or "halted"), `TIMEOUT`
seconds, `RATE` parts a second, `BATCH`, `IDEMPOTENT`, `UNICODE`, `BALANCE`, `LOW_BALANCE`,
`ALLOW_PLAIN_HTTP`, `STATUS` (see `inquiring`), and those of `listening`.
"""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.sax.saxutils import escape

import requests
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ..phones import national
from ..segments import measure
from . import options as reading
from .answers import at, clean, first_group, parsed, same, text_at
from .base import STOP, Capabilities, Message, Result, Status
from .hooks import address_of
from .inquiring import InquiringGateway

ANSWER_LIMIT = 64 * 1024
SLOT = re.compile(r"\{(to|text|hex|sender|ref|hook|urgent|unicode|coding)\}")
HALTING = {301, 302, 303, 307, 308, 401, 402, 403, 404, 405}
NUMBER_FORMATS = ("e164", "plain", "national")
OUTCOMES = {"suppress", *(status.value for status in Status)}
KNOWN = {
    *("URL", "METHOD", "FORMAT", "FIELDS", "BODY", "HEADERS", "AUTH", "ALLOW_PLAIN_HTTP"),
    *("NUMBER_FORMAT", "REFERENCE_LENGTH", "UNICODE", "IDEMPOTENT"),
    *("SUCCESS_PATH", "SUCCESS_VALUES", "SUCCESS_PATTERN", "ID_PATH"),
    *("ERROR_PATH", "ERROR_PATTERN", "ERRORS"),
    *("TIMEOUT", "RATE", "BATCH", "PRICE", "BALANCE", "LOW_BALANCE"),
    *("RECEIPT", "INBOUND", "HOOK_SECRETS", "PUBLIC_URL", "STATUS"),
}


class HttpGateway(InquiringGateway):
    label = _("HTTP")
    required_options: tuple[str, ...] = ("URL",)
    own_options: tuple[str, ...] = ()

    def __init__(self, key: str = "", **own: Any) -> None:
        super().__init__(key, **{**self.preset(own), **own})
        given = self.options
        reading.number(given, "LOW_BALANCE", 0, least=0)
        self.wants_sender = "{sender}" in f"{given.get('FIELDS')}{given.get('BODY')}"
        self.capabilities = Capabilities(
            rate=reading.number(given, "RATE", 10),
            batch=int(reading.number(given, "BATCH", 5, least=1)),
            timeout=reading.number(given, "TIMEOUT", 10),
            receipts=bool(given.get("RECEIPT")),
            status=bool(given.get("STATUS")),
            inbound=bool(given.get("INBOUND")),
            idempotent_reference=bool(given.get("IDEMPOTENT")),
            unicode=bool(given.get("UNICODE", True)),
            number_format=given.get("NUMBER_FORMAT", "e164"),
            balance=bool(given.get("BALANCE")),
            price=reading.price(given),
        )

    def preset(self, own: dict[str, Any]) -> dict[str, Any]:
        """The options that describe a provider, made from its account's own; settings win."""
        return {}

    def problems(self) -> list[str]:
        given = self.options
        plain = bool(given.get("ALLOW_PLAIN_HTTP"))
        found = super().problems()
        found += reading.unknown(given, KNOWN | {*self.required_options, *self.own_options})
        found += reading.address_fault("URL", given.get("URL", ""), plain)
        if "PUBLIC_URL" in given:
            found += reading.address_fault("PUBLIC_URL", given["PUBLIC_URL"], plain)
        if asked := given.get("BALANCE"):
            found += reading.address_fault("BALANCE", asked.get("URL"), plain)
            found += [] if asked.get("PATTERN") else ["BALANCE needs a PATTERN."]
        found += self.status_problems(plain)
        found += reading.secrets_fault(given.get("HOOK_SECRETS", ()))
        if not given.get("SUCCESS_PATH") and not given.get("SUCCESS_PATTERN"):
            found.append("SUCCESS_PATH or SUCCESS_PATTERN is missing: no answer means accepted.")
        if not given.get("FIELDS") and not given.get("BODY"):
            found.append("FIELDS (or BODY for xml) is missing.")
        if self.capabilities.number_format not in NUMBER_FORMATS:
            found.append(f"NUMBER_FORMAT must be one of {', '.join(NUMBER_FORMATS)}.")
        if set(given.get("ERRORS", {}).values()) - OUTCOMES:
            found.append(f"ERRORS may say only {', '.join(sorted(OUTCOMES))}.")
        return found

    def transmit(self, message: Message) -> Result:
        if self.problems():
            return Result(message.ref, Status.HALTED, code="settings")
        if not self.capabilities.unicode and measure(message.text).encoding != "GSM-7":
            return Result(message.ref, Status.REJECTED, code="unicode")
        result = self._answered(message)
        if self.options.get("REFERENCE_LENGTH") and result.status in (Status.SENT, Status.UNKNOWN):
            # The provider reports under the short reference, also on what we never heard about.
            result = replace(result, provider_id=self.reference(message.ref))
        return result

    def balance(self) -> Decimal | None:
        asked = self.options.get("BALANCE")
        if not asked or self.problems():
            return None
        request = {"method": asked.get("METHOD", "GET"), "url": asked["URL"], "headers": {}}
        place = "params" if request["method"] == "GET" else "data"
        request[place] = dict(asked.get("FIELDS", {}))
        try:
            code, body = self._ask(request)
            return Decimal(first_group(asked["PATTERN"], body)) if code == 200 else None
        except (requests.RequestException, InvalidOperation, OSError):
            return None

    def reference(self, ref: str) -> str:
        """Ours as the provider can hold it: whole, or its first hexadecimal digits."""
        length = self.options.get("REFERENCE_LENGTH")
        return ref.replace("-", "")[: int(length)] if length else ref

    def _answered(self, message: Message) -> Result:
        try:
            code, body = self._ask(self._request(message))
        except (requests.ConnectTimeout, requests.exceptions.ProxyError):
            return Result(message.ref, Status.FAILED, code="connect")
        except requests.exceptions.SSLError:
            return Result(message.ref, Status.HALTED, code="tls")
        except requests.ConnectionError as error:
            return _unconnected(message.ref, error)
        except requests.RequestException as error:
            return Result(message.ref, Status.UNKNOWN, code=type(error).__name__)
        return self._judge(message.ref, code, body)

    @sensitive_variables("request", "answer", "body", "auth")
    def _ask(self, request: dict[str, Any]) -> tuple[int, str]:
        timeout = self.capabilities.timeout
        auth = self.options.get("AUTH")
        with requests.request(
            **request,
            auth=tuple(auth) if auth else None,
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
        place = "params" if method == "GET" else self.options.get("FORMAT", "form")
        request[{"form": "data"}.get(place, place)] = _filled(self.options["FIELDS"], values)
        return request

    def _values(self, message: Message) -> dict[str, str]:
        to = {"plain": message.to.lstrip("+"), "national": national(message.to)}.get(
            self.capabilities.number_format, message.to
        )
        wide = measure(message.text).encoding != "GSM-7"
        return {
            "to": to,
            "text": message.text,
            "hex": message.text.encode("utf-16-be").hex(),
            "sender": message.sender,
            "ref": self.reference(message.ref),
            "hook": self._hook(message),
            "urgent": "true" if message.is_code else "false",
            "unicode": "1" if wide else "",
            "coding": "2" if wide else "0",
        }

    def _hook(self, message: Message) -> str:
        public_url = self.options.get("PUBLIC_URL")
        if not public_url or message.is_code:
            return ""
        return address_of(public_url, self.key, message.ref)

    def _judge(self, ref: str, code: int, body: str) -> Result:
        if listed := self._listed(ref, f"http:{code}"):
            return listed
        if 200 <= code < 300:
            return self._read(ref, body)
        if code >= 500:
            return Result(ref, Status.UNKNOWN, code=f"http:{code}")
        if listed := self._listed(ref, self._error(body)):
            return listed
        if code == 429:
            return Result(ref, Status.FAILED, code="http:429")
        halts = code in HALTING or code < 400
        return Result(ref, Status.HALTED if halts else Status.REJECTED, code=f"http:{code}")

    def _read(self, ref: str, body: str) -> Result:
        answer = parsed(body)
        if provider_id := first_group(self.options.get("SUCCESS_PATTERN"), body):
            return Result(ref, Status.SENT, provider_id=provider_id)
        path = self.options.get("SUCCESS_PATH")
        if path and answer is not None:
            accepted = self.options.get("SUCCESS_VALUES", [True, "true", 0, "0", "ok", "OK"])
            if any(same(at(answer, path), value) for value in accepted):
                provider_id = text_at(answer, self.options.get("ID_PATH"))
                return Result(ref, Status.SENT, provider_id=provider_id)
        code = self._error(body)
        return self._listed(ref, code) or Result(ref, Status.UNKNOWN, code=code)

    def _error(self, body: str) -> str:
        """The provider's code for what went wrong."""
        found = text_at(parsed(body), self.options.get("ERROR_PATH"))
        if self.options.get("ERROR_PATTERN"):
            return found or first_group(self.options["ERROR_PATTERN"], body)
        return found or (clean(body.strip()[:20]) if self.options.get("SUCCESS_PATTERN") else "")

    def _listed(self, ref: str, code: str) -> Result | None:
        outcome = self.options.get("ERRORS", {}).get(code)
        if outcome == "suppress":
            return Result(ref, Status.REJECTED, code=STOP)
        return Result(ref, Status(outcome), code=code) if outcome else None


def _unconnected(ref: str, error: requests.ConnectionError) -> Result:
    """Only a connection that never opened proves that nothing was accepted."""
    from urllib3.exceptions import NewConnectionError

    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(reason, NewConnectionError):
        return Result(ref, Status.FAILED, code="connect")
    return Result(ref, Status.UNKNOWN, code="connection")


def _filled(template: Any, values: dict[str, str]) -> Any:
    """Every text with its slots filled; a field that has nothing to say is left out."""
    if isinstance(template, dict):
        filled = {name: _filled(value, values) for name, value in template.items()}
        return {name: value for name, value in filled.items() if value != ""}
    if isinstance(template, list | tuple):
        return [_filled(value, values) for value in template]
    if not isinstance(template, str):
        return template
    if "{hook}" in template and not values["hook"]:
        return ""
    return SLOT.sub(lambda slot: values[slot[1]], template)

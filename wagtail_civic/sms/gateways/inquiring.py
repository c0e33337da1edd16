"""Gateways that can be asked what became of a message: `STATUS` says how.

`URL`, `METHOD` ("GET" or "POST"), `FORMAT` ("form" or "json"), `FIELDS` with `{id}` where the
provider's id goes, `STATE` (where in the JSON answer, or several places), `STATES` (the provider's
words, without regard to case, to "delivered" or "failed"; what is not among them is no end yet) and
`CODE`.
"""

from collections.abc import Mapping
from typing import Any

import requests

from . import options as reading
from .answers import clean, first_at, parsed, text_at
from .base import ReceiptEvent, Unanswered
from .listening import ListeningGateway

ID = "{id}"
ENDS = frozenset({"delivered", "failed"})


class InquiringGateway(ListeningGateway):
    def ask(self, provider_id: str) -> ReceiptEvent | None:
        asked = self.options.get("STATUS")
        if not asked or self.problems():
            return None
        try:
            code, body = self._ask(_request(asked, provider_id))
        except (requests.RequestException, OSError) as error:
            raise Unanswered(type(error).__name__) from None
        if code == 429 or code >= 500:
            raise Unanswered(f"http:{code}")
        return _event(asked, provider_id, parsed(body)) if code == 200 else None

    def status_problems(self, plain: bool) -> list[str]:
        asked = self.options.get("STATUS")
        if not asked:
            return []
        found = reading.address_fault("STATUS", asked.get("URL"), plain)
        if ID not in str(asked.get("FIELDS")):
            found.append("STATUS needs FIELDS with {id}.")
        if not asked.get("STATE") or not asked.get("STATES"):
            found.append("STATUS needs STATE and STATES.")
        if set((asked.get("STATES") or {}).values()) - ENDS:
            found.append("STATES of STATUS may say only delivered, failed.")
        return found

    def _ask(self, request: dict[str, Any]) -> tuple[int, str]:
        raise NotImplementedError


def _request(asked: Mapping[str, Any], provider_id: str) -> dict[str, Any]:
    method = asked.get("METHOD", "POST")
    place = "params" if method == "GET" else {"json": "json"}.get(asked.get("FORMAT", ""), "data")
    fields = {
        name: value.replace(ID, provider_id) if isinstance(value, str) else value
        for name, value in asked["FIELDS"].items()
    }
    return {"method": method, "url": asked["URL"], "headers": {}, place: fields}


def _event(asked: Mapping[str, Any], provider_id: str, answer: Any) -> ReceiptEvent | None:
    said = first_at(answer, asked["STATE"]) if answer is not None else None
    word = "" if said is None or isinstance(said, dict | list) else clean(str(said)).casefold()
    state = {str(name).casefold(): value for name, value in asked["STATES"].items()}.get(word)
    if state is None:
        return None
    code = text_at(answer, asked.get("CODE"))
    return ReceiptEvent(f"{provider_id}:{word}", "", provider_id, state, code)

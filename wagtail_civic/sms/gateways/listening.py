"""Gateways that are called back: options say where in the call things are, and who may call.

`RECEIPT` names the fields of a delivery report: `REF` (our reference) or `ID` (the provider's),
`STATE` and `STATES` (the provider's words to "sent", "delivered" or "failed"), `CODE`, `EVENT`.
`INBOUND` names those of a citizen's message: `FROM`, `TEXT`, `EVENT`. `HOOK_SECRETS` are the
secrets by which the provider is known, newest first.
"""

import json
from collections.abc import Iterable
from typing import Any

from wagtail_civic.core.encryption import keyed_digest

from .answers import clean, first_at, text_at
from .base import STOP, BaseGateway, InboundEvent, ReceiptEvent
from .hooks import Hook, is_one_of, seals


class ListeningGateway(BaseGateway):
    @property
    def secrets(self) -> list[str]:
        return list(self.options.get("HOOK_SECRETS", ()))

    def advice(self) -> list[str]:
        if not self.capabilities.receipts:
            return []
        needed = "PUBLIC_URL" if "{hook}" in str(self.options.get("FIELDS")) else "HOOK_SECRETS"
        if self.options.get(needed):
            return []
        return [f"{needed} is missing: deliveries are not reported."]

    def verify(self, hook: Hook) -> bool:
        """A secret in the path, or the seal of the message that the path names."""
        if hook.ref:
            return is_one_of(hook.seal, seals(self.key, hook.ref))
        return is_one_of(hook.secret, self.secrets)

    def parse(self, hook: Hook) -> list[ReceiptEvent | InboundEvent]:
        return [*self._receipts(hook), *self._messages(hook)]

    def _receipts(self, hook: Hook) -> Iterable[ReceiptEvent]:
        spec = self.options.get("RECEIPT") or {}
        said = text_at(hook.data, spec.get("STATE"))
        state = spec.get("STATES", {}).get(said)
        ref = hook.ref or text_at(hook.data, spec.get("REF"))
        provider_id = text_at(hook.data, spec.get("ID"))
        if state and (ref or provider_id):
            code = text_at(hook.data, spec.get("CODE"))
            if self.options.get("ERRORS", {}).get(code) == "suppress":
                code = STOP
            event = text_at(hook.data, spec.get("EVENT")) or f"{ref or provider_id}:{said}"
            yield ReceiptEvent(event, ref, provider_id, state, code)

    def _messages(self, hook: Hook) -> Iterable[InboundEvent]:
        spec = self.options.get("INBOUND") or {}
        number, text = (first_at(hook.data, spec.get(name)) for name in ("FROM", "TEXT"))
        if hook.ref or not isinstance(number, str | int) or not isinstance(text, str):
            return
        event = text_at(hook.data, spec.get("EVENT")) or _digest(hook.data)
        yield InboundEvent(event, str(number), clean(text))


def _digest(data: dict[str, Any]) -> str:
    """The same call twice is one event; nobody can guess a text from it."""
    return keyed_digest("sms inbound", json.dumps(data, sort_keys=True))

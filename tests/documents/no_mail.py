"""Mail servers that take nothing, or not everything."""

from django.core.mail.backends import locmem
from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


class Picky(locmem.EmailBackend):
    """Fails with whatever goes to the address it was asked for first."""

    refused = ""

    def send_messages(self, messages):
        (to,) = messages[0].to
        Picky.refused = Picky.refused or to
        if to == Picky.refused:
            raise ValueError
        return super().send_messages(messages)

"""Blocks for the host's front page: each capability registers its own."""

from wagtail.blocks import Block

from .registry import Registry

registered: Registry[type[Block]] = Registry("home blocks")


def register(name: str, block: type[Block]) -> None:
    registered.register(name, block)


def blocks() -> list[tuple[str, Block]]:
    """For ``CivicStreamField(home.blocks)``: a block per registered kind, in order."""
    return [(str(name), block()) for name, block in registered.items()]

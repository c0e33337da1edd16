"""Proofs in links: whoever holds one was given it, and may act on what the link names.

A proof is made of the lookup key, of what the link is for and of what it names; nothing is stored.
"""

from hmac import compare_digest

from .encryption import lookup_digests

LENGTH = 32


def make(purpose: str, name: object) -> str:
    """The proof for a link about ``name``, a random identifier, under the current key."""
    return _known(purpose, name)[0]


def holds(purpose: str, name: object, proof: str) -> bool:
    """Whether ``proof`` was made for this, under any key: links outlive a change of keys."""
    given = proof.encode()
    return any(compare_digest(good.encode(), given) for good in _known(purpose, name))


def _known(purpose: str, name: object) -> list[str]:
    return [digest[:LENGTH] for digest in lookup_digests(f"{purpose}\x00{name}")]

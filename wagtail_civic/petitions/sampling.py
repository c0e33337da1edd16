"""The random check of signatures: which lines are looked at, and what the check leaves.

The draw is reproducible by anybody who knows the published seed, with any tool: every line gets
the SHA-256 of ``seed:line`` and the lines with the smallest digests are checked.
"""

from decimal import ROUND_CEILING, Decimal
from hashlib import sha256
from heapq import nsmallest

DEDUCT = "deduct"
EXTRAPOLATE = "extrapolate"
RULES = (DEDUCT, EXTRAPOLATE)


def sample_size(population: int, share: Decimal | str | int) -> int:
    """``share`` per cent of ``population``, rounded up to a whole line."""
    percentage = Decimal(str(share))
    if population < 0:
        raise ValueError("a population cannot be negative")
    if not percentage.is_finite() or not 0 <= percentage <= 100:
        raise ValueError("a share is a percentage between 0 and 100")
    exact = Decimal(population) * percentage / 100
    return int(exact.to_integral_value(rounding=ROUND_CEILING))


def draw(population: int, share: Decimal | str | int, seed: str | int) -> list[int]:
    """The line numbers (from 1) to check, in ascending order, none of them twice."""
    size = sample_size(population, share)

    def digest(line: int) -> bytes:
        return sha256(f"{seed}:{line}".encode()).digest()

    return sorted(nsmallest(size, range(1, population + 1), key=digest))


def remaining(submitted: int, checked: int, void: int, rule: str = DEDUCT) -> int:
    """Signatures left after a check that found ``void`` of ``checked`` lines invalid.

    ``deduct`` takes away the void ones that were found (Abasha, 2022: 244 submitted, 49 checked,
    25 void, 219 left); ``extrapolate`` takes away the same proportion of all, rounded up.
    """
    if not 0 <= void <= checked <= submitted:
        raise ValueError("void lines are among the checked ones, and those among the submitted")
    if rule == DEDUCT:
        return submitted - void
    if rule == EXTRAPOLATE:
        if not checked:
            return submitted
        return submitted - -(-submitted * void // checked)
    raise ValueError(f"rule is one of {', '.join(RULES)}, not {rule!r}")


def beyond(population: int, checked: int, void: int, rule: str = DEDUCT) -> int:
    """Signatures taken off beside the void ones themselves: where these leave the count one by one.

    Nothing by ``deduct``; by ``extrapolate`` what ``remaining`` takes off in all, less the void.
    """
    return population - void - remaining(population, checked, void, rule)

"""How many signatures a petition needs.

The share is a percentage of the voters on a dated electoral roll: ``Decimal("0.5")`` is 0.5 %.
Arithmetic is decimal throughout, so that 0.5 % of 63,000 is 315 and not 316.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

ROUNDINGS = {"up": ROUND_CEILING, "down": ROUND_FLOOR, "half_up": ROUND_HALF_UP}

ELECTRONIC = "electronic"
PAPER = "paper"
HIGHER = "higher"
LOWER = "lower"
ASSEMBLY = "assembly"
COMBININGS = (ELECTRONIC, PAPER, HIGHER, LOWER, ASSEMBLY)


@dataclass(frozen=True)
class Standing:
    """What counts towards the threshold, and the threshold itself."""

    counted: int
    required: int
    areas_met: bool = True

    @property
    def reached(self) -> bool:
        """Enough in all, and in every area that needs a number of its own."""
        return self.counted >= self.required and self.areas_met

    @property
    def percent(self) -> int:
        """Whole percents of the way, never 100 before the threshold is reached."""
        if self.reached:
            return 100
        return min(99, self.counted * 100 // self.required) if self.required else 99


def required_signatures(roll: int, share: Decimal | str | int, rounding: str = "up") -> int:
    """Signatures required: ``share`` per cent of ``roll`` voters, in whole persons.

    ``rounding`` is ``"up"`` (the rule), ``"down"`` or ``"half_up"``. A share of nothing asks for
    no signatures: the assembly of a settlement petitions without any.
    """
    if rounding not in ROUNDINGS:
        raise ValueError(f"rounding is one of {', '.join(ROUNDINGS)}, not {rounding!r}")
    if roll < 0:
        raise ValueError("a roll cannot hold fewer than no voters")
    percentage = Decimal(str(share))
    if not percentage.is_finite() or not 0 <= percentage <= 100:
        raise ValueError("a share is a percentage between 0 and 100")
    exact = Decimal(roll) * percentage / 100
    return int(exact.to_integral_value(rounding=ROUNDINGS[rounding]))


def standing(
    combining: str,
    *,
    electronic: int,
    paper: int,
    required_electronic: int,
    required_paper: int,
    areas_met: bool = True,
) -> Standing:
    """How far a petition is, by the way in which the two kinds of signature add up.

    ``electronic`` and ``paper`` count one kind alone against its own threshold; ``higher`` and
    ``lower`` add both kinds and measure them against the higher or the lower threshold. The
    ``assembly`` of a settlement petitions without any signature.
    """
    both = electronic + paper
    measured = {
        ELECTRONIC: (electronic, required_electronic),
        PAPER: (paper, required_paper),
        HIGHER: (both, max(required_electronic, required_paper)),
        LOWER: (both, min(required_electronic, required_paper)),
    }
    if combining == ASSEMBLY:
        return Standing(both, 0)
    if combining in measured:
        return Standing(*measured[combining], areas_met)
    raise ValueError(f"combining is one of {', '.join(COMBININGS)}, not {combining!r}")


def missing_in(required: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """How many signatures each area still lacks; empty where every area has its number."""
    lacking = {area: number - counted.get(area, 0) for area, number in required.items()}
    return {area: number for area, number in lacking.items() if number > 0}

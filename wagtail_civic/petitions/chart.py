"""Signatures per day as bars: plain numbers for an SVG without script or style."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WIDTH, HEIGHT = 600, 120
MOST_BARS = 92


@dataclass(frozen=True)
class Bar:
    first: date
    last: date
    count: int
    x: float
    y: float
    width: float
    height: float

    @property
    def outline(self) -> str:
        """As a part of the path of an SVG; nothing for a day without signatures."""
        if not self.count:
            return ""
        return f"M{self.x:.1f} {HEIGHT}V{self.y:.1f}h{self.width:.1f}V{HEIGHT}z"


def bars(days: Mapping[date, int], first: date, last: date) -> list[Bar]:
    """One bar a day from ``first`` to ``last``; longer spans share a bar among several days."""
    if last < first:
        return []
    length = (last - first).days + 1
    together = -(-length // MOST_BARS)
    counts = [0] * -(-length // together)
    for day, count in days.items():
        if first <= day <= last:
            counts[(day - first).days // together] += count
    highest, slot = max(counts) or 1, WIDTH / len(counts)
    drawn = []
    for position, count in enumerate(counts):
        height = round(count * (HEIGHT - 2) / highest, 1)
        begins = first + timedelta(days=position * together)
        drawn.append(
            Bar(
                first=begins,
                last=min(begins + timedelta(days=together - 1), last),
                count=count,
                x=round(position * slot + slot * 0.1, 1),
                y=round(HEIGHT - height, 1),
                width=round(slot * 0.8, 1),
                height=height,
            )
        )
    return drawn

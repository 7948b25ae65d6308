"""Ids survive regrouping: a new cluster takes over the id of the oldest former group that holds most of its members.

So a number that stands in somebody's notes keeps meaning the same demand, and what merged says where it went.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Former:
    """A group as it stood before: `order` tells older from younger, a `seed` was touched by a person."""

    id: int
    order: int
    members: frozenset[int]
    seed: bool = False


@dataclass(frozen=True, slots=True)
class Inheritance:
    """`kept`: index of the cluster → id it takes over; `merged_into`: former id without heir → id that has most of its members.

    A cluster that is not in `kept` is fresh.
    """

    kept: dict[int, int] = field(default_factory=dict)
    merged_into: dict[int, int] = field(default_factory=dict)


def inherit(formers: Sequence[Former], clusters: Sequence[Collection[int]]) -> Inheritance:
    """Seeds keep their own cluster; then whoever shares most members, the older first where they share equally many."""
    home = {member: index for index, members in enumerate(clusters) for member in members}
    shares = {former: Counter(home[member] for member in former.members if member in home) for former in formers}
    claims = sorted(
        (not former.seed, -shared, former.order, former.id, index)
        for former, counted in shares.items()
        for index, shared in counted.items()
    )
    kept: dict[int, int] = {}
    heirs: set[int] = set()
    for _, _, _, former_id, index in claims:
        if index not in kept and former_id not in heirs:
            kept[index] = former_id
            heirs.add(former_id)
    merged = {
        former.id: kept[_where_most_went(counted)]
        for former, counted in shares.items()
        if counted and former.id not in heirs
    }
    return Inheritance(kept, merged)


def _where_most_went(counted: Counter[int]) -> int:
    return min(counted, key=lambda index: (-counted[index], index))

"""Which texts come together, from what the guard said about pairs. Integer votes, ties by the order of content hashes.

A pair that the guard keeps apart stands against joining their two groups; one slip of the pen that looks like a difference must
not split a campaign of sixty, so between two groups the pairs vote.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

VOTES_FOR_EACH_AGAINST = 2


@dataclass(frozen=True, slots=True)
class Edge:
    """The guard's word on two texts (numbered in the order of content hashes, lower first); `reason` when it keeps them apart."""

    lower: int
    higher: int
    rank: int
    same: bool
    reason: str = ""


class Union:
    """Groups that grow by joining two at a time. People's decisions are walls: two seeds and forbidden pairs never meet."""

    def __init__(self, count: int, seeds: Mapping[int, int], forbidden: Iterable[tuple[int, int]]) -> None:
        self._parent = list(range(count))
        self._size = [1] * count
        self._seed = dict(seeds)
        self._for: dict[int, dict[int, int]] = defaultdict(dict)
        self._against: dict[int, dict[int, int]] = defaultdict(dict)
        self._walls: dict[int, set[int]] = defaultdict(set)
        for one, other in forbidden:
            self._walls[one].add(other)
            self._walls[other].add(one)

    def group_of(self, member: int) -> int:
        while self._parent[member] != member:
            self._parent[member] = self._parent[self._parent[member]]
            member = self._parent[member]
        return member

    def seed_of(self, member: int) -> int | None:
        return self._seed.get(self.group_of(member))

    def take_votes(self, edges: Iterable[Edge]) -> None:
        for edge in edges:
            votes = self._for if edge.same else self._against
            for one, other in ((edge.lower, edge.higher), (edge.higher, edge.lower)):
                votes[one][other] = votes[one].get(other, 0) + 1

    def may_join(self, one: int, other: int) -> bool:
        """No wall between the two groups."""
        one, other = self.group_of(one), self.group_of(other)
        both_seeds = one in self._seed and other in self._seed and self._seed[one] != self._seed[other]
        return not both_seeds and other not in self._walls[one]

    def votes(self, one: int, other: int) -> tuple[int, int]:
        """For and against joining the two groups."""
        one, other = self.group_of(one), self.group_of(other)
        return self._for[one].get(other, 0), self._against[one].get(other, 0)

    def join(self, one: int, other: int) -> None:
        one, other = self.group_of(one), self.group_of(other)
        if one == other:
            return
        into, gone = sorted((one, other), key=lambda group: (-self._size[group], group))
        self._parent[gone] = into
        self._size[into] += self._size[gone]
        if gone in self._seed:
            self._seed[into] = self._seed.pop(gone)
        _move_votes(self._for, gone, into)
        _move_votes(self._against, gone, into)
        for neighbour in self._walls.pop(gone, set()):
            self._walls[neighbour].discard(gone)
            if neighbour != into:
                self._walls[neighbour].add(into)
                self._walls[into].add(neighbour)


def _move_votes(votes: dict[int, dict[int, int]], gone: int, into: int) -> None:
    """Small into large would be cheaper still; groups are joined by size, which comes close."""
    for neighbour, count in votes.pop(gone, {}).items():
        votes[neighbour].pop(gone, None)
        if neighbour != into:
            votes[into][neighbour] = votes[into].get(neighbour, 0) + count
            votes[neighbour][into] = votes[neighbour].get(into, 0) + count


def unite(union: Union, edges: Sequence[Edge]) -> Union:
    """Most alike first: unopposed groups, then those whose pairs vote for it by two to one."""
    union.take_votes(edges)
    ordered = sorted((edge for edge in edges if edge.same), key=lambda edge: (-edge.rank, edge.lower, edge.higher))
    contested = _join_where(union, ordered, lambda votes_for, against: against == 0)
    while contested:
        left = _join_where(union, contested, lambda votes_for, against: votes_for >= VOTES_FOR_EACH_AGAINST * against)
        if len(left) == len(contested):
            break
        contested = left
    return union


def _join_where(union: Union, edges: Sequence[Edge], agreed: Callable[[int, int], bool]) -> list[Edge]:
    """Joins along the edges where the votes agree; returns the edges that still lie between two groups that may join."""
    left = []
    for edge in edges:
        if union.group_of(edge.lower) == union.group_of(edge.higher) or not union.may_join(edge.lower, edge.higher):
            continue
        if agreed(*union.votes(edge.lower, edge.higher)):
            union.join(edge.lower, edge.higher)
        else:
            left.append(edge)
    return left

"""Which texts are worth comparing, and how alike two texts are.

Candidates share a MinHash band. Caps are canonical: a crowded bucket is represented by its first texts in the order of content
hashes, so which pairs are looked at depends on contents alone. Integer arithmetic only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liaison.grouping.fingerprints import BANDS, grams

REPRESENTATIVES = 8  # texts that stand for a bucket; each text is also paired with its next neighbours in it
NEIGHBOURS = 4
MOST_CANDIDATES = 24  # of one text, by number of shared bands
JACCARD_PERCENT = 42
CONTAINMENT_PERCENT = 70
LEAST_CONTAINED = 12  # grams; a shorter text is contained in too much by chance

Pairs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Likeness:
    """3-gram counts of a pair: shared, of the shorter, of both together."""

    shared: int
    smaller: int
    together: int

    @property
    def is_near(self) -> bool:
        """Alike as a whole (Jaccard), or the shorter is nearly all in the longer (a letter and the same with a personal line)."""
        if 100 * self.shared >= JACCARD_PERCENT * self.together:
            return True
        return self.smaller >= LEAST_CONTAINED and 100 * self.shared >= CONTAINMENT_PERCENT * self.smaller

    @property
    def rank(self) -> int:
        """Greater is more alike; millionths of containment and Jaccard, halves of each."""
        return 500_000 * self.shared // self.smaller + 500_000 * self.shared // self.together


def likeness(one: str, other: str) -> Likeness:
    return likeness_of_grams(grams(one), grams(other))


def likeness_of_grams(one: frozenset[str], other: frozenset[str]) -> Likeness:
    shared = len(one & other)
    return Likeness(shared, min(len(one), len(other)), len(one) + len(other) - shared)


def candidate_pairs(bands: NDArray[np.int64]) -> Pairs:
    """Pairs (lower, higher) of row numbers to compare; rows stand in the order of content hashes, one row of keys each."""
    count = len(bands)
    if count < 2:
        return np.empty((0, 2), np.int64)
    paired = np.concatenate([_pairs_of_band(bands[:, band], count) for band in range(BANDS)])
    code, shared = np.unique(paired, return_counts=True)
    return _most_shared(code // count, code % count, shared)


def _pairs_of_band(keys: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """lower × count + higher for the pairs of one band: with the first of the bucket, and with the next few."""
    order = np.argsort(keys, kind="stable")  # equal keys stay in the order of content hashes
    ordered = keys[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    start = np.repeat(first, np.diff(np.concatenate((first, [count]))))
    place = np.arange(count)
    partners = [start + offset for offset in range(REPRESENTATIVES)] + [
        place - step for step in range(1, NEIGHBOURS + 1)
    ]
    found = [_encoded(order, partner, start, place, count) for partner in partners]
    return np.unique(np.concatenate(found))


def _encoded(
    order: NDArray[np.intp], partner: NDArray[np.intp], start: NDArray[np.intp], place: NDArray[np.intp], count: int
) -> NDArray[np.int64]:
    valid = (partner >= start) & (partner < place)
    lower, higher = order[partner[valid]], order[place[valid]]
    return (lower * count + higher).astype(np.int64)


def _most_shared(lower: Pairs, higher: Pairs, shared: NDArray[np.intp]) -> Pairs:
    """Keeps a pair that is among the best of either of its texts."""
    pairs = np.arange(len(lower))
    owner, other, pair = np.concatenate((lower, higher)), np.concatenate((higher, lower)), np.tile(pairs, 2)
    order = np.lexsort((other, -np.tile(shared, 2), owner))
    owner = owner[order]
    first = np.flatnonzero(np.concatenate(([True], owner[1:] != owner[:-1]))) if len(owner) else owner
    rank = np.arange(len(owner)) - np.repeat(first, np.diff(np.concatenate((first, [len(owner)]))))
    kept = np.unique(pair[order[rank < MOST_CANDIDATES]])
    return np.stack((lower[kept], higher[kept]), axis=1)


def nearest(text: str, others: Sequence[str]) -> list[tuple[int, Likeness]]:
    """The others that are near, the most alike first."""
    own = grams(text)
    found = [(index, likeness_of_grams(own, grams(other))) for index, other in enumerate(others)]
    near = [(index, like) for index, like in found if like.is_near]
    return sorted(near, key=lambda pair: (-pair[1].rank, others[pair[0]]))

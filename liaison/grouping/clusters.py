"""The canonical grouping of one bucket: a pure function of contents, people's decisions and the algorithm's version.

Exact copies collapse first. Texts that look alike are judged in pairs by the guard, and pairs vote on joining groups. Nothing
depends on the order in which comments came or on their numbers: texts are taken in the order of their content hashes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liaison.grouping.evidence import FIRST, OF_SEED, Evidence, exact, joined_by_person, near
from liaison.grouping.fingerprints import band_keys, content_hash
from liaison.grouping.guard import compare
from liaison.grouping.similarity import candidate_pairs, likeness, nearest
from liaison.grouping.union import Edge, Union, unite
from liaison.language.normalise import normalise

ALGORITHM_VERSION = 1
MOST_ROUNDS = 6
MOST_JUDGED = 5  # groups that a new excerpt is held against, the most alike first
MOST_LOOKALIKES = 5

__all__ = ["ALGORITHM_VERSION", "Apart", "Cluster", "Evidence", "Item", "cluster", "group_comments", "place"]


@dataclass(frozen=True, slots=True)
class Item:
    """An excerpt: its number, the hash of its content, its normalised text."""

    id: int
    content: str
    text: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Why an item of this group and one of another, which look alike, are not together."""

    item: int
    other: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One demand. `members` maps each item to why it is here; `seed` names the group a person touched, if it grew from one."""

    seed: int | None
    representative: int
    members: dict[int, Evidence]
    apart: tuple[Apart, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """All items of one content that stay together: of one seed with the copies that joined it, or free."""

    text: str
    seed: int | None
    items: tuple[int, ...]  # those of the seed first
    of_seed: int = 0


def cluster(
    items: Sequence[Item],
    seeds: Mapping[int, Collection[int]] | None = None,
    must_link: Iterable[tuple[int, int]] = (),
    cannot_link: Iterable[tuple[int, int]] = (),
) -> list[Cluster]:
    """Groups in canonical order. Seeds may grow, never shrink or meet; links are people's decisions about pairs of items."""
    forbidden = list(cannot_link)
    nodes = _nodes(items, seeds or {}, forbidden)
    node_of = {item: index for index, node in enumerate(nodes) for item in node.items}
    wanted = [(node_of[one], node_of[other]) for one, other in must_link if one in node_of and other in node_of]
    walls = [(node_of[one], node_of[other]) for one, other in forbidden if one in node_of and other in node_of]
    edges: list[Edge] = []
    union = _started(nodes, walls, wanted)
    for _ in range(MOST_ROUNDS):
        found = _new_edges(nodes, _representatives(nodes, union, edges), edges)
        edges += found
        if not any(edge.same for edge in found):
            break
        union = unite(_started(nodes, walls, wanted), edges)
    return _clusters(nodes, union, edges)


def place(item: Item, representatives: Sequence[Item]) -> tuple[int | None, Evidence]:
    """The provisional group of a new excerpt: index of the representative it goes with, or None for a group of its own."""
    for index, other in enumerate(representatives):
        if other.content == item.content:
            return index, exact(other.id)
    for index, _ in nearest(item.text, [other.text for other in representatives])[:MOST_JUDGED]:
        if compare(item.text, representatives[index].text).same:
            return index, near(item.text, representatives[index].text, representatives[index].id)
    return None, FIRST


def group_comments(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """{id, text} → {id, group, evidence} in the same order, all in one bucket; groups are numbered as they first appear."""
    identities: list[Any] = []
    items: list[Item] = []
    for row in rows:
        text = normalise(str(row["text"]))
        items.append(Item(len(items), content_hash(text), text))
        identities.append(row["id"])
    found = {
        item: (index, evidence) for index, one in enumerate(cluster(items)) for item, evidence in one.members.items()
    }
    numbers: dict[int, int] = {}
    for item, identity in enumerate(identities):
        index, evidence = found[item]
        number = numbers.setdefault(index, len(numbers) + 1)
        yield {"id": identity, "group": f"g{number}", "evidence": evidence.sentence}


def _nodes(
    items: Sequence[Item], seeds: Mapping[int, Collection[int]], forbidden: Sequence[tuple[int, int]]
) -> list[Node]:
    """Collapses copies: free copies follow the seed that holds most of them; copies that a person parted stay parted."""
    seed_of = {item: seed for seed, members in seeds.items() for item in members}
    content_of = {item.id: item.content for item in items}
    parted = {
        max(pair) for pair in forbidden if content_of.get(pair[0], 0) == content_of.get(pair[1], 1)
    } - seed_of.keys()
    copies: dict[str, dict[tuple[int | None, int | None], list[int]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        copies[item.content][seed_of.get(item.id), item.id if item.id in parted else None].append(item.id)
    text_of = {item.content: item.text for item in items}
    return [
        _node(text_of[content], seed, members, seed_of)
        for content in sorted(copies)
        for (seed, _), members in sorted(_with_free_copies(copies[content]).items(), key=_canonical)
    ]


def _node(text: str, seed: int | None, members: list[int], seed_of: Mapping[int, int]) -> Node:
    ordered = sorted(members, key=lambda item: (item not in seed_of, item))
    return Node(text, seed, tuple(ordered), sum(item in seed_of for item in members))


def _with_free_copies(
    parts: Mapping[tuple[int | None, int | None], list[int]],
) -> dict[tuple[int | None, int | None], list[int]]:
    joined = {key: list(members) for key, members in parts.items()}
    seeded = [key for key in joined if key[0] is not None]
    if seeded and (None, None) in joined:
        home = max(seeded, key=lambda key: (len(joined[key]), -(key[0] or 0)))
        joined[home] += joined.pop((None, None))
    return joined


def _canonical(part: tuple[tuple[int | None, int | None], list[int]]) -> tuple[int, ...]:
    (seed, parted), _ = part
    return (seed is None, seed or 0, parted is not None, parted or 0)


def _started(nodes: Sequence[Node], walls: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> Union:
    """Only what people decided: members of a seed together, wanted links drawn where no wall forbids."""
    union = Union(len(nodes), {index: node.seed for index, node in enumerate(nodes) if node.seed is not None}, walls)
    first: dict[int, int] = {}
    for index, node in enumerate(nodes):
        if node.seed is not None:
            union.join(first.setdefault(node.seed, index), index)
    for one, other in sorted(wanted):
        if union.may_join(one, other):
            union.join(one, other)
    return union


def _representatives(nodes: Sequence[Node], union: Union, edges: Sequence[Edge]) -> list[int]:
    """At first all texts; then one of each group, so that a crowded bucket thins out and the rest is compared again."""
    if not edges:
        return list(range(len(nodes)))
    return sorted({union.group_of(index): index for index in reversed(range(len(nodes)))}.values())


def _new_edges(nodes: Sequence[Node], chosen: Sequence[int], known: Sequence[Edge]) -> list[Edge]:
    """What the guard says about pairs of the chosen texts that look alike and were not judged before."""
    judged = {(edge.lower, edge.higher) for edge in known}
    pairs = np.array(chosen, np.int64)[candidate_pairs(band_keys([nodes[index].text for index in chosen]))]
    found = []
    for lower, higher in pairs.tolist():
        if (lower, higher) in judged:
            continue
        alike = likeness(nodes[lower].text, nodes[higher].text)
        if alike.is_near:
            verdict = compare(nodes[lower].text, nodes[higher].text)
            found.append(Edge(lower, higher, alike.rank, verdict.same, verdict.reason))
    return found


def _clusters(nodes: Sequence[Node], union: Union, edges: Sequence[Edge]) -> list[Cluster]:
    groups: dict[int, list[int]] = defaultdict(list)
    for index in range(len(nodes)):
        groups[union.group_of(index)].append(index)
    inside, between = _sorted_edges(union, edges)
    return [_cluster(nodes, members, union.seed_of(members[0]), inside, between) for members in sorted(groups.values())]


def _sorted_edges(union: Union, edges: Sequence[Edge]) -> tuple[dict[int, list[Edge]], dict[int, list[Edge]]]:
    """By text: what holds it in its group, and what keeps it from others, the most alike first."""
    inside: dict[int, list[Edge]] = defaultdict(list)
    between: dict[int, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: (-edge.rank, edge.lower, edge.higher)):
        together = union.group_of(edge.lower) == union.group_of(edge.higher)
        if edge.same and together:
            inside[edge.lower].append(edge)
            inside[edge.higher].append(edge)
        elif not edge.same and not together:
            between[edge.lower].append(edge)
            between[edge.higher].append(edge)
    return inside, between


def _cluster(
    nodes: Sequence[Node],
    members: Sequence[int],
    seed: int | None,
    inside: Mapping[int, Sequence[Edge]],
    between: Mapping[int, Sequence[Edge]],
) -> Cluster:
    best = min(members, key=lambda index: (-len(inside.get(index, ())), index))
    reasons: dict[int, Evidence] = {}
    for index in members:
        reasons.update(_evidence(nodes, index, best, seed, inside.get(index, ())))
    lookalikes = sorted(
        {edge for index in members for edge in between.get(index, ())[:MOST_LOOKALIKES]},
        key=lambda edge: (-edge.rank, edge.lower, edge.higher),
    )
    own = set(members)
    apart = tuple(
        Apart(nodes[here].items[0], nodes[there].items[0], edge.reason)
        for edge in lookalikes[:MOST_LOOKALIKES]
        for here, there in ((edge.lower, edge.higher) if edge.lower in own else (edge.higher, edge.lower),)
    )
    return Cluster(seed, nodes[best].items[0], dict(sorted(reasons.items())), apart)


def _evidence(
    nodes: Sequence[Node], index: int, best: int, seed: int | None, edges: Sequence[Edge]
) -> Iterator[tuple[int, Evidence]]:
    """Why each copy of one text is in its group."""
    node = nodes[index]
    yield from ((item, OF_SEED) for item in node.items[: node.of_seed])
    if not node.of_seed:
        yield node.items[0], _evidence_of_first(nodes, index, best, seed, edges)
    yield from ((copy, exact(node.items[0])) for copy in node.items[max(node.of_seed, 1) :])


def _evidence_of_first(
    nodes: Sequence[Node], index: int, best: int, seed: int | None, edges: Sequence[Edge]
) -> Evidence:
    if index == best and seed is None:
        return FIRST
    partners = [edge.higher if edge.lower == index else edge.lower for edge in edges]
    if not partners:
        return joined_by_person(nodes[best].items[0]) if index != best else FIRST
    partner = best if best in partners else partners[0]
    return near(nodes[index].text, nodes[partner].text, nodes[partner].items[0])

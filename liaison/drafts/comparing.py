"""Which article of the next draft is which article of this one.

Pure. A row is certain only where nobody who read both texts would doubt it; whatever is less is proposed, with its reason,
and a person confirms or refuses. What people said moves along confirmed rows and along nothing else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from liaison.drafts.tree import DraftTree

Relation = Literal["same", "changed", "moved", "split", "merged", "new", "gone"]

GRAM = 2
CERTAIN = 75  # of 100; two articles that share so much of their words are one article …
AHEAD = 20  # … if no other comes near
LIKELY = 35  # worth asking a person
PART = 80  # so much of a piece must stand in the whole that was split or merged
WHOLE = 70  # so much of the whole must stand in its pieces
CERTAIN_WHOLE = 92
MOST_PIECES = 6
SHORTEST_TELLING = 12  # characters; shorter texts repeat by chance (本条例自公布之日起施行)
COMMON = 40  # a pair of characters that stands in more articles tells nothing about which is which


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a draft, as far as comparing goes; `text` with its 款 and 项, `heading` if it has one."""

    key: str
    label: str
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`old` and `new` are keys, several only for `split` and `merged`; `score` is out of 100; `reason` is for people."""

    relation: Relation
    old: tuple[str, ...]
    new: tuple[str, ...]
    score: int
    certain: bool
    reason: str


def articles_of(tree: DraftTree) -> list[Article]:
    return [Article(each.node.key, each.node.label, each.node.text, each.node.heading) for each in tree.articles()]


def compare(old: Sequence[Article], new: Sequence[Article]) -> list[Row]:
    """A row for every article of both sides, in the order of the new draft; what is gone stands where it was."""
    before, after = _Side(old), _Side(new)
    rows = list(_word_for_word(before, after))
    rows += _divided(before, after)
    rows += _alike(before, after)
    rows += [Row("new", (), (each.key,), 0, True, "前一稿没有相近的条文") for each in after.rest()]
    rows += [Row("gone", (each.key,), (), 0, True, "新一稿没有相近的条文") for each in before.rest()]
    return _in_order(rows, before, after)


class _Side:
    """The articles of one draft, which of them have found their counterpart, and the pairs of characters each consists of."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = list(articles)
        self.place = {article.key: at for at, article in enumerate(self.articles)}
        self.label = {article.key: article.label for article in self.articles}
        self.bare = {article.key: _bare(article.text) for article in self.articles}
        self.grams = {key: _grams(text) for key, text in self.bare.items()}
        self.size = {key: grams.total() for key, grams in self.grams.items()}
        self._left = dict.fromkeys(self.bare)

    def rest(self) -> list[Article]:
        return [article for article in self.articles if article.key in self._left]

    def take(self, keys: Iterable[str]) -> None:
        for key in keys:
            del self._left[key]

    def has(self, key: str) -> bool:
        return key in self._left


# ── Word for word ──


def _word_for_word(before: _Side, after: _Side) -> Iterator[Row]:
    """The same words; where they stand several times, in the order of reading."""
    waiting: dict[str, list[str]] = defaultdict(list)
    for article in before.articles:
        if before.bare[article.key]:
            waiting[before.bare[article.key]].append(article.key)
    counts = Counter(after.bare.values())
    for article in after.articles:
        text = after.bare[article.key]
        twins = waiting.get(text, [])
        if not twins:
            continue
        own = article.key if article.key in twins else twins[0]
        certain = own == article.key or (len(twins) == counts[text] == 1 and len(text) >= SHORTEST_TELLING)
        twins.remove(own)
        before.take([own])
        after.take([article.key])
        yield _identical(before.label[own], article, own, certain)


def _identical(old_label: str, article: Article, own: str, certain: bool) -> Row:
    if old_label == article.label:
        return Row("same", (own,), (article.key,), 100, True, "一字未改")
    reason = f"文字一字未改，由{old_label}改为{article.label}"
    return Row(
        "moved", (own,), (article.key,), 100, certain, reason if certain else reason + "；另有相同的条文，请看一眼"
    )


# ── One becomes several, several become one ──


def _divided(before: _Side, after: _Side) -> Iterator[Row]:
    yield from _pieces("split", before, after)
    for row in list(_pieces("merged", after, before)):
        yield replace(row, old=row.new, new=row.old)


def _pieces(relation: Relation, wholes: _Side, parts: _Side) -> Iterator[Row]:
    """Articles of one side that stand, one after the other, in several of the other. `old` is the whole here."""
    shared = _Shared(wholes, parts)
    for whole in wholes.rest():
        run = _run_of_parts(whole, wholes, parts, shared)
        if len(run) < 2:
            continue
        covered = _covered(wholes.grams[whole.key], [parts.grams[key] for key in run])
        if covered < WHOLE:
            continue
        certain = covered >= CERTAIN_WHOLE and all(
            _inside(parts, key, wholes, whole.key) >= CERTAIN_WHOLE for key in run
        )
        names = "、".join(parts.label[key] for key in run)
        reason = f"{whole.label}拆成{names}" if relation == "split" else f"{names}合并为{whole.label}"
        wholes.take([whole.key])
        parts.take(run)
        yield Row(relation, (whole.key,), tuple(run), covered, certain, reason)


def _run_of_parts(whole: Article, wholes: _Side, parts: _Side, shared: "_Shared") -> list[str]:
    """The longest row of neighbours each of which stands mostly in the whole."""
    inside = sorted(
        (key for key in shared.others(whole.key) if _inside(parts, key, wholes, whole.key) >= PART),
        key=parts.place.__getitem__,
    )
    runs: list[list[str]] = []
    for key in inside:
        if runs and parts.place[key] - parts.place[runs[-1][-1]] == 1:
            runs[-1].append(key)
        else:
            runs.append([key])
    longest = max(runs, key=lambda run: sum(parts.size[key] for key in run), default=[])
    return longest if len(longest) <= MOST_PIECES else []


# ── Changed ──


def _alike(before: _Side, after: _Side) -> Iterator[Row]:
    """The most alike first; an article is used once."""
    shared = _Shared(before, after)
    pairs = [
        (_likeness(before, old.key, after, new), old.key, new)
        for old in before.rest()
        for new in shared.others(old.key)
    ]
    best: dict[str, list[int]] = defaultdict(list)
    for score, old_key, new_key in pairs:
        best[f"old {old_key}"].append(score)
        best[f"new {new_key}"].append(score)
    for score, old_key, new_key in sorted(
        pairs, key=lambda pair: (-pair[0], _distance(before, after, *pair[1:]), pair)
    ):
        if score < LIKELY or not before.has(old_key) or not after.has(new_key):
            continue
        rival = max(_second(best[f"old {old_key}"]), _second(best[f"new {new_key}"]))
        before.take([old_key])
        after.take([new_key])
        yield _changed(before.label[old_key], after.label[new_key], old_key, new_key, score, rival)


def _changed(old_label: str, new_label: str, old_key: str, new_key: str, score: int, rival: int) -> Row:
    certain = score >= CERTAIN and score - rival >= AHEAD
    moved = "" if old_label == new_label else f"，由{old_label}改为{new_label}"
    doubt = "" if certain else "；改动较大，请核对" if score - rival >= AHEAD else "；另有相近的条文，请核对"
    return Row("changed", (old_key,), (new_key,), score, certain, f"文字有改动（相同 {score}%）{moved}{doubt}")


def _second(scores: list[int]) -> int:
    return sorted(scores)[-2] if len(scores) > 1 else 0


def _distance(before: _Side, after: _Side, old_key: str, new_key: str) -> int:
    return abs(before.place[old_key] - after.place[new_key])


class _Shared:
    """Who shares a telling pair of characters with whom: the only pairs worth comparing, so that 1,260 articles take no time."""

    def __init__(self, before: _Side, after: _Side) -> None:
        holders: dict[str, list[str]] = defaultdict(list)
        for article in after.rest():
            for gram in after.grams[article.key]:
                holders[gram].append(article.key)
        self._others: dict[str, list[str]] = {}
        for article in before.rest():
            votes = Counter(
                key
                for gram in before.grams[article.key]
                if gram in holders and len(holders[gram]) <= COMMON
                for key in holders[gram]
            )
            self._others[article.key] = [
                key for key, count in votes.items() if count >= _enough(after, key, before, article.key)
            ]

    def others(self, key: str) -> list[str]:
        return self._others.get(key, [])


def _enough(after: _Side, new_key: str, before: _Side, old_key: str) -> int:
    """Telling pairs that the shorter must share: a tenth of it."""
    return max(1, min(after.size[new_key], before.size[old_key]) // 10)


def _likeness(before: _Side, old_key: str, after: _Side, new_key: str) -> int:
    common = (before.grams[old_key] & after.grams[new_key]).total()
    both = before.size[old_key] + after.size[new_key]
    return 200 * common // both if both else 0


def _inside(parts: _Side, key: str, wholes: _Side, whole: str) -> int:
    """How much of a part stands in the whole, out of 100."""
    return 100 * (parts.grams[key] & wholes.grams[whole]).total() // parts.size[key] if parts.size[key] else 0


def _covered(whole: Counter[str], parts: Iterable[Counter[str]]) -> int:
    together: Counter[str] = Counter()
    for part in parts:
        together += part
    return 100 * (whole & together).total() // max(whole.total(), 1)


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + GRAM] for at in range(len(text) - GRAM + 1)) or Counter([text] if text else [])


def _bare(text: str) -> str:
    return "".join(text.split())


def _in_order(rows: list[Row], before: _Side, after: _Side) -> list[Row]:
    """The new draft's order; a gone article comes after the counterpart of the article that stood above it."""
    ends: dict[str, int] = {}
    for row in rows:
        for key in row.old:
            ends[key] = max((after.place[each] for each in row.new), default=-1)
    reached, above = -1, {}
    for article in before.articles:
        reached = ends[article.key] if ends[article.key] >= 0 else reached
        above[article.key] = reached

    def place(row: Row) -> tuple[int, int, int]:
        if row.new:
            return min(after.place[key] for key in row.new), 0, 0
        return above[row.old[0]], 1, before.place[row.old[0]]

    return sorted(rows, key=place)

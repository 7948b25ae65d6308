"""Explicit citations in a citizen's words: 第十二条第二款第（三）项, 12条, 第十二、十三条, 第三章, 本条.

A citation decides which provision a comment is about, so what is no citation must not be taken for one: 两条意见, 三条路,
第三条路, 《消防法》第十二条 of another law. Read by a scanner, one pass, no backtracking. Positions are those of the words as typed.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from liaison.language.numerals import NUMERAL_CHARACTERS, parse_numeral

LONGEST_NUMERAL = 10
LONGEST_RANGE = 5  # articles; who cites more speaks about the draft, not about each of them
LONGEST_LIST = 12
BLANKS = frozenset(" \t\u3000\xa0")
LIST_MARKS = ("、", "，第", ",第", "和", "与", "及", "或", "跟")
RANGE_MARKS = ("至", "到", "—", "-", "~", "～", "－")
COUNTED = (
    "意见",
    "理由",
    "路",
    "船",
    "鱼",
    "狗",
    "线",
    "河边",
    "街上",
    "腿",
    "命",
    "裤",
    "微信",
    "短信",
    "消息",
    "信息",
    "生产",
)
COUNTED_IN_LAW = ("工作", "措施", "服务", "活动", "技术", "任务", "钱", "资金", "内容")
BEFORE_BARE = frozenset("对于在把将按照据反见删改由跟和与及至到从看读、除给请")
AFTER_BARE = frozenset("第规里中内的说讲写建要应不也之只可得又没准对太把能是改删增加限允和与及至到、罚")
CHINESE_STOPS = frozenset('。！？；!?;\n，,、：:（(）)“”"《》…')
SENTENCE_END = re.compile(r"[。！？；!?;\n]+[”’」』）)]?")
OTHER_LAW = re.compile(r"(?:[民刑]法典|(?<![本该立执办方此做])法|宪法)$")
OWN_TITLE = ("草案", "征求意见", "送审稿", "修订稿", "本条例", "本办法", "本规定")
AFTER_TITLE = re.compile(r"》(?:（[^）]{0,20}）|\([^)]{0,20}\))?(?:的|中的?|里的?)?[ 　]?$")
PARTS = {"章": "ch", "节": "sec"}
SUPPLEMENT = "ch-supplement"
POINTING = ("本条", "该条", "同一条", "同条", "这一条", "此条", "本款", "该款", "同一款", "同款")
BELOW_ARTICLE = re.compile(r"^((?:art|topic|pt)-[0-9]{1,6}(?:-[0-9]{1,4})?)(?:\..*)?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Citation:
    """One place of the words that names provisions: `keys` as the parser makes them (art-12, art-12-1, art-12.p2.i3, ch-3).

    An item without its paragraph is art-12.i3; whether such a provision exists is decided by `cited_excerpts`.
    """

    start: int
    end: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the words and the provision it speaks about."""

    start: int
    end: int
    key: str | None


def article_key(key: str) -> str:
    """art-12.p2.i3 → art-12; the key of a chapter stays itself."""
    match = BELOW_ARTICLE.match(key)
    return match[1] if match else key


def references(text: str, *, chosen: str | None = None, own_title: str = "") -> list[Citation]:
    """All citations of the draft at hand, in order. `chosen` is the provision picked on the form, which 本条 and 第二款 mean."""
    found: list[Citation] = []
    position = 0
    while position < len(text):
        last = found[-1].keys[-1] if found else chosen
        citation = _citation_at(text, position, last, chosen)
        if citation is None:
            position += 1
            continue
        if _of_another_law(text, citation.start, own_title):
            position = _end_of_list(text, citation.end)
            continue
        position = citation.end
        if citation.keys:
            found.append(citation)
    return found


def cited_excerpts(text: str, citations: list[Citation], existing_keys: Collection[str]) -> list[Span]:
    """How one comment becomes excerpts; empty when it cites nothing that exists.

    One article: the whole text. Several: the sentences around each citation; a sentence without one belongs to the citation
    before it, the beginning to the first, so every character is in at least one span.
    """
    existing = frozenset(existing_keys)
    named = [(citation.start, _existing(citation, existing)) for citation in citations]
    named = [(start, keys) for start, keys in _most_exact(named) if keys]
    articles = {article_key(key) for _, keys in named for key in keys}
    if not articles:
        return []
    if len(articles) == 1:
        return [Span(0, len(text), _common_key([key for _, keys in named for key in keys]))]
    return sorted(_spans(_stretches(text, named)), key=lambda span: (span.start, span.end, span.key or ""))


def _citation_at(text: str, position: int, last: str | None, chosen: str | None) -> Citation | None:
    character = text[position]
    if character == "第":
        return _ordinal(text, position, last)
    if character in "本该同这此":
        return _pointing(text, position, last, chosen)
    if text.startswith("附则", position):
        return Citation(position, position + 2, (SUPPLEMENT,))
    if _is_numeral(character) and not (position and _is_numeral(text[position - 1])):
        return _bare_article(text, position)
    return None


def _ordinal(text: str, start: int, last: str | None) -> Citation | None:
    """第… : articles, a chapter, or a paragraph or item of the article that was named before."""
    numbers, position = _numbers(text, start + 1)
    if not numbers:
        return None
    if text.startswith("条", position):
        return _articles(text, start, numbers, position + 1)
    if text[position : position + 1] in ("章", "节") and len(numbers) == 1:
        return _chapter(text, start, numbers[0], position)
    if last is not None and last.startswith("art-") and text[position : position + 1] in ("款", "项"):
        keys, end = _below(text, start, [article_key(last)], last)
        return Citation(start, end, tuple(keys)) if end > start and not _is_counted(text, end, COUNTED_IN_LAW) else None
    return None


def _articles(text: str, start: int, numbers: list[int], position: int) -> Citation | None:
    """What follows 第十二条 or 第十二、十三条: 之一, a range, 第二款第三项."""
    sub, position = _sub_number(text, position)
    if _is_counted(text, position, COUNTED):
        return None
    bases = [f"art-{number}" for number in numbers]
    bases[-1] += f"-{sub}" if sub else ""
    upper, end = _range_end(text, position)
    if upper and not sub:
        if not 0 <= upper - numbers[-1] <= LONGEST_RANGE:
            return Citation(start, end, ())
        bases += [f"art-{number}" for number in range(numbers[-1] + 1, upper + 1)]
        return Citation(start, end, tuple(dict.fromkeys(bases)))
    keys, position = _below(text, position, bases, None)
    return Citation(start, position, tuple(dict.fromkeys(keys)))


def _below(text: str, position: int, bases: list[str], last: str | None) -> tuple[list[str], int]:
    """第二款, 第一、二款, 第（三）项 after the last of the articles; the same keys and position when there is none."""
    *others, base = bases
    keys, end = [base], position
    paragraphs, after = _unit_list(text, end, "款")
    if paragraphs:
        keys, end = [f"{base}.p{number}" for number in paragraphs], after
    elif last is not None and ".p" in last:
        base = last[: last.index(".i")] if ".i" in last else last
        keys = [base]
    items, after = _unit_list(text, end, "项")
    if items:
        keys, end = [*keys[:-1], *(f"{keys[-1]}.i{number}" for number in items)], after
    return [*others, *keys], end


def _unit_list(text: str, position: int, unit: str) -> tuple[list[int], int]:
    here = _skip_blanks(text, position)
    if here < len(text) and text[here] in "的之":
        here += 1
    if not text.startswith("第", here) and text[here : here + 1] not in ("（", "("):
        return [], position
    numbers, end = _numbers(text, here + 1 if text.startswith("第", here) else here)
    return (numbers, end + 1) if numbers and text.startswith(unit, end) else ([], position)


def _numbers(text: str, position: int) -> tuple[list[int], int]:
    """十二 | 十二、十三 | （三）、（四） and where they end, blanks skipped; no numbers when it is none."""
    found: list[int] = []
    end = position
    while len(found) < LONGEST_LIST:
        number, after = _number(text, position)
        if number is None:
            break
        found.append(number)
        end = position = _skip_blanks(text, after)
        upper, after = _bare_range(text, end)
        if upper and 0 < upper - number <= LONGEST_RANGE:
            found += range(number + 1, upper + 1)
            end = position = after
        mark = next((mark for mark in LIST_MARKS if text.startswith(mark, position)), None)
        if mark is None:
            break
        position = _skip_blanks(text, position + len(mark))
        position += text.startswith("第", position)
    return found, end


def _bare_range(text: str, position: int) -> tuple[int | None, int]:
    """至十四 in 第十二至十四条."""
    if not text.startswith(RANGE_MARKS, position):
        return None, position
    here = position + 1
    here += text.startswith("第", here)
    number, end = _number(text, here)
    return (number, end) if number is not None else (None, position)


def _range_end(text: str, position: int) -> tuple[int | None, int]:
    """至第十四条 after 第十二条."""
    number, end = _bare_range(text, _skip_blanks(text, position))
    return (number, end + 1) if number is not None and text.startswith("条", end) else (None, position)


def _number(text: str, position: int) -> tuple[int | None, int]:
    position = _skip_blanks(text, position)
    bracketed = text[position : position + 1] in ("（", "(")
    start = _skip_blanks(text, position + bracketed)
    end = start
    while end < len(text) and end - start < LONGEST_NUMERAL and _is_numeral(text[end]):
        end += 1
    number = parse_numeral(text[start:end])
    end = _skip_blanks(text, end)
    if bracketed:
        if text[end : end + 1] not in ("）", ")"):
            return None, position
        end += 1
    return (number, end) if number and number < 10_000 else (None, position)


def _sub_number(text: str, position: int) -> tuple[int, int]:
    """之一 in 第十二条之一; not 之一 in 第十二条之十分必要, which nobody writes."""
    if not text.startswith("之", position):
        return 0, position
    number, end = _number(text, position + 1)
    return (number, end) if number is not None and number < 100 else (0, position)


def _chapter(text: str, start: int, number: int, position: int) -> Citation:
    key, end = f"{PARTS[text[position]]}-{number}", position + 1
    if text[position] == "章" and text.startswith("第", end):
        sections, after = _numbers(text, end + 1)
        if len(sections) == 1 and text.startswith("节", after):
            key, end = f"{key}.sec-{sections[0]}", after + 1
    return Citation(start, end, (key,))


def _pointing(text: str, start: int, last: str | None, chosen: str | None) -> Citation | None:
    """本条第二款: the article chosen on the form; 该条, 同一条: the one named last."""
    word = next((word for word in POINTING if text.startswith(word, start)), None)
    base = (chosen or last) if word in ("本条", "本款", "这一条") else last
    if word is None or base is None or not base.startswith("art-"):
        return None
    end = start + len(word)
    if text[end : end + 1] in ("例", "件", "目", "式", "项") or _is_counted(text, end, (*COUNTED, "街", "河", "道")):
        return None
    if word.endswith("款"):
        return Citation(start, end, (base.partition(".i")[0],))
    keys, end = _below(text, end, [article_key(base)], None)
    return Citation(start, end, tuple(keys))


def _bare_article(text: str, start: int) -> Citation | None:
    """12条, 十二条第二款 without 第: only where it cannot be a count of things."""
    number, position = _number(text, start)
    if number is None or not text.startswith("条", position):
        return None
    if number < 10 and not _unit_list(text, position + 1, "款")[0] and not text.startswith("规定", position + 1):
        return None
    before, after = text[max(start - 1, 0) : start], text[position + 1 : position + 2]
    clear_before = not before or before in BLANKS or before in CHINESE_STOPS or before in BEFORE_BARE
    clear_after = not after or after in BLANKS or after in CHINESE_STOPS or after in AFTER_BARE
    return _articles(text, start, [number], position + 1) if clear_before and clear_after else None


def _of_another_law(text: str, start: int, own_title: str) -> bool:
    before = text[max(0, start - 80) : start]
    if AFTER_TITLE.search(before[-30:]):
        title = before[before.rfind("《") + 1 :]
        own = own_title and (title.partition("》")[0] in own_title or own_title in title)
        return not own and not any(word in title for word in OWN_TITLE)
    return OTHER_LAW.search(before[-6:]) is not None or before.endswith("该法")


def _end_of_list(text: str, position: int) -> int:
    """Past 和第十三条 that goes on with the articles of another law."""
    while text[position : position + 1] in ("、", "和", "与", "及", "或") and text.startswith("第", position + 1):
        citation = _ordinal(text, position + 1, None)
        if citation is None:
            break
        position = citation.end
    return position


def _is_counted(text: str, position: int, things: tuple[str, ...]) -> bool:
    return text.startswith(things, position) and not text.startswith(
        ("路灯", "路边", "路面", "路口", "线上", "线下"), position
    )


def _is_numeral(character: str) -> bool:
    return character in NUMERAL_CHARACTERS or character.isdecimal()


def _skip_blanks(text: str, position: int) -> int:
    limit = min(len(text), position + 3)
    while position < limit and text[position] in BLANKS:
        position += 1
    return position


def _existing(citation: Citation, existing: frozenset[str]) -> list[str]:
    found = (_nearest(key, existing) for key in citation.keys)
    return list(dict.fromkeys(key for key in found if key is not None))


def _most_exact(named: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Who names an article names its chapter only to say where it stands."""
    articles = [(start, [key for key in keys if key.startswith("art-")]) for start, keys in named]
    return articles if any(keys for _, keys in articles) else named


def _nearest(key: str, existing: frozenset[str]) -> str | None:
    """The provision itself, an item of the only paragraph, or the nearest provision around it that exists."""
    if not key.startswith("art-"):
        return _chapter_key(key, existing)
    while True:
        article, _, below = key.partition(".")
        for candidate in (key, f"{article}.p1.{below}"):
            if candidate in existing:
                return candidate
        if not below:
            return None
        key = key.rpartition(".")[0]


def _chapter_key(key: str, existing: frozenset[str]) -> str | None:
    """ch-3 may stand under a part; 附则 may be the last numbered chapter."""
    chapters = sorted(candidate for candidate in existing if candidate == key or candidate.endswith(f".{key}"))
    if chapters or key != SUPPLEMENT:
        return chapters[0] if chapters else None
    numbers = [int(other[3:]) for other in existing if other.startswith("ch-") and other[3:].isdigit()]
    return f"ch-{max(numbers)}" if numbers else None


def _common_key(keys: list[str]) -> str:
    """The smallest provision that holds all of these, which lie in one article."""
    parts = [key.split(".") for key in keys]
    if not keys[0].startswith("art-"):
        return keys[0]
    common: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return ".".join(common)


def _stretches(text: str, named: list[tuple[int, list[str]]]) -> Iterator[tuple[int, int, list[str]]]:
    """Sentences that begin a new subject, each with all sentences up to the next, and the keys it names."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    ends += [] if ends and ends[-1] == len(text) else [len(text)]
    start, sentence, waiting = 0, 0, list(named)
    keys: list[str] = []
    for end in ends:
        here = [key for position, names in waiting if position < end for key in names]
        waiting = waiting[sum(position < end for position, _ in waiting) :]
        if here and keys:
            yield start, sentence, keys
            start, keys = sentence, here
        keys = keys or here
        sentence = end
    yield start, len(text), keys


def _spans(stretches: Iterator[tuple[int, int, list[str]]]) -> Iterator[Span]:
    """One span for each article and run of stretches that speak about it."""
    open_spans: dict[str, tuple[int, int, list[str]]] = {}
    for start, end, keys in stretches:
        for article in dict.fromkeys(article_key(key) for key in keys):
            own = [key for key in keys if article_key(key) == article]
            before = open_spans.get(article)
            if before is not None and before[1] == start:
                open_spans[article] = (before[0], end, before[2] + own)
                continue
            if before is not None:
                yield Span(before[0], before[1], _common_key(before[2]))
            open_spans[article] = (start, end, own)
    for start, end, keys in open_spans.values():
        yield Span(start, end, _common_key(keys))

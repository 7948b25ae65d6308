"""The report frozen as a value: everything a paper prints, and nothing that may change afterwards.

Papers are made from this value alone. Its texts are redacted before they get here, names of speakers are masked, and its
words are those that were true at `frozen_at`. Its canonical JSON is what the database keeps and what the hash is taken of.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

BlockKind = Literal["whole", "article", "unplaced", "new"]
ProposedKind = Literal["modify", "add", "delete", "keep", "explain", "not_this_law", "other_channel"]
DraftKind = Literal["text", "topics", "law_in_force"]

BLOCK_ORDER: tuple[BlockKind, ...] = ("whole", "article", "unplaced", "new")
"""总体意见 first, then the articles, then what names no article, 建议新增条款 last."""


@dataclass(frozen=True, slots=True)
class Voices:
    """Comments (条) by who spoke. Deputies, citizens and experts are never added up under one name."""

    deputies: int = 0
    citizens: int = 0
    experts: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """`attendances` 人次 who took part · `comments` 收到意见条数 · `distinct_demands` 去重后条数 (groups) · `points` 采集点 that took part."""

    attendances: int
    comments: int
    distinct_demands: int
    points: int
    voices: Voices = Voices()


@dataclass(frozen=True, slots=True)
class Source:
    """What one 信息采集点 contributed to an item: comments (条) by so many people (人)."""

    point_name: str
    comments: int
    people: int


@dataclass(frozen=True, slots=True)
class Item:
    """One demand of the summary table. Text fields are empty where there is nothing to say.

    `number` runs 1, 2, 3 … through the report. `article_label` 第十二条 and `article_heading` 设施用地 name the block,
    `provision_label` 第十二条第二款 (or 全文, 第十二条后) the place, `provision_key` the place for machines.
    `proposed_text` is the whole new text of the provision for `modify` (and for a `delete` of a part), only what is to be
    added for `add`, and a remark for the kinds that change nothing. `comments` and `people` are totals, as
    people may speak at several points. An `unphrased` item had no expert: no proposed text, the citizens' own `words` instead.
    An `unsettled` one was frozen before its grouping was settled. `opposing_with` holds numbers of items of this report.
    `group_ids` and `comment_ids` are the lineage and are never printed. `words`: a few redacted excerpts, verbatim.
    """

    number: int
    block: BlockKind
    provision_key: str
    provision_label: str
    article_label: str = ""
    article_heading: str = ""
    original_text: str = ""
    proposed_text: str = ""
    proposed_kind: ProposedKind | None = None
    rationale: str = ""
    sources: tuple[Source, ...] = ()
    comments: int = 0
    people: int = 0
    voices: Voices = Voices()
    expert_opinion: str = ""
    note: str = ""
    unphrased: bool = False
    unsettled: bool = False
    opposing_with: tuple[int, ...] = ()
    group_ids: tuple[int, ...] = ()
    comment_ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """One comment in the annex. Labels are stored as printed (座谈会, 群众), so later renaming changes nothing.

    `number` runs 1, 2, 3 …: no receipt number, which would open the receipt page. `speaker` is masked, `words`,
    `suggestion` and `reason` redacted, all in full. `collected_on` is an ISO date. A comment that says two things belongs to several
    groups: `group_numbers` and `item_numbers` are running numbers within this report.
    """

    number: int
    point_name: str
    channel: str
    collected_on: str
    speaker: str
    speaker_kind: str
    provision_label: str
    words: str
    suggestion: str = ""
    reason: str = ""
    group_numbers: tuple[int, ...] = ()
    item_numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportValue:
    """`law_title` without 《》; `draft_reading` 一审稿; `frozen_at` aware; names of `author` 联系人 and `reviewer` 审核人 are officials'."""

    law_title: str
    consultation_title: str
    station_name: str
    draft_reading: str
    draft_kind: DraftKind
    commissioning_body: str
    version: int
    frozen_at: datetime
    author: str
    reviewer: str
    figures: Figures
    items: tuple[Item, ...] = ()
    details: tuple[Detail, ...] = ()

    def __post_init__(self) -> None:
        if self.frozen_at.tzinfo is None:
            raise ValueError("frozen_at must be aware")
        object.__setattr__(self, "frozen_at", self.frozen_at.astimezone(UTC))
        if [item.number for item in self.items] != list(range(1, len(self.items) + 1)):
            raise ValueError("items must be numbered 1, 2, 3 …")
        blocks = [BLOCK_ORDER.index(item.block) for item in self.items]
        if blocks != sorted(blocks):
            raise ValueError("items must stand in the order of BLOCK_ORDER")


def to_json(value: ReportValue) -> str:
    """Canonical: one value, one text. ASCII only, so no encoding on the way can change or refuse it."""
    plain = asdict(value) | {"frozen_at": value.frozen_at.isoformat(timespec="microseconds")}
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> ReportValue:
    """The value that `to_json` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    plain = json.loads(text)
    return ReportValue(
        **plain
        | {
            "frozen_at": datetime.fromisoformat(plain["frozen_at"]),
            "figures": Figures(**plain["figures"] | {"voices": Voices(**plain["figures"]["voices"])}),
            "items": tuple(_item(item) for item in plain["items"]),
            "details": tuple(Detail(**_with_tuples(detail)) for detail in plain["details"]),
        }
    )


def content_hash(value: ReportValue) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(to_json(value).encode("ascii")).hexdigest()


def _item(plain: dict[str, Any]) -> Item:
    sources = tuple(Source(**source) for source in plain["sources"])
    return Item(**_with_tuples(plain) | {"sources": sources, "voices": Voices(**plain["voices"])})


def _with_tuples(plain: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(field) if isinstance(field, list) else field for key, field in plain.items()}

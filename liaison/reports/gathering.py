"""What stands in a report, gathered from groups, wordings and comments. Names are masked and words redacted here, once."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from liaison import clock
from liaison.accounts.models import User
from liaison.annotations.anonymous import without_name
from liaison.annotations.models import AnnotationKind, AnnotationState
from liaison.annotations.originals import original_texts
from liaison.annotations.queries import GroupWork, final_version, work_on_draft
from liaison.comments.labels import CHANNEL_LABELS, SPEAKER_KIND_LABELS
from liaison.comments.models import Comment, Excerpt, SpeakerKind
from liaison.comments.speakers import OpenedSpeaker, open_speaker
from liaison.drafts.models import Draft, Provision
from liaison.drafts.queries import provision_label
from liaison.grouping.queries import Voice as GroupVoice
from liaison.language.redaction import redact
from liaison.reports.value import (
    BLOCK_ORDER,
    BlockKind,
    Detail,
    Figures,
    Item,
    ReportValue,
    Source,
    Voices,
)

WORDS_QUOTED = 3  # how many of the citizens' own wordings stand in an item without an expert's wording
BLOCKS: dict[str, tuple[BlockKind, str]] = {
    "whole": ("whole", "全文"),
    "new": ("new", "建议新增"),
    "none": ("unplaced", "未指明条款"),
}
OPINIONS = {
    AnnotationKind.MODIFY: "同意修改。",
    AnnotationKind.ADD: "同意增加。",
    AnnotationKind.DELETE: "同意删去。",
    AnnotationKind.KEEP: "建议维持原文。",
    AnnotationKind.EXPLAIN: "建议作出解释说明。",
    AnnotationKind.NOT_THIS_LAW: "不属于本法规调整事项。",
    AnnotationKind.OTHER_CHANNEL: "建议转有关部门办理。",
}


@dataclass(frozen=True)
class Row:
    """One item to be, before it is numbered. `article` and `provision` are None where no article is meant."""

    work: GroupWork
    block: BlockKind
    article: Provision | None
    provision: Provision | None


@dataclass(frozen=True)
class Gathered:
    """A comment with the person who spoke it, opened once."""

    comment: Comment
    speaker: OpenedSpeaker

    def redacted(self, text: str) -> str:
        """Without numbers that lead to a person, and without the name that the person gave."""
        return without_name(redact(text), self.speaker.name.strip())


def rows_of(session: Session, draft: Draft) -> list[Row]:
    """Every group of the draft in the order of the paper: 总体意见, the articles, what names none, 新增条款 last."""
    provisions = {
        provision.key: provision
        for provision in session.scalars(select(Provision).where(Provision.draft_id == draft.id))
    }
    return sorted((_row(work, provisions) for work in work_on_draft(session, draft)), key=_order)


def gathered(
    session: Session, draft: Draft, rows: list[Row], *, version: int, unsettled: frozenset[str], by: User
) -> ReportValue:
    comments = _comments(session, draft)
    originals = original_texts(session, draft.id)
    return ReportValue(
        law_title=draft.title,
        consultation_title=draft.consultation.title,
        station_name=draft.consultation.station.name,
        draft_reading=draft.reading,
        draft_kind=draft.kind.value,
        commissioning_body=draft.consultation.commissioning_body,
        version=version,
        frozen_at=clock.now(),
        author=by.name,
        reviewer="",
        figures=_figures(comments, len(rows)),
        items=tuple(_item(number, row, originals, unsettled) for number, row in enumerate(rows, 1)),
        details=_details(comments, rows),
    )


def _row(work: GroupWork, provisions: dict[str, Provision]) -> Row:
    final, view = final_version(work), work.view
    if view.place_key in BLOCKS:
        return Row(work, BLOCKS[view.place_key][0], None, final.provision if final else None)
    named = provisions.get(view.provision_key or view.place_key)
    return Row(work, "article", provisions.get(view.place_key), final.provision if final and final.provision else named)


def _order(row: Row) -> tuple[int, int, int, int, int]:
    """Within an article as its text runs: what is said about the whole of it, then 款 by 款; most voices first."""
    article, place = (provision.position if provision else 0 for provision in (row.article, row.provision))
    return BLOCK_ORDER.index(row.block), article, place, -row.work.view.comments, row.work.view.number


def _comments(session: Session, draft: Draft) -> list[Gathered]:
    """Every comment on the draft, whether or not it stands in a group yet: no voice is lost."""
    loaded = (
        joinedload(Comment.words),
        joinedload(Comment.speaker),
        joinedload(Comment.point),
        joinedload(Comment.provision),
    )
    carried = select(Excerpt.comment_id).where(Excerpt.draft_id == draft.id, Excerpt.carried_from_id.is_not(None))
    spoken = or_(Comment.draft_id == draft.id, Comment.id.in_(carried))
    comments = select(Comment).where(spoken).options(*loaded).order_by(Comment.id)
    return [Gathered(comment, open_speaker(session, comment.speaker)) for comment in session.scalars(comments)]


def _figures(comments: list[Gathered], demands: int) -> Figures:
    return Figures(
        attendances=len({_speaker_key(each.comment) for each in comments}),
        comments=len(comments),
        distinct_demands=demands,
        points=len({each.comment.point_id for each in comments}),
        voices=_voices([each.comment.speaker_kind for each in comments]),
    )


def _voices(kinds: list[SpeakerKind | None]) -> Voices:
    """Deputies and experts apart; everybody else who is a person or a business of the place counts as 群众."""
    deputies, experts = kinds.count(SpeakerKind.DEPUTY), kinds.count(SpeakerKind.EXPERT)
    others = kinds.count(SpeakerKind.OTHER)
    return Voices(deputies=deputies, citizens=len(kinds) - deputies - experts - others, experts=experts, others=others)


def _speaker_key(comment: Comment) -> str:
    index = comment.speaker.contact_index if comment.speaker else None
    return index or f"comment-{comment.id}"


def _item(number: int, row: Row, originals: dict[str, str], unsettled: frozenset[str]) -> Item:
    view, final = row.work.view, final_version(row.work)
    return Item(
        number=number,
        block=row.block,
        provision_key=row.provision.key if row.provision else view.place_key,
        provision_label=provision_label(row.provision) if row.provision else BLOCKS[view.place_key][1],
        article_label=row.article.label if row.article else "",
        article_heading=row.article.heading if row.article else "",
        original_text=originals.get(row.provision.key, "") if row.provision else "",
        proposed_text=final.proposed_text if final else "",
        proposed_kind=final.kind.value if final else None,
        rationale=final.rationale if final else "",
        sources=_sources(view.voices),
        comments=view.comments,
        people=view.people,
        voices=_voices(_kinds_by_comment(view.voices)),
        expert_opinion=_expert_opinion(row.work),
        unphrased=final is None,
        unsettled=view.place_key in unsettled,
        group_ids=(view.id,),
        comment_ids=tuple(sorted({voice.comment_id for voice in view.voices})),
        words=tuple(_said(voice) for voice in view.distinct_voices[:WORDS_QUOTED]),
    )


def _said(voice: GroupVoice) -> str:
    return f"{voice.words}（建议改成：{voice.suggestion}）" if voice.suggestion.strip() else voice.words


def _expert_opinion(work: GroupWork) -> str:
    """Who stands behind the wording: the paired expert, with or without the office's hand, or the office alone (代拟)."""
    final = final_version(work)
    if final is None or work.annotation is None:
        return ""
    handed_in = [
        version
        for version in work.annotation.versions
        if version.author_id in work.phraser_ids and version.state is AnnotationState.SUBMITTED
    ]
    if not handed_in:
        return "联系点代拟。"
    return OPINIONS[final.kind] + ("" if final.author_id in work.phraser_ids else "（文字由联系点修订）")


def _sources(voices: tuple[GroupVoice, ...]) -> tuple[Source, ...]:
    comments: dict[tuple[int, str], set[int]] = defaultdict(set)
    people: dict[tuple[int, str], set[str]] = defaultdict(set)
    for voice in voices:
        comments[voice.point_number, voice.point_name].add(voice.comment_id)
        people[voice.point_number, voice.point_name].add(voice.speaker_key)
    points = sorted(comments, key=lambda point: (-len(comments[point]), point))
    return tuple(Source(point[1], len(comments[point]), len(people[point])) for point in points)


def _kinds_by_comment(voices: tuple[GroupVoice, ...]) -> list[SpeakerKind | None]:
    return list({voice.comment_id: voice.speaker_kind for voice in voices}.values())


def _details(comments: list[Gathered], rows: list[Row]) -> tuple[Detail, ...]:
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows, 1):
        for comment_id in {voice.comment_id for voice in row.work.view.voices}:
            places[comment_id].append((row.work.view.number, number))
    return tuple(_detail(number, each, places[each.comment.id]) for number, each in enumerate(comments, 1))


def _detail(number: int, each: Gathered, places: list[tuple[int, int]]) -> Detail:
    comment, words = each.comment, each.comment.words
    return Detail(
        number=number,
        point_name=comment.point.name,
        channel=str(CHANNEL_LABELS[comment.channel]),
        collected_on=comment.collected_on.isoformat(),
        speaker=each.speaker.masked_name,
        speaker_kind=str(SPEAKER_KIND_LABELS[comment.speaker_kind]) if comment.speaker_kind else "",
        provision_label=provision_label(comment.provision) if comment.provision else BLOCKS[comment.place.value][1],
        words=each.redacted(words.words),
        suggestion=each.redacted(words.suggestion),
        reason=each.redacted(words.reason),
        group_numbers=tuple(group for group, _ in places),
        item_numbers=tuple(item for _, item in places),
    )

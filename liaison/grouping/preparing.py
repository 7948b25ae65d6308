"""First look at a comment: which articles it speaks about, and its excerpts made ready for comparing."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import clock
from liaison.comments.models import Comment, Excerpt, ExcerptOrigin, Place
from liaison.comments.submission import grouped_at
from liaison.drafts.models import Provision
from liaison.grouping.clusters import ALGORITHM_VERSION
from liaison.grouping.fingerprints import content_hash
from liaison.grouping.models import Prepared
from liaison.grouping.places import lock_places, something_arrived
from liaison.jobs import Claim
from liaison.language.normalise import normalise
from liaison.language.references import Span, cited_excerpts, references


@dataclass(frozen=True)
class Reading:
    """What preparing needs to know of one comment, read in one go and used outside of any transaction."""

    comment_id: int
    draft_id: int
    words: str
    suggestion: str
    chosen: str | None  # key of the provision picked on the form
    place: Place
    keys: dict[str, int]  # every provision of the draft: key → id


def prepare(session: Session, claim: Claim) -> None:
    """Splits the words by explicit citation, normalises each excerpt, tells the articles that something arrived."""
    reading = _read(session, claim.subject_id)
    session.rollback()
    spans = cited_spans(reading)
    normalised = [normalise(text) for text in demands(reading, spans)]
    with claim.completing(session):
        excerpts = _write_excerpts(session, reading, spans)
        for excerpt, text in zip(excerpts, normalised, strict=True):
            session.merge(
                Prepared(
                    excerpt_id=excerpt.id,
                    normalised=text,
                    content_hash=content_hash(text),
                    algorithm_version=ALGORITHM_VERSION,
                )
            )
        for place in lock_places(session, reading.draft_id, (excerpt.place_key for excerpt in excerpts)):
            something_arrived(session, place)


def cited_spans(reading: Reading) -> list[Span]:
    """The excerpts of a comment. A citation in the words decides; without one the article chosen on the form does."""
    citations = references(reading.words, chosen=reading.chosen)
    spans = cited_excerpts(reading.words, citations, reading.keys.keys())
    return spans or [Span(0, len(reading.words), reading.chosen)]


def demands(reading: Reading, spans: list[Span]) -> list[str]:
    """What each excerpt asks for: its words, and the wording that the citizen would like, which goes with the article chosen.

    改为六十日 and 改为十五日 are two demands, even under the same words.
    """
    with_suggestion = next((at for at, span in enumerate(spans) if span.key == reading.chosen), 0)
    return [
        reading.words[span.start : span.end] + (f"\n{reading.suggestion}" if at == with_suggestion else "")
        for at, span in enumerate(spans)
    ]


def _read(session: Session, comment_id: int) -> Reading:
    comment = session.get_one(Comment, comment_id)
    provisions = select(Provision.key, Provision.id).where(Provision.draft_id == comment.draft_id)
    return Reading(
        comment_id=comment.id,
        draft_id=comment.draft_id,
        words=comment.words.words,
        suggestion=comment.words.suggestion,
        chosen=comment.provision.key if comment.provision else None,
        place=comment.place,
        keys=dict(session.execute(provisions).all()),
    )


def _write_excerpts(session: Session, reading: Reading, spans: list[Span]) -> list[Excerpt]:
    """The whole excerpt keeps its row when it stays whole; when the words are split it retires and its parts take over."""
    existing = {
        (excerpt.start, excerpt.end, excerpt.place_key): excerpt
        for excerpt in session.scalars(
            select(Excerpt).where(Excerpt.comment_id == reading.comment_id, Excerpt.draft_id == reading.draft_id)
        )
    }
    whole = next(excerpt for excerpt in existing.values() if excerpt.origin is ExcerptOrigin.WHOLE)
    if whole.attributed_by_id is not None:
        return [whole]
    if len(spans) == 1:
        _move(whole, reading, spans[0])
        return [whole]
    whole.retired_at = whole.retired_at or clock.now()
    return [_part(session, reading, existing, span) for span in spans]


def _move(whole: Excerpt, reading: Reading, span: Span) -> None:
    whole.provision_id = reading.keys[span.key] if span.key else None
    whole.place = Place.PROVISION if span.key else reading.place
    whole.place_key = grouped_at(whole.place, span.key or "")


def _part(session: Session, reading: Reading, existing: dict[tuple[int, int, str], Excerpt], span: Span) -> Excerpt:
    place = Place.PROVISION if span.key else Place.NONE
    key = grouped_at(place, span.key or "")
    if (span.start, span.end, key) in existing:
        return existing[span.start, span.end, key]
    excerpt = Excerpt(
        comment_id=reading.comment_id,
        draft_id=reading.draft_id,
        place=place,
        provision_id=reading.keys[span.key] if span.key else None,
        place_key=key,
        start=span.start,
        end=span.end,
        origin=ExcerptOrigin.CITED,
        created_at=clock.now(),
    )
    session.add(excerpt)
    session.flush()
    return excerpt

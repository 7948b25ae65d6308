"""The article page and its answers to a wording that could not be kept: filled form, conflict, a group that is gone."""

from flask import render_template, request

from liaison.accounts.models import User
from liaison.annotations.bench import (
    Bench,
    original_text,
    progress,
    sayings,
    targets,
    version_changes,
)
from liaison.annotations.forms import WordingForm, as_lines
from liaison.annotations.labels import KIND_LABELS, STATE_LABELS, STATE_TAGS
from liaison.annotations.meaning import is_untouched
from liaison.annotations.models import AnnotationKind
from liaison.annotations.queries import GroupWork
from liaison.annotations.waiting import due_on
from liaison.comments.labels import CHANNEL_LABELS, STANCE_LABELS
from liaison.comments.models import Place
from liaison.database import db
from liaison.language.redline import redline

RECEIPT = "receipt"  # category of the flashed word that a text has arrived: the page tells autosave, not the reader
SAYINGS_SHOWN = 8
LABELS = {
    "kinds": KIND_LABELS,
    "states": STATE_LABELS,
    "state_tags": STATE_TAGS,
    "channels": CHANNEL_LABELS,
    "stances": STANCE_LABELS,
}
FIRST_KINDS = {
    Place.NEW.value: AnnotationKind.ADD,
    Place.WHOLE.value: AnnotationKind.KEEP,
    Place.NONE.value: AnnotationKind.EXPLAIN,
}


def article_page(
    bench: Bench, work: GroupWork | None, user: User, *, form: WordingForm | None = None, all_words: bool = False
) -> str:
    if form is None and work is not None and work.may_be_phrased_by(user):
        form = wording_form(bench, work)
    written, groups = progress(db.session, bench.draft.id)
    return render_template(
        "annotations/article.html",
        bench=bench,
        work=work,
        form=form,
        reviewer=work is not None and work.may_be_reviewed_by(user),
        user=user,
        sayings=sayings,
        sayings_shown=None if all_words else SAYINGS_SHOWN,
        changes=version_changes(db.session, work.newest) if work else [],
        written=written,
        groups=groups,
        due_on=due_on(bench.draft),
        autosave=autosave_key(user, work.view.id) if work else "",
        **LABELS,
    )


def conflict_page(bench: Bench, work: GroupWork, form: WordingForm, action: str, user: User) -> str:
    """Both texts side by side; what was typed stays in the form and may be saved knowing of the other version."""
    theirs = work.newest
    assert theirs is not None  # a version that nobody wrote conflicts with nothing
    form.see(theirs.number)
    return render_template(
        "annotations/conflict.html",
        bench=bench,
        work=work,
        form=form,
        action=action,
        theirs=theirs,
        apart=redline(theirs.proposed_text, as_lines(form.proposed_text.data)),
        autosave=autosave_key(user, work.view.id),
        **LABELS,
    )


def gone_page(bench: Bench) -> str:
    """The group was merged or emptied while somebody wrote: what they typed is shown for them to take along."""
    typed = [as_lines(request.form.get(name)) for name in ("proposed_text", "rationale", "note")]
    return render_template("annotations/gone.html", bench=bench, typed=[text for text in typed if text.strip()])


def wording_form(bench: Bench, work: GroupWork) -> WordingForm:
    """The form for one group: what was saved last, else the provision's own text to be written over."""
    places = targets(db.session, bench)
    form = WordingForm(data=_saved(work) or _fresh(bench, work, {place.key for place in places}))
    form.offer(places)
    return form


def refill(bench: Bench, form: WordingForm) -> bool:
    """Puts the text of the chosen provision into the box, if nothing that was typed would be lost; tells whether it did."""
    chosen = form.provision.data or ""
    before = original_text(db.session, bench.draft.id, form.filled_from.data or "")
    if not is_untouched(as_lines(form.proposed_text.data), before):
        return False
    form.proposed_text.data = original_text(db.session, bench.draft.id, chosen)
    form.filled_from.data = chosen
    return True


def autosave_key(user: User, group_id: int) -> str:
    return f"wording:{user.id}:{group_id}"


def _saved(work: GroupWork) -> dict[str, str | int] | None:
    newest = work.newest
    if newest is None:
        return None
    key = newest.provision.key if newest.provision else ""
    return {
        "seen": newest.number,
        "kind": newest.kind.value,
        "provision": key,
        "filled_from": key,
        "proposed_text": newest.proposed_text,
        "rationale": newest.rationale,
    }


def _fresh(bench: Bench, work: GroupWork, offered: set[str]) -> dict[str, str | int]:
    named = work.view.provision_key or ""
    key = named if named in offered else bench.article.key if bench.article else ""
    text = original_text(db.session, bench.draft.id, key)
    kind = FIRST_KINDS.get(bench.place_key, AnnotationKind.MODIFY)
    return {"seen": 0, "kind": kind.value, "provision": key, "filled_from": key, "proposed_text": text}

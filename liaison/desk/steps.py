"""The six steps of a consultation, each n of m with its unit, as the macro `ui.steps` shows them."""

from typing import Literal

from flask_babel import gettext as _

from liaison.consultations.labels import STEP_LABELS
from liaison.consultations.models import ConsultationState, StepKind
from liaison.desk.standing import Standing

State = Literal["done", "now", "todo", "late"]
WORK = (StepKind.CONSOLIDATE, StepKind.ANNOTATE, StepKind.REVIEW)
StepShown = tuple[str, int, int, str, State]  # name, n, m, unit, state


def steps_of(standing: Standing) -> list[StepShown]:
    """Points that spoke, places that are settled, groups that were handed in and finalised, the report, the answers."""
    wordings = standing.wordings
    spoken = len(standing.points) - len(standing.silent_points)
    figures = (
        (StepKind.COLLECT, spoken, len(standing.points), _("个点")),
        (StepKind.CONSOLIDATE, *standing.places, _("处")),
        (StepKind.ANNOTATE, wordings.submitted + wordings.final, wordings.all, _("组")),
        (StepKind.REVIEW, wordings.final, wordings.all, _("组")),
        (StepKind.SUBMIT, 1 if standing.sent else 0, 1, _("份")),
        (StepKind.FEEDBACK, *standing.answers, _("项")),
    )
    return [(str(STEP_LABELS[kind]), n, m, unit, _state(standing, kind, n, m)) for kind, n, m, unit in figures]


def _state(standing: Standing, kind: StepKind, n: int, m: int) -> State:
    if (m and n >= m) or _is_over(standing, kind):
        return "done"
    if m and standing.is_late(kind):
        return "late"
    return "now" if n else "todo"


def _is_over(standing: Standing, kind: StepKind) -> bool:
    """A step may end incomplete: a point stays silent, a group goes out in the people's own words."""
    closed = standing.consultation.state is ConsultationState.CLOSED
    return closed and (kind is StepKind.COLLECT or (kind in WORK and standing.sent is not None))

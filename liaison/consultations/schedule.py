"""When each step is due if nobody says otherwise: a pure rule over the two dates that the office always knows.

The work after collecting gets half as many days as collecting had, one at least and seven at most: a window of three days
must end in a report the day after. The city congress takes its time to answer either way.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from liaison.consultations.models import StepKind

LONGEST_WORK = 7
ANSWER_DAYS = 60
PARTS = 5
SHARES = {StepKind.CONSOLIDATE: 1, StepKind.ANNOTATE: 3, StepKind.REVIEW: 4, StepKind.SUBMIT: PARTS}


def due_dates(opens_on: date, closes_on: date, given: Mapping[StepKind, date] | None = None) -> dict[StepKind, date]:
    """The six due dates, none before the step before it; those in `given` stand. Collecting ends on `closes_on`."""
    work = min(LONGEST_WORK, max(1, (closes_on - opens_on).days // 2))
    due = {StepKind.COLLECT: closes_on}
    before = closes_on
    for kind in StepKind:
        if kind is not StepKind.COLLECT:
            share = SHARES.get(kind)
            usual = (
                before + timedelta(ANSWER_DAYS) if share is None else closes_on + timedelta(-(-work * share // PARTS))
            )
            before = due[kind] = (given or {}).get(kind) or max(usual, before)
    return due


def given_dates(opens_on: date, closes_on: date, due: Mapping[StepKind, date]) -> dict[StepKind, date]:
    """Those of `due` that somebody chose: the others follow when the closing day moves."""
    chosen: dict[StepKind, date] = {}
    for kind in StepKind:
        if due[kind] != due_dates(opens_on, closes_on, chosen)[kind]:
            chosen[kind] = due[kind]
    return chosen

"""From when to when an appointment or a pairing holds: what ends today has ended, and what follows it leaves no day out."""

from datetime import date, timedelta

import pytest

from liaison import clock
from liaison.accounts.models import Appointment, Pairing

FIRST, LAST = date(2026, 3, 1), date(2026, 9, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize("model", [Appointment, Pairing])
def test_the_first_day_counts_and_the_day_it_ends_does_not(model: type[Appointment] | type[Pairing]) -> None:
    term = model(valid_from=FIRST, valid_to=LAST)
    days = (FIRST - DAY, FIRST, LAST - DAY, LAST)
    assert [term.holds_on(day) for day in days] == [False, True, True, False]
    assert [model(valid_from=FIRST, valid_to=FIRST).holds_on(day) for day in days] == [False] * 4
    assert model(valid_from=FIRST, valid_to=None).holds_on(LAST)


def test_an_appointment_is_over_from_the_day_it_ends() -> None:
    today = clock.today()
    ends = (today - DAY, today, today + DAY, None)
    assert [Appointment(valid_from=FIRST, valid_to=end).over for end in ends] == [True, True, False, False]

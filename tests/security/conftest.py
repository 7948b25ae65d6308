"""Two towns, and no rate limits: these tests ask more than any person does."""

import pytest
from sqlalchemy.orm import Session

from liaison.limits import limiter
from tests.factories.two_towns import World, make_two_towns


@pytest.fixture(autouse=True)
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiter, "enabled", False)


@pytest.fixture
def worlds(session: Session) -> tuple[World, World]:
    return make_two_towns(session)

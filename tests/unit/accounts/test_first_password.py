"""A first password can be read out and copied, and is one that the house itself accepts."""

import re

from flask import Flask
from flask_babel import Babel

from liaison.accounts.first_password import SIGNS, first_password
from liaison.accounts.passwords import objection


def test_it_is_three_groups_without_signs_that_look_alike() -> None:
    assert not set(SIGNS) & set("0o1il")
    for _ in range(200):
        assert re.fullmatch(rf"[{SIGNS}]{{4}}-[{SIGNS}]{{4}}-[{SIGNS}]{{4}}", first_password())


def test_no_two_are_alike() -> None:
    assert len({first_password() for _ in range(1000)}) == 1000


def test_the_house_accepts_it() -> None:
    app = Flask(__name__)
    Babel(app)
    with app.app_context():
        assert [made for made in (first_password() for _ in range(1000)) if objection(made, "qian", "钱工")] == []

"""The permission matrix as people wrote it (tests/permissions.csv), and what an answer means in its terms.

A cell is what happens to that person: 200 let in (a page, a refused form, or on to the next page of ours), 302 asked to sign
in, 403, 404. `200|404` says: with an object of their own town | with one of another town. HEAD is as GET.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from werkzeug.test import TestResponse

FILE = Path(__file__).parents[1] / "permissions.csv"
ROLES = ("anonymous", "office", "collector", "expert", "reader", "auditor", "system_admin")
SIGNED_OUT = 'id="sign-in-first"'  # of the page that asks to sign in and keeps what was typed
REFUSED_FORMS = (400, 409, 422)


@dataclass(frozen=True)
class Row:
    method: str
    rule: str
    cells: dict[str, str]

    def own(self, role: str) -> str:
        return self.cells[role].split("|")[0]

    def foreign(self, role: str) -> str:
        return self.cells[role].split("|")[-1]


def matrix() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Row(line["method"], line["rule"], {role: line[role] for role in ROLES}) for line in csv.DictReader(lines)
        ]


def verdict(answer: TestResponse) -> str:
    if answer.status_code in (301, 302, 303, 308):
        return "302" if (answer.location or "").partition("?")[0] == "/sign-in" else "200"
    if answer.status_code == 400 and SIGNED_OUT in answer.text:
        return "302"
    if answer.status_code < 300 or answer.status_code in REFUSED_FORMS:
        return "200"
    return str(answer.status_code)

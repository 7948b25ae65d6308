"""The demo's accounts: everybody has the same password, so they exist only in demo mode."""

import json
from importlib.resources import files
from typing import Any

PASSWORD = "lake-town-2026"  # noqa: S105  # printed on the screen of every demo; no real installation has it


def people() -> dict[str, Any]:
    return dict(json.loads(data("people.json")))


def data(name: str) -> str:
    return (files("liaison.demo") / "data" / name).read_text(encoding="utf-8")


def account_lines() -> list[str]:
    """What `liaison serve` prints under the address."""
    shown = people()
    office, reader, auditor = shown["office"][0], shown["readers"][0], shown["auditors"][0]
    collector, expert = shown["collectors"][0], shown["experts"][0]
    accounts = [
        ("联系点工作人员", office),
        (f"信息采集员（{shown['points'][0]['town']}）", collector),
        (f"专家顾问（结对{shown['points'][0]['town']}）", expert),
        ("市人大", reader),
        ("审计员", auditor),
    ]
    return [
        f"演示账号（密码都是 {PASSWORD}）：",
        *(f"  {person['account']}　{role}　{person['name']}" for role, person in accounts),
    ]

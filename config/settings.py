"""Typed, frozen settings, read from LIAISON_* variables alone.

A process that starts with a missing or default key is a leak waiting for its day, so reading fails at start and names
everything that is missing at once. `instance/liaison.env` (LIAISON_* lines, written by `scripts/demo`) fills what the
environment leaves open.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ENV_FILE = Path("instance/liaison.env")
SECRETS = ("secret_key", "password_salt", "words_key", "audit_key")
LEAST_SECRET_LENGTH = 32
EMBEDDED_DATABASE = "sqlite:///instance/liaison.sqlite3"


class SettingsError(Exception):
    """Raised at start with every problem in one message."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One installation. `words_key` encrypts personal data, `audit_key` signs the audit trail; both stay outside the database."""

    secret_key: str
    password_salt: str
    words_key: str
    audit_key: str
    database_url: str = EMBEDDED_DATABASE
    broker_url: str = "filesystem://"
    limiter_url: str = "memory://"
    data_dir: str = "instance"
    base_url: str = "http://localhost:8000"
    trusted_hosts: str = "localhost,127.0.0.1"
    proxy_hops: int = 0
    secure_cookies: bool = False
    demo: bool = False
    log_json: bool = False

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).absolute()


def load_settings(environ: Mapping[str, str] = os.environ, file: Path = ENV_FILE) -> Settings:
    """Reads LIAISON_* from the environment, then from `file`; raises SettingsError naming all that is missing or weak."""
    found = _lines_of(file) | {name: value for name, value in environ.items() if name.startswith("LIAISON_")}
    problems = [
        f"LIAISON_{name.upper()} 没有设置，或者不足 {LEAST_SECRET_LENGTH} 个字符"
        for name in SECRETS
        if _weak(found, name)
    ]
    values: dict[str, str | int | bool] = {}
    for field in fields(Settings):
        raw = found.get(f"LIAISON_{field.name.upper()}")
        if raw is not None:
            values[field.name] = _typed(field.type, raw, field.name, problems)
    if problems:
        raise SettingsError("；\n".join(problems))
    values["database_url"] = _from_here(str(values.get("database_url", EMBEDDED_DATABASE)))
    return Settings(**values)  # type: ignore[arg-type]  # each value was typed by its field above


def _weak(found: Mapping[str, str], name: str) -> bool:
    return len(found.get(f"LIAISON_{name.upper()}", "")) < LEAST_SECRET_LENGTH


def _from_here(database_url: str) -> str:
    """A relative SQLite file lies below the folder where the command was given; libraries differ in what they take it from."""
    file = database_url.removeprefix("sqlite:///")
    return database_url if file == database_url else f"sqlite:///{Path(file).absolute()}"


def _lines_of(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    pairs = (
        line.split("=", 1)
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("LIAISON_") and "=" in line
    )
    return {name.strip(): value.strip() for name, value in pairs}


def _typed(kind: object, raw: str, name: str, problems: list[str]) -> str | int | bool:
    if kind is bool:
        return raw.lower() in ("1", "true", "yes", "on")
    if kind is int:
        if not raw.isdecimal():
            problems.append(f"LIAISON_{name.upper()} 应当是整数，现在是“{raw}”")
            return 0
        return int(raw)
    return raw

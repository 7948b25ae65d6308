"""What an installation is told, and what keeps it from starting."""

from pathlib import Path

import pytest

from config.settings import SECRETS, SettingsError, load_settings

KEYS = {f"LIAISON_{name.upper()}": f"a-key-of-this-installation-{name:>20}" for name in SECRETS}
NO_FILE = Path("there-is-no-such-file.env")


def test_every_missing_or_weak_key_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(
            {**KEYS, "LIAISON_WORDS_KEY": "short", "LIAISON_AUDIT_KEY": "", "LIAISON_PROXY_HOPS": "one"}, NO_FILE
        )
    assert all(name in str(refused.value) for name in ("WORDS_KEY", "AUDIT_KEY", "PROXY_HOPS"))
    assert "SECRET_KEY" not in str(refused.value)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "liaison.env"
    file.write_text("LIAISON_BASE_URL=http://from.file\nLIAISON_DEMO=1\n# LIAISON_LOG_JSON=1\n")
    settings = load_settings({**KEYS, "LIAISON_BASE_URL": "http://from.environment"}, file)
    assert (settings.base_url, settings.demo, settings.log_json) == ("http://from.environment", True, False)


def test_the_embedded_database_lies_below_the_folder_of_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flask would look for it below its instance folder, Alembic below the working directory: two different files."""
    monkeypatch.chdir(tmp_path)
    assert load_settings(KEYS, NO_FILE).database_url == f"sqlite:///{tmp_path}/instance/liaison.sqlite3"
    elsewhere = KEYS | {"LIAISON_DATABASE_URL": "sqlite:////srv/liaison.sqlite3"}
    assert load_settings(elsewhere, NO_FILE).database_url == "sqlite:////srv/liaison.sqlite3"
    server = KEYS | {"LIAISON_DATABASE_URL": "postgresql+psycopg:///liaison"}
    assert load_settings(server, NO_FILE).database_url == "postgresql+psycopg:///liaison"

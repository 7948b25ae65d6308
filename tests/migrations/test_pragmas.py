"""What SQLite was told is read back where it counts: in the web, the worker and the dispatcher, reading and writing.

An instance listener was once seen to miss some processes in silence; with NORMAL in place of FULL a power cut lost every
acknowledged row.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from config.settings import Settings
from tests.conftest import KEY

ROOT = Path(__file__).parents[2]
WANTED = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "mmap_size": 0}
STARTED_AS = {
    "web": "from wsgi import app",
    "worker": "from worker.celery_app import flask_app as app",
    "dispatcher": "import worker.dispatcher as dispatcher; app = dispatcher.create_app(dispatcher.load_settings())",
}
LOOK = """
import json
from sqlalchemy import text
from liaison.database import db, transaction
with app.app_context():
    def look():
        return {name: db.session.scalar(text(f"PRAGMA {name}")) for name in %r}
    reading = look()
    with transaction(db.session):
        writing = look()
print(json.dumps([reading, writing]))
"""


@pytest.mark.parametrize("process", STARTED_AS)
def test_each_process_runs_sqlite_as_promised(process: str, tmp_path: Path) -> None:
    settings = Settings(
        KEY, KEY, KEY, KEY, database_url=f"sqlite:///{tmp_path / 'new.sqlite3'}", data_dir=str(tmp_path)
    )
    environment = {f"LIAISON_{name.upper()}": str(value) for name, value in asdict(settings).items()}
    code = STARTED_AS[process] + LOOK % (list(WANTED),)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ | environment, check=True, capture_output=True, text=True
    )
    assert json.loads(said.stdout.splitlines()[-1]) == [WANTED, WANTED]

"""Files on disk under random names, known by a row: never half-written, never reachable by guessing, gone only when the row says so."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from liaison import clock
from liaison.crypto import random_token
from liaison.database import Base, BigId, Id, settings_of

STORE = "files"


class StoredFile(Base):
    """An uploaded original, an overlong comment's full text, a rendered paper. `name` is what a person sees when saving it."""

    __tablename__ = "stored_file"

    id: Mapped[Id]
    name: Mapped[str]
    stored_name: Mapped[str] = mapped_column(unique=True)
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id"))


def store(session: Session, data: bytes, *, name: str, content_type: str, by_id: int | None) -> StoredFile:
    """Writes `data` beside its place, fsyncs, renames, fsyncs the folder; adds the row to the caller's transaction.

    If that transaction fails, a file without a row stays behind and harms nobody; a row without a file cannot happen.
    """
    stored_name = random_token(160)
    write_safely(_folder(session) / stored_name, data)
    file = StoredFile(
        name=name,
        stored_name=stored_name,
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        created_at=clock.now(),
        created_by_id=by_id,
    )
    session.add(file)
    session.flush()
    return file


def path_of(session: Session, file: StoredFile) -> Path:
    return _folder(session) / file.stored_name


def write_safely(path: Path, data: bytes) -> None:
    """After a crash at any instant `path` holds either all of `data` or what it held before."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with beside.open("wb") as part:
        part.write(data)
        part.flush()
        os.fsync(part.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _folder(session: Session) -> Path:
    folder = settings_of(session).data_path / STORE
    folder.mkdir(parents=True, exist_ok=True)
    return folder

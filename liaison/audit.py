"""Who did what, when: entries in the business transaction, chained afterwards by one sealer, anchored outside the database.

An entry names its actor and object by id and never carries words. Each entry has its own HMAC; `AuditSeal` chains them in
order. Tampering shows up to the last anchor; entries younger than the last seal (a second or so) are the stated window.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from liaison import clock
from liaison.crypto import Keyring, keyring_of
from liaison.database import Base, BigId, Id, settings_of
from liaison.permissions import Actor

SEAL_BATCH = 1000
ANCHOR_FILE = "audit-anchors.log"


class AuditEntry(Base):
    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(BigId)  # no foreign key: the trail outlives accounts
    action: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[int | None] = mapped_column(BigId)
    detail: Mapped[str] = mapped_column(Text)  # JSON text as signed: ids, states, counts
    mac: Mapped[str]

    def signed_payload(self) -> bytes:
        parts = [self.at.isoformat(), self.actor_id, self.action, self.object_type, self.object_id, self.detail]
        return json.dumps(parts, ensure_ascii=False).encode()


class AuditSeal(Base):
    __tablename__ = "audit_seal"

    position: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(BigId, ForeignKey("audit_entry.id"), unique=True)
    mac: Mapped[str]


def record(
    session: Session,
    action: str,
    subject: Base | None,
    *,
    by: Actor | None,
    **detail: int | str | bool | list[int] | None,
) -> AuditEntry:
    """Adds an entry to the caller's transaction. `by` is None for the public and for the machine; `detail` holds no words."""
    session.flush()  # the subject needs its id
    entry = AuditEntry(
        at=clock.now(),
        actor_id=by.id if by else None,
        action=action,
        object_type=subject.__tablename__ if subject is not None else "",
        object_id=getattr(subject, "id", None),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )
    entry.mac = keyring_of(session).audit_mac(entry.signed_payload())
    session.add(entry)
    return entry


def seal(session: Session) -> int:
    """Chains the entries that have no seal yet, in the order of their ids; gives their number. Only one sealer may run."""
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
    sealed = select(AuditSeal.entry_id)
    waiting = session.scalars(
        select(AuditEntry).where(AuditEntry.id.not_in(sealed)).order_by(AuditEntry.id).limit(SEAL_BATCH)
    ).all()
    first, previous = (last.position + 1, last.mac) if last else (1, "")
    for position, entry in enumerate(waiting, first):
        previous = _chained(keyring_of(session), previous, entry)
        session.add(AuditSeal(position=position, entry_id=entry.id, mac=previous))
    return len(waiting)


def write_anchor(session: Session) -> None:
    """Appends the newest seal to a file outside the database: whoever rewrites the whole chain must rewrite this, too."""
    last = session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
    if last is not None:
        with anchor_path(session).open("a", encoding="ascii") as anchors:
            anchors.write(f"{clock.now().isoformat()} {last.position} {last.mac}\n")


def anchor_path(session: Session) -> Path:
    return settings_of(session).data_path / ANCHOR_FILE


def first_fault(session: Session) -> str | None:
    """Checks every MAC, the chain and the anchors; names the first thing that is wrong, or None."""
    keyring, previous = keyring_of(session), ""
    macs: dict[int, str] = {}
    rows = session.execute(
        select(AuditSeal, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditSeal.entry_id)
        .order_by(AuditSeal.position)
    )
    for position, (sealed, entry) in enumerate(rows.yield_per(1000), 1):
        if sealed.position != position or entry is None:
            return f"第 {position} 个封条缺失，或者它的审计记录已不在"
        if entry.mac != keyring.audit_mac(entry.signed_payload()):
            return f"审计记录 {entry.id} 被改动"
        previous = _chained(keyring, previous, entry)
        if sealed.mac != previous:
            return f"第 {position} 个封条与前一个接不上"
        macs[position] = previous
    return _first_broken_anchor(session, macs)


def _first_broken_anchor(session: Session, macs: dict[int, str]) -> str | None:
    for position, mac in _anchors(anchor_path(session)):
        if macs.get(position) != mac:
            return f"库外锚点记着第 {position} 个封条，库里没有或者不同"
    return None


def _anchors(path: Path) -> Iterator[tuple[int, str]]:
    if path.is_file():
        for line in path.read_text(encoding="ascii").splitlines():
            _, position, mac = line.split(" ")
            yield int(position), mac


def unsealed_entries(session: Session) -> int:
    return (
        session.scalar(
            select(func.count()).select_from(AuditEntry).where(AuditEntry.id.not_in(select(AuditSeal.entry_id)))
        )
        or 0
    )


def _chained(keyring: Keyring, previous: str, entry: AuditEntry) -> str:
    return keyring.audit_mac(f"{previous}|{entry.id}|{entry.mac}".encode())


def audit_detail(entry: AuditEntry) -> dict[str, Any]:
    return dict(json.loads(entry.detail))

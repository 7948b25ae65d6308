"""提出人: sealed when they come in, opened only for the people of the point and the office."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy.orm import Session

from liaison import clock
from liaison.comments.models import ReplyWish, Speaker
from liaison.comments.submission import SpeakerDetails
from liaison.crypto import keyring_of

NAME = "speaker.name"
CONTACT = "speaker.contact"


@dataclass(frozen=True, slots=True)
class OpenedSpeaker:
    name: str
    contact: str
    reply_wish: ReplyWish

    @property
    def masked_name(self) -> str:
        """周**, and 不愿留名 for nobody."""
        return masked(self.name)


def add_speaker(session: Session, station_id: int, details: SpeakerDetails) -> Speaker | None:
    """Adds the person, if anything was said about them."""
    if not details.name and not details.contact:
        return None
    keyring = keyring_of(session)
    speaker = Speaker(
        station_id=station_id,
        name_sealed=keyring.seal(details.name, NAME) if details.name else None,
        contact_sealed=keyring.seal(details.contact, CONTACT) if details.contact else None,
        contact_index=keyring.blind_index(plain_contact(details.contact)) if details.contact else None,
        reply_wish=details.reply_wish,
        notice_version=details.notice_version,
        created_at=clock.now(),
    )
    session.add(speaker)
    session.flush()
    return speaker


def open_speaker(session: Session, speaker: Speaker | None) -> OpenedSpeaker:
    """Unseals; the caller has made sure that this actor may see it."""
    if speaker is None:
        return OpenedSpeaker("", "", ReplyWish.NONE)
    keyring = keyring_of(session)
    name = keyring.open(speaker.name_sealed, NAME) if speaker.name_sealed else ""
    contact = keyring.open(speaker.contact_sealed, CONTACT) if speaker.contact_sealed else ""
    return OpenedSpeaker(name, contact, speaker.reply_wish)


def masked(name: str) -> str:
    return f"{name[0]}**" if name else "不愿留名"


def plain_contact(contact: str) -> str:
    """The same number written with blanks, dashes or full-width digits is the same number."""
    plain = unicodedata.normalize("NFKC", contact).casefold()
    return "".join(character for character in plain if character.isalnum() or character == "_")

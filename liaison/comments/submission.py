"""One submission as a value: what a form, an import or the minutes of a symposium hand over to be received."""

import json
from dataclasses import dataclass, replace
from datetime import date

from liaison.comments.models import Channel, Place, ReplyWish, SpeakerKind, Stance
from liaison.comments.words import as_typed
from liaison.language.references import article_key


@dataclass(frozen=True, slots=True)
class SpeakerDetails:
    """提出人, as far as the person wished to say; `notice_version` is the privacy notice that was shown."""

    name: str = ""
    contact: str = ""
    reply_wish: ReplyWish = ReplyWish.NONE
    notice_version: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """`draft_id` None means the draft current today, `collected_on` None today. `provision_key` goes with Place.PROVISION.

    `client_token` names this submission: whoever sends it again with the same content gets the same receipt.
    """

    consultation_id: int
    point_id: int
    client_token: str
    words: str
    channel: Channel
    suggestion: str = ""
    reason: str = ""
    draft_id: int | None = None
    place: Place = Place.NONE
    provision_key: str = ""
    stance: Stance | None = None
    collected_on: date | None = None
    speaker: SpeakerDetails = SpeakerDetails()
    speaker_kind: SpeakerKind | None = None
    supplements_id: int | None = None

    def cleaned(self) -> "Submission":
        """As it is stored: NUL gone, line ends unified, names without blanks around them."""
        speaker = replace(
            self.speaker, name=as_typed(self.speaker.name).strip(), contact=as_typed(self.speaker.contact).strip()
        )
        return replace(
            self,
            client_token=as_typed(self.client_token),
            words=as_typed(self.words),
            suggestion=as_typed(self.suggestion),
            reason=as_typed(self.reason),
            speaker=speaker,
        )

    def content(self) -> str:
        """Everything that was said, in one string: equal strings are the same submission sent again.

        The draft is left out: a form sent again after a new draft arrived is still the same form.
        """
        said = [
            self.point_id,
            self.words,
            self.suggestion,
            self.reason,
            self.place,
            self.provision_key,
            self.stance,
            self.channel,
            self.collected_on.isoformat() if self.collected_on else None,
            self.speaker.name,
            self.speaker.contact,
            self.speaker.reply_wish,
            self.speaker_kind,
            self.supplements_id,
        ]
        return json.dumps(said, ensure_ascii=False)


def grouped_at(place: Place, provision_key: str) -> str:
    """The place key under which an excerpt is grouped: art-12 for art-12.p2.i3, else the place itself."""
    return article_key(provision_key) if place is Place.PROVISION else place.value

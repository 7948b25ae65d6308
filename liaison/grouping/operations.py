"""What people do with groups: say what an excerpt is about. (Merging, splitting and undoing follow.)"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from liaison import audit, clock
from liaison.comments.models import Excerpt, Place
from liaison.comments.submission import grouped_at
from liaison.drafts.models import Provision
from liaison.errors import Conflict
from liaison.grouping.models import Group, Membership
from liaison.grouping.places import SETTLE, lock_places, something_arrived
from liaison.permissions import Actor


def attribute(session: Session, excerpt: Excerpt, provision: Provision | None, place: Place, *, by: Actor) -> None:
    """A person decides what an excerpt is about; it leaves its group and is grouped anew there. No machine run overturns it."""
    former = excerpt.place_key
    target = grouped_at(place, provision.key if provision else "")
    places = lock_places(session, excerpt.draft_id, {former, target})
    excerpt.provision_id = provision.id if provision else None
    excerpt.place = place
    excerpt.place_key = target
    excerpt.attributed_by_id = by.id
    if former != target:
        _leave_group(session, excerpt)
    for locked in places:
        if locked.place_key == target:
            something_arrived(session, locked)
        else:
            something_arrived(session, locked, SETTLE)
    audit.record(session, "excerpt_attributed", excerpt, by=by, former=former, place=target)


def touch(session: Session, group: Group) -> None:
    """A person works on this group: locks its place, and makes it a fixed seed from now on.

    A settling under way did not know that; it discards what it computed and starts again.
    """
    place = lock_places(session, group.draft_id, [group.article_grouping.place_key])[0]
    session.refresh(group)
    if group.merged_into_id is not None:
        raise Conflict("这一组刚刚并入了另一组，请回到条文页面再看一眼")
    if group.touched_at is None:
        group.touched_at = clock.now()
        something_arrived(session, place, SETTLE)


def _leave_group(session: Session, excerpt: Excerpt) -> None:
    membership = session.scalar(select(Membership).where(Membership.excerpt_id == excerpt.id))
    if membership is not None:
        session.delete(membership)

"""The only writers of notices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from eduportal.accounts.selectors import administrators
from eduportal.accounts.services import mailing
from eduportal.core.keeping import AgedRows
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice

# What the nightly clean-up deletes; eduportal/privacy/retention.py says when.
NOTICES = AgedRows(Notice, "at")
TOLD_ANEW = ("facts", "students", "staff", "words")
LOCK = "select pg_advisory_xact_lock(hashtextextended('notices_digests', 0))"


@dataclass(frozen=True)
class Told:
    """One thing to tell one person; the fields are those of Notice.

    Who has no account (`user_id` None) is told nothing.
    """

    user_id: int | None
    school_id: int | None
    kind: NoticeKind
    about: str
    facts: Mapping[str, str | int]
    key: str = ""
    words: str = ""
    students: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()

    @property
    def thing(self) -> tuple[int | None, str, str]:
        return self.user_id, self.kind, self.about


def tell(things: Iterable[Told], *, by: int | None) -> None:
    """Write the notices in the caller's transaction, one statement for all of them.

    Nobody is told of a step of one's own (`by`, None for the portal's). A thing told before is
    brought up to date and becomes unread again.
    """
    now = timezone.now()
    fresh = {
        each.thing: Notice(
            school_id=each.school_id,
            user_id=each.user_id,
            kind=each.kind,
            about=each.about,
            key=each.key,
            facts=dict(each.facts),
            students=list(each.students),
            staff=list(each.staff),
            words=each.words,
            actor_id=by,
            at=now,
        )
        for each in things
        if each.user_id is not None and each.user_id != by
    }
    Notice.objects.bulk_create(
        fresh.values(),
        update_conflicts=True,
        unique_fields=["user", "kind", "about"],
        update_fields=[*TOLD_ANEW, "actor", "at", "read_at", "mailed_at"],
    )


def tell_once(things: Iterable[Told]) -> int:
    """Tell what these people have not been told of yet, in the portal's name; how many."""
    found = {each.thing: each for each in things}
    users = {user for user, _kind, _about in found}
    told = Notice.objects.filter(user__in=users, kind__in={kind for _user, kind, _about in found})
    for thing in told.values_list("user_id", "kind", "about"):
        found.pop(thing, None)
    tell(found.values(), by=None)
    return len(found)


def mark_read(*, notice: Notice) -> None:
    """Mark one notice as read."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def mark_read_up_to(*, newest: Notice) -> None:
    """Mark the person's notices as read, up to the newest the page showed."""
    shown = Notice.objects.filter(user=newest.user_id, read_at=None, at__lte=newest.at)
    shown.update(read_at=timezone.now())


def forget(*, key: str, student_id: int | None = None) -> None:
    """Delete the notices that lead to what was removed, or that name the student who was."""
    gone = Q(key=key)
    if student_id is not None:
        gone |= Q(students__contains=[student_id])
    Notice.objects.filter(gone).delete()


def tell_of_silence(*, code: str, name: str, school_id: int, schools: int, since: datetime) -> None:
    """Tell the administrators that a node has fallen silent which serves schools, this one too."""
    day = timezone.localdate(since).isoformat()
    tell(
        [
            Told(
                user_id=user.pk,
                school_id=school_id,
                kind=NoticeKind.NODE_SILENT,
                about=code,
                facts={"name": name, "count": schools, "day": day},
            )
            for user in administrators()
        ],
        by=None,
    )


def forget_silence(*, code: str) -> None:
    """The node is heard again: nothing is left to be told of its silence."""
    Notice.objects.filter(kind=NoticeKind.NODE_SILENT, about=code).delete()


def queue_digests() -> int:
    """Queue a mail for each person with unread notices that no mail has named; how many.

    At most one a day for each person, none to those who want none. Safe to run twice, also at
    once: the second run waits for the first, and finds its mails.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        waiting = Notice.objects.filter(read_at=None, mailed_at=None)
        now = timezone.now()
        mailed = mailing.queue_digests(waiting.values_list("user", flat=True), now)
        waiting.filter(user__in=mailed).update(mailed_at=now)
        return len(mailed)

"""ST12: a transfer between two schools waits for an answer."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from students.choices import Direction, TransferState
from students.models import Transfer

PATIENCE_DAYS = 7
# Whose turn it is: the old school's where the new one asks, the new school's where it is offered.
TURN = Q(direction=Direction.OUT, state=TransferState.ASKED) | Q(
    direction=Direction.IN, state=TransferState.OFFERED
)


@rule(
    "ST12",
    area=Area.STUDENTS,
    kind=Kind.TIMELY,
    about=About.SCHOOL,
    title=_("Transfer that waits for this school"),
    sentence=_("A student of class %(class)s; the other school is %(school)s, since %(day)s"),
    why=_("Until it is answered the student belongs to neither school's daily work."),
    mend=_("Open the transfer and accept or refuse it."),
    effect=Effect.WARNS,
    owner=Role.CLERK,
    days=3,
    page="students:transfer-list",
    place="",
)
def transfer_waits(checked: Checked) -> Iterator[Found]:
    rows = Transfer.objects.filter(
        TURN, school__in=checked.schools, moved_at__date__lt=checked.days_ago(PATIENCE_DAYS)
    )
    for row in rows.defer("full_name", "birth_date"):
        facts = {
            "class": row.class_name,
            "school": row.other_name,
            "day": f"{row.moved_at:%d/%m/%Y}",
        }
        yield Found(row.school_id, row.school_id, row.pk, facts)

"""Accounts for people on the staff list, made and linked in one step."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.accounts.roles import Role
from eduportal.accounts.services.creating import (
    AccountsRefused,
    Made,
    NewAccount,
    create_accounts,
)
from schools.models import School
from staffing.choices import StaffStatus
from staffing.models import StaffMember


@dataclass(frozen=True)
class WantedAccount:
    """The account asked for one person of the staff."""

    staff_id: int
    username: str
    role: Role
    email: str = ""


def create_staff_accounts(
    *, actor: User, school: School, wanted: Sequence[WantedAccount], origin: str
) -> list[Made]:
    """Give each person an account with a role and a link, and link it to the person.

    The accounts bear the names of the staff list. Raises NotYours; AccountsRefused with every
    reason by place in `wanted`, and then nothing is stored.
    """
    with transaction.atomic():
        staff = _locked(school, wanted)
        asked = [
            NewAccount(staff[each.staff_id].full_name, each.username, each.role, each.email)
            for each in wanted
        ]
        made = create_accounts(actor=actor, school=school, wanted=asked, origin=origin)
        for each, one in zip(wanted, made, strict=True):
            member = staff[each.staff_id]
            member.user = one.account
            member.save(update_fields=["user"])
        return made


def _locked(school: School, wanted: Sequence[WantedAccount]) -> dict[int, StaffMember]:
    """The people, locked; nobody has an account or has left. Raises AccountsRefused."""
    rows = StaffMember.objects.filter(school=school, pk__in=[each.staff_id for each in wanted])
    staff = {row.pk: row for row in rows.order_by("pk").select_for_update(of=("self",))}
    problems = {
        place: [_("This person has got an account or has left the school meanwhile.")]
        for place, each in enumerate(wanted)
        if each.staff_id not in staff
        or staff[each.staff_id].user_id is not None
        or staff[each.staff_id].status == StaffStatus.LEFT
    }
    if problems:
        raise AccountsRefused(problems)
    return staff

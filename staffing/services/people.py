"""The only writer of members of staff."""

import datetime
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from eduportal.core.text import name_sort_key, search_key, squash
from schools.choices import Sex
from schools.models import School, Subject
from staffing.choices import StaffStatus
from staffing.models import (
    Duty,
    Elsewhere,
    HomeroomAssignment,
    Leave,
    Post,
    StaffMember,
    StaffSubject,
    Substitution,
    TeachingAssignment,
)
from staffing.selectors.staff import linkable_accounts, revision_of
from staffing.services.errors import StaffRefused, changed_since, require_none
from staffing.services.holding import PostFacts, make_post, new_post_problems
from staffing.services.sharing import mirror

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class StaffFacts:
    """What a form says of one person. `left_on` is the last day of one who has left."""

    full_name: str
    ministry_code: str | None = None
    personal_number: str | None = None
    birth_date: datetime.date | None = None
    sex: str = Sex.UNKNOWN
    main_subject: Subject | None = None
    status: str = StaffStatus.WORKING
    user: User | None = None
    left_on: datetime.date | None = None


def add_staff(*, school: School, facts: StaffFacts, post: PostFacts) -> StaffMember:
    """Record a person on the school's staff, with the post. Raises StaffRefused."""
    with transaction.atomic():
        _lock(school)
        staff = StaffMember(school=school)
        require_none([*_unnamed(facts), *new_staff_problems(school, facts, post)])
        _write(staff, facts)
        make_post(staff, post).save()
        return staff


def new_staff_problems(school: School, facts: StaffFacts, post: PostFacts | None) -> list[str]:
    """Why a new person cannot be recorded so; `post` is None where the form has none to judge."""
    problems = _problems(StaffMember(school=school), facts)
    if post is not None:
        problems += new_post_problems(make_post(StaffMember(school=school), post))
    return problems


def change_staff(*, staff_id: int, shown: str, facts: StaffFacts) -> StaffMember:
    """Change what is recorded of a person, the linked account included. Raises StaffRefused.

    `shown` is the revision of the page. Who has left gives no class from the next day on.
    """
    with transaction.atomic():
        staff = locked_staff(staff_id, shown)
        require_none([*_unnamed(facts), *changed_staff_problems(staff, facts)])
        leaves = _leaves(staff, facts)
        _write(staff, facts)
        if leaves and facts.left_on is not None:
            _end_everything(staff, facts.left_on)
        return staff


def changed_staff_problems(staff: StaffMember, facts: StaffFacts) -> list[str]:
    """Why what is recorded of the person cannot be changed so."""
    problems = _problems(staff, facts)
    if _leaves(staff, facts) and facts.left_on is None:
        problems.append(_("Give the last day of a person who has left."))
    return problems


def _leaves(staff: StaffMember, facts: StaffFacts) -> bool:
    return facts.status == StaffStatus.LEFT and staff.status != StaffStatus.LEFT


def delete_staff(staff: StaffMember) -> None:
    """Delete a person on whom nothing hangs, as the caller has checked under the person's lock."""
    StaffMember.objects.filter(pk=staff.pk).delete()


def locked_staff(staff_id: int, shown: str) -> StaffMember:
    """The person, locked until the transaction ends, if as shown. Raises StaffRefused."""
    rows = StaffMember.objects.select_for_update(no_key=True, of=("self",))
    staff = rows.filter(pk=staff_id).first()
    if staff is None or revision_of(staff) != shown:
        raise changed_since()
    return staff


def _lock(school: School) -> None:
    School.objects.select_for_update(no_key=True).get(pk=school.pk)


def _unnamed(facts: StaffFacts) -> list[str]:
    return [] if squash(facts.full_name) else [_("Enter the full name.")]


def _problems(staff: StaffMember, facts: StaffFacts) -> list[str]:
    problems = []
    if facts.birth_date and facts.birth_date >= timezone.localdate():
        problems.append(_("The date of birth lies in the future."))
    if facts.user and facts.user not in linkable_accounts(
        staff.school, staff if staff.pk else None
    ):
        problems.append(
            _("The account has no role at the school, or another person is linked to it.")
        )
    if facts.personal_number and _holder(staff, facts.personal_number):
        text = _("The personal number is recorded for another person of the school's staff.")
        problems.append(text)
    if facts.birth_date and _namesake(staff, facts):
        problems.append(
            _("The school's staff has a person of this name and date of birth already.")
        )
    return problems


def _holder(staff: StaffMember, number: str) -> bool:
    others = StaffMember.objects.filter(school=staff.school_id).exclude(pk=staff.pk)
    return others.filter(personal_number=number).exists()


def _namesake(staff: StaffMember, facts: StaffFacts) -> bool:
    others = StaffMember.objects.filter(school=staff.school_id).exclude(pk=staff.pk)
    key = search_key(facts.full_name)
    return others.filter(search_key=key, birth_date=facts.birth_date).exists()


def _write(staff: StaffMember, facts: StaffFacts) -> None:
    staff.full_name = squash(facts.full_name)
    staff.sort_key = name_sort_key(staff.full_name)
    staff.search_key = search_key(staff.full_name)
    staff.ministry_code = squash(facts.ministry_code or "") or None
    staff.personal_number = facts.personal_number or None
    staff.birth_date = facts.birth_date
    staff.sex = facts.sex
    staff.main_subject = facts.main_subject
    staff.status = facts.status
    staff.user = facts.user
    try:
        with transaction.atomic():
            staff.save()
    except IntegrityError as problem:
        # The other person may be of a school the user does not see.
        if "ministry_code" not in str(problem):
            raise
        taken = _("The Ministry code %(code)s belongs to another person.")
        raise StaffRefused([taken % {"code": staff.ministry_code}]) from problem


def _end_everything(staff: StaffMember, on: datetime.date) -> None:
    """Nothing of the person is in force after the day, nor anybody standing in for the person."""
    works = frozenset(Elsewhere.objects.filter(staff=staff).values_list("uid", flat=True))
    lessons = TeachingAssignment.objects.filter(staff=staff)
    absences = Substitution.objects.filter(absent=staff).values("assignment")
    for rows in (
        lessons,
        TeachingAssignment.objects.filter(pk__in=absences),
        HomeroomAssignment.objects.filter(staff=staff),
        HomeroomAssignment.objects.filter(absent=staff),
        Post.objects.filter(staff=staff),
        Duty.objects.filter(staff=staff),
        StaffSubject.objects.filter(staff=staff),
        Leave.objects.filter(staff=staff),
        Elsewhere.objects.filter(staff=staff),
    ):
        rows.filter(starts_on__gt=on).delete()
        rows.touching(on + ONE_DAY, None).update(ends_on=on)
    mirror(staff, works)

"""What a decision changes in the records, through the services that keep them."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from schools.models import Subject
from staffing.choices import Contract, DecisionKind, ElsewhereKind, PostKind, StaffStatus
from staffing.models import (
    Elsewhere,
    Post,
    Qualification,
    ScenarioLine,
    StaffDecision,
    StaffMember,
    StaffSubject,
    Title,
)
from staffing.rules.balance import UPPER, WEEKLY
from staffing.rules.load import TEACHING_WEEKS
from staffing.selectors.staff import revision_of
from staffing.services.errors import StaffRefused
from staffing.services.holding import PostFacts
from staffing.services.people import StaffFacts, add_staff, change_staff
from staffing.services.posts import add_post, end_row, remove_row
from staffing.services.records import add_record

ONE_DAY = datetime.timedelta(days=1)
Record = TypeVar("Record", StaffSubject, Qualification, Title)
KINDS = {
    DecisionKind.SENT.value: ElsewhereKind.SENT,
    DecisionKind.SECONDMENT.value: ElsewhereKind.SECONDMENT,
    DecisionKind.SHARED.value: ElsewhereKind.TWO_SCHOOLS,
}


def send_over(decision: StaffDecision) -> None:
    """The person teaches at the other school: for some days, or for good. Raises StaffRefused."""
    staff = _person(decision.staff_id)
    if staff.status == StaffStatus.LEFT:
        raise StaffRefused([_("%s has left the school.") % staff])
    if decision.ends_on is None:
        decision.arrived = _transfer(staff, decision)
        return
    subject, weekly = _lessons(decision.line)
    record = Elsewhere(
        kind=KINDS[decision.kind],
        subject=subject,
        weekly_periods=weekly,
        starts_on=decision.starts_on,
        ends_on=decision.ends_on,
        decision=decision.number,
    )
    other = decision.to_school.code
    add_record(record, staff_id=staff.pk, shown=revision_of(staff), other_school=other)


def bring_back(decision: StaffDecision, number: str, on: datetime.date) -> None:
    """From the day on it is as it was before. Raises StaffRefused."""
    staff = _person(decision.staff_id)
    if decision.arrived_id is None:
        rows = Elsewhere.objects.filter(
            staff=staff, other_school=decision.to_school_id, decision=decision.number
        )
        for row in rows:
            if row.starts_on >= on:
                remove_row(row, shown=revision_of(staff))
            elif row.ends_on is None or row.ends_on >= on:
                end_row(row, shown=revision_of(staff), on=on - ONE_DAY)
        return
    arrived = _person(decision.arrived_id or 0)
    code, post = arrived.ministry_code, _post_of(arrived)
    _leave(arrived, on - ONE_DAY)
    back = _facts(staff, ministry_code=code, status=StaffStatus.WORKING)
    change_staff(staff_id=staff.pk, shown=revision_of(staff), facts=back)
    facts = _post_facts(post, on, number)
    add_post(staff_id=staff.pk, shown=revision_of(_person(staff.pk)), facts=facts)


def _transfer(staff: StaffMember, decision: StaffDecision) -> StaffMember:
    """The record at the old school ends; one at the new school begins with what the person may
    teach and has studied, or the one of earlier years there goes on. The account is linked by the
    new school."""
    code, post = staff.ministry_code, _post_of(staff)
    subjects = list(StaffSubject.objects.in_force(decision.starts_on).filter(staff=staff))
    _leave(staff, decision.starts_on - ONE_DAY)
    facts = _post_facts(post, decision.starts_on, decision.number)
    before = _of_earlier_years(staff, decision.to_school_id)
    if before is None:
        new = _facts(staff, ministry_code=code, user=None)
        made = add_staff(school=decision.to_school, facts=new, post=facts)
    else:
        again = _facts(staff, ministry_code=code, user=before.user)
        change_staff(staff_id=before.pk, shown=revision_of(before), facts=again)
        made = _person(before.pk)
        add_post(staff_id=made.pk, shown=revision_of(made), facts=facts)
    for row in subjects:
        row.starts_on = decision.starts_on
    StaffSubject.objects.bulk_create(_of(made, subjects, "subject_id", "level"))
    degrees = Qualification.objects.filter(staff=staff)
    Qualification.objects.bulk_create(_of(made, degrees, "degree", "major"))
    if not Title.objects.filter(staff=made).exists():
        Title.objects.bulk_create(_of(made, Title.objects.filter(staff=staff), "kind"))
    return made


def _of_earlier_years(staff: StaffMember, school_id: int) -> StaffMember | None:
    """The person's row of an earlier time at the school, by the personal number."""
    if not staff.personal_number:
        return None
    left = StaffMember.objects.filter(school=school_id, status=StaffStatus.LEFT)
    return left.filter(personal_number=staff.personal_number).select_related("user").first()


def _of(made: StaffMember, rows: Iterable[Record], *alike: str) -> list[Record]:
    """Copies of the records for the person's row at the new school; those that are alike in these
    columns stand there already."""
    found = list(rows)
    if not found:
        return []
    model = type(found[0])
    there = set(model._default_manager.filter(staff=made).values_list(*alike))
    new = [row for row in found if tuple(getattr(row, each) for each in alike) not in there]
    for row in new:
        row.pk, row.staff, row.school_id = None, made, made.school_id
    return new


def _leave(staff: StaffMember, last: datetime.date) -> None:
    facts = _facts(staff, ministry_code=None, status=StaffStatus.LEFT, left_on=last)
    change_staff(staff_id=staff.pk, shown=revision_of(staff), facts=facts)


def _facts(staff: StaffMember, **other: Any) -> StaffFacts:
    names = ("full_name", "personal_number", "birth_date", "sex", "main_subject", "user")
    return StaffFacts(**{name: getattr(staff, name) for name in names} | other)


def _post_of(staff: StaffMember) -> Post | None:
    posts = Post.objects.filter(staff=staff, kind=PostKind.TEACHER)
    return posts.order_by("-starts_on", "-pk").first()


def _post_facts(post: Post | None, on: datetime.date, number: str) -> PostFacts:
    contract = Contract(post.contract) if post else Contract.PAYROLL
    return PostFacts(PostKind.TEACHER, post.fte if post else Decimal(1), on, None, contract, number)


def _lessons(line: ScenarioLine) -> tuple[Subject | None, Decimal]:
    """The subject with most of the lessons, and periods a week: a full load where all are given."""
    codes = line.subjects
    if line.units:
        units = sum(each for _code, each in line.units)
        weekly = (Decimal(units) / TEACHING_WEEKS).quantize(Decimal("0.01"))
        codes = [max(line.units, key=lambda pair: pair[1])[0]]
    else:
        weekly = Decimal(WEEKLY.get(line.why["stage"], WEEKLY[UPPER]))
    return Subject.objects.filter(code__in=codes[:1]).first(), weekly


def _person(key: int) -> StaffMember:
    staff = StaffMember.objects.select_related("user", "main_subject", "school").filter(pk=key)
    found = staff.first()
    if found is None:
        raise StaffRefused([_("The person's record is not there any more.")])
    return found

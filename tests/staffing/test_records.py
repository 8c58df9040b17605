"""What is recorded of one person beside posts and duties, and what another school sees of it."""

import datetime
from decimal import Decimal

import pytest
from django.db import Error, transaction
from django.utils import timezone, translation

from eduportal import scoping
from staffing.choices import Contract, ElsewhereKind, LeaveKind, NormState, StaffStatus, TitleKind
from staffing.feeds.staff import COLUMNS
from staffing.models import Elsewhere, Guest, Leave, Post, StaffingNorms, StaffMember, Title
from staffing.selectors.norms import norms_for
from staffing.selectors.staff import revision_of
from staffing.selectors.travelling import staff_lines
from staffing.services import (
    QuotaFacts,
    StaffFacts,
    StaffRefused,
    add_record,
    change_staff,
    end_row,
    move_norms,
    quota_revision,
    record_quota,
    remove_row,
)
from tests import factories

pytestmark = pytest.mark.usefixtures("db_everywhere")
DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def a_title(**more) -> Title:
    return Title(kind=TitleKind.LOWER, **{"starts_on": today(), **more})


def keep(record, staff: StaffMember, **more):
    return add_record(record, staff_id=staff.pk, shown=revision_of(staff), **more)


def test_a_record_keeps_its_days_and_its_paper() -> None:
    staff = factories.StaffMemberFactory()
    kept = keep(a_title(decision="7/QĐ", rank="II"), staff)
    assert (kept.school_id, kept.decision) == (staff.school_id, "7/QĐ")


def test_two_titles_on_one_day_are_refused_and_nothing_is_stored() -> None:
    staff = factories.StaffMemberFactory()
    keep(a_title(), staff)
    with translation.override("en"), pytest.raises(StaffRefused, match="title is held"):
        keep(a_title(starts_on=today() + DAY), staff)
    assert Title.objects.count() == 1


def test_days_that_run_backwards_are_refused() -> None:
    with pytest.raises(StaffRefused):
        keep(a_title(ends_on=today() - DAY), factories.StaffMemberFactory())


def test_a_record_from_an_older_page_is_refused() -> None:
    staff = factories.StaffMemberFactory()
    shown = revision_of(staff)
    keep(a_title(ends_on=today()), staff)
    with pytest.raises(StaffRefused):
        add_record(a_title(starts_on=today() + DAY), staff_id=staff.pk, shown=shown)


def elsewhere(**more) -> Elsewhere:
    usual = {"kind": ElsewhereKind.TWO_SCHOOLS, "weekly_periods": Decimal(6)}
    return Elsewhere(**{**usual, "starts_on": today(), **more})


def test_the_other_school_sees_the_periods_and_not_the_person() -> None:
    staff, other = factories.StaffMemberFactory(), factories.SchoolFactory()
    subject = factories.SubjectFactory()
    row = keep(elsewhere(subject=subject), staff, other_school=other.code)
    with scoping.schools([other.pk]):
        guest = Guest.objects.get()
        assert (guest.other_name, guest.weekly_periods) == (staff.school.name, 6)
        assert not StaffMember.objects.exists()
        assert not Elsewhere.objects.exists()
    end_row(row, shown=revision_of(staff), on=today())
    assert Guest.objects.get().ends_on == today()
    remove_row(row, shown=revision_of(staff))
    assert not Guest.objects.exists()


@pytest.mark.parametrize("where", ["own", "nowhere at all"])
def test_work_elsewhere_names_another_school(where: str) -> None:
    staff = factories.StaffMemberFactory()
    with pytest.raises(StaffRefused):
        keep(elsewhere(), staff, other_school=staff.school.code if where == "own" else where)
    assert not Elsewhere.objects.exists()


def test_who_leaves_is_on_leave_and_elsewhere_no_more() -> None:
    staff = factories.StaffMemberFactory()
    keep(elsewhere(), staff, other_school=factories.SchoolFactory().code)
    keep(Leave(kind=LeaveKind.SICK, share=1, starts_on=today()), staff)
    facts = StaffFacts(staff.full_name, status=StaffStatus.LEFT, left_on=today())
    change_staff(staff_id=staff.pk, shown=revision_of(staff), facts=facts)
    assert {each.ends_on for each in (*Leave.objects.all(), *Guest.objects.all())} == {today()}


POSTS = 7


def test_a_post_on_contract_says_so_to_the_department() -> None:
    post = factories.PostFactory(contract=Contract.LABOUR)
    assert staff_lines(post.school)[0][POSTS][0][2] == "labour"
    Post.objects.update(contract=Contract.PAYROLL)
    assert staff_lines(post.school)[0][POSTS][0][2] == "payroll"


def test_every_record_travels_with_its_days_and_no_reason_of_leave() -> None:
    staff = factories.StaffMemberFactory()
    subject = factories.SubjectFactory(code="toan-x")
    factories.PostFactory(staff=staff)
    factories.DutyFactory(staff=staff)
    for made in (
        factories.QualificationFactory, factories.TitleFactory, factories.LeaveFactory,
        factories.ElsewhereFactory, factories.TrainingFactory,
    ):  # fmt: skip
        made(staff=staff)
    factories.StaffSubjectFactory(staff=staff, subject=subject)
    [line] = staff_lines(staff.school)
    assert all(column.fits(value) for column, value in zip(COLUMNS, line, strict=True))
    named = dict(zip([column.name for column in COLUMNS], line, strict=True))
    assert all(
        len(named[name]) == 1
        for name in (
            "posts",
            "duties",
            "also",
            "degrees",
            "titles",
            "leave",
            "elsewhere",
            "training",
        )
    )
    assert named["also"][0][0] == "toan-x"
    assert named["leave"] == [[100, today().isoformat(), None]]
    assert LeaveKind.SICK.value not in str(named["leave"])


def facts(**more) -> QuotaFacts:
    return QuotaFacts(**{"posts": 20, "decision": "12/QĐ", "decided_on": today(), **more})


def test_a_quota_is_recorded_once_and_corrected_from_the_newest_page_only() -> None:
    school, year = factories.SchoolFactory(), factories.SchoolYearFactory()
    which = {"school": school, "year": year, "kind": "teacher"}
    quota = record_quota(**which, facts=facts(), shown="")
    with pytest.raises(StaffRefused):
        record_quota(**which, facts=facts(posts=21), shown="")
    again = record_quota(**which, facts=facts(posts=22), shown=quota_revision(quota))
    assert (again.pk, again.posts) == (quota.pk, 22)


@pytest.mark.parametrize("numbers", [{"approved": 3}, {"approved": 3, "filled": 4}])
def test_the_numbers_of_a_recruitment_fit_each_other(numbers: dict[str, int]) -> None:
    school, year = factories.SchoolFactory(), factories.SchoolYearFactory()
    with pytest.raises(StaffRefused):
        record_quota(school=school, year=year, kind="teacher", facts=facts(**numbers), shown="")


def test_norms_govern_from_their_year_on_and_are_written_once() -> None:
    year = factories.SchoolYearFactory()
    made = factories.StaffingNormsFactory(from_year=year.code)
    made.settings["class_count"] = "actual"
    made = factories.StaffingNormsFactory(from_year=year.code, settings=made.settings)
    assert norms_for(year)[1] is None
    move_norms(norms_id=made.pk, to=NormState.IN_FORCE)
    norms, found = norms_for(year)
    assert (found, norms.ceilings.class_count.value) == (made, "actual")
    with pytest.raises(StaffRefused):
        move_norms(norms_id=made.pk, to=NormState.DISCARDED)
    with pytest.raises(Error), transaction.atomic():
        StaffingNorms.objects.filter(pk=made.pk).update(settings={})

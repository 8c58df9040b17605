"""Ratings by the professional standard: entered at once, shown, and sent with the quotas upward."""

import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from eduportal import scoping
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Package
from eduportal.exchange.services import seal_changed
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from schools.models import SchoolYear
from staffing.choices import PostKind, Rating
from staffing.models import Quota, StaffChange, StaffMember, StandardRating
from staffing.rules.norm_settings import DEFAULTS, norms_of
from staffing.rules.rating import Circular, RatingRule, Turn, is_due
from staffing.selectors.rating import rated_of, ratings_revision
from staffing.services import Announced, Ratings, StaffRefused, rate_teachers
from tests import factories
from tests.world import ClientOf, World


def test_the_head_rates_in_turn() -> None:
    rule = RatingRule()
    assert is_due(2026, [], rule) and is_due(2026, [2024], rule)
    assert not is_due(2026, [2025], rule)
    assert is_due(2026, [2026], rule), "what is entered this year is no reason against entering it"
    assert is_due(2026, [2025], RatingRule(turn=Turn.YEARLY))


def test_circular_and_turn_are_settings() -> None:
    changed = {"rating_circular": Circular.OF_2018.value, "rating_turn": Turn.YEARLY.value}
    assert norms_of({**DEFAULTS, **changed}).rating == RatingRule(Circular.OF_2018, Turn.YEARLY)
    assert norms_of(DEFAULTS).rating.years == 2


def a_teacher() -> tuple[StaffMember, SchoolYear]:
    staff = factories.StaffMemberFactory()
    factories.PostFactory(staff=staff)
    return staff, factories.SchoolYearFactory()


def rate(staff: StaffMember, year: SchoolYear, said: Ratings, **announced: object) -> int:
    told = {"on": timezone.localdate(), "by": "Trần Văn Bình", **announced}
    return rate_teachers(
        school=staff.school,
        year=year,
        ratings={staff.pk: said},
        announced=Announced(**told),
        shown=ratings_revision(staff.school, year),
    )


def test_a_result_has_a_day_and_a_name_and_goes_with_them(db_everywhere: None) -> None:
    staff, year = a_teacher()
    assert rate(staff, year, Ratings(own=Rating.GOOD)) == 1
    row = StandardRating.objects.get()
    assert (row.own, row.result, row.assessed_on, row.assessor) == (4, None, None, "")
    with pytest.raises(StaffRefused) as refused:
        rate(staff, year, Ratings(result=Rating.FAIR), on=None, by="")
    assert len(refused.value.problems) == 2
    day = timezone.localdate() + datetime.timedelta(days=1)
    for wrong in (day, year.starts_on - datetime.timedelta(days=1)):
        with pytest.raises(StaffRefused):
            rate(staff, year, Ratings(result=Rating.FAIR), on=wrong)
    both = Ratings(own=Rating.GOOD, result=Rating.FAIR)
    assert rate(staff, year, both) == 1
    assert rate(staff, year, both, on=None, by="") == 0, "what stays asks for no day"
    peers = Ratings(Rating.GOOD, Rating.GOOD, Rating.FAIR)
    assert rate(staff, year, peers, on=None, by="") == 1
    row.refresh_from_db()
    assert (row.peers, row.assessor) == (4, "Trần Văn Bình")
    rate(staff, year, Ratings(own=Rating.GOOD))
    row.refresh_from_db()
    assert (row.result, row.assessed_on) == (None, None)
    rate(staff, year, Ratings())
    assert not StandardRating.objects.exists()


def test_a_person_of_another_school_is_not_rated(db_everywhere: None) -> None:
    staff, year = a_teacher()
    other = factories.StaffMemberFactory()
    with pytest.raises(StaffRefused):
        rate_teachers(
            school=staff.school,
            year=year,
            ratings={other.pk: Ratings(own=Rating.GOOD)},
            announced=Announced(None, ""),
            shown=ratings_revision(staff.school, year),
        )


def test_who_has_a_result_of_last_year_is_not_due(db_everywhere: None) -> None:
    staff, year = a_teacher()
    before = factories.SchoolYearFactory(
        code="2025-2026", starts_on=datetime.date(2025, 9, 5), ends_on=datetime.date(2026, 5, 31)
    )
    day = year.day_in(timezone.localdate())
    [row] = rated_of(staff.school, year, day, RatingRule())
    assert row.due and row.rating is None
    factories.StandardRatingFactory(staff=staff, school_year=before, assessed_on=before.ends_on)
    [row] = rated_of(staff.school, year, day, RatingRule())
    assert not row.due and row.before and row.before.result == Rating.FAIR


def test_a_head_enters_the_ratings_of_all_and_officials_read_the_results(
    world: World, client_of: ClientOf
) -> None:
    staff = world.staff["teacher"]
    with scoping.everywhere("there is somebody to rate"):
        factories.PostFactory(staff=staff)
        shown = ratings_revision(world.school, world.year)
    page, head = reverse("staffing:ratings"), client_of("head")
    said = {f"own-{staff.public_id}": "4", f"result-{staff.public_id}": "3", "shown": shown}
    refused = head.post(page, said).content.decode()
    assert "ngày công bố" in refused.lower() and "selected" in refused
    told = {**said, "on": str(timezone.localdate()), "by": "Trần Văn Bình"}
    assert head.post(page, told).status_code == 302
    with scoping.everywhere("what was written"):
        row = StandardRating.objects.get()
        change = StaffChange.objects.get(table="standardrating")
    assert (row.staff_id, row.own, row.peers, row.result) == (staff.pk, 4, None, 3)
    assert (change.step, change.staff_id) == ("added", staff.pk)
    history = client_of("clerk").get(reverse("staffing:staff-history", args=[staff.public_id]))
    assert "Khá" in history.content.decode()
    seen = client_of("commune_officer").get(page, {"school": world.school.code}).content.decode()
    assert "Trần Văn Bình" in seen and '<select class="select" name="own' not in seen
    book = load_workbook(BytesIO(head.get(page, {"export": "xlsx"}).content))
    assert [cell.value for cell in book.worksheets[0][2]][4:7] == ["Tốt", None, "Khá"]
    with scoping.everywhere("the school is counted"):
        factories.BalanceCountFactory(school=world.school, school_year=world.year)
    totals = client_of("department_officer").get(reverse("staffing:qualification-totals"))
    assert 'data-label="Khá">1</td>' in totals.content.decode()


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_quotas_and_ratings_are_sealed_when_they_change() -> None:
    group = factories.ClassGroupFactory()
    factories.TermFactory(school_year=group.school_year)
    staff = factories.StaffMemberFactory(school=group.school)
    factories.PeerFactory()
    factories.StandardRatingFactory(staff=staff, school_year=group.school_year)
    factories.StandardRatingFactory(
        staff__school=group.school, school_year=group.school_year,
        result=None, assessed_on=None, assessor="",
    )  # fmt: skip
    factories.QuotaFactory(
        school=group.school, school_year=group.school_year, kind=PostKind.TEACHER, posts=40
    )
    seal_changed()
    [rated], [given] = lines_of("standard"), lines_of("quota")
    assert rated[0] == str(staff.public_id) and rated[3] == Rating.FAIR
    assert given[:2] == ["teacher", 40]
    assert seal_changed() == 0
    Quota.objects.update(posts=41)
    StandardRating.objects.filter(staff=staff).update(result=Rating.GOOD)
    assert seal_changed() == 2
    assert (lines_of("quota")[0][1], lines_of("standard")[0][3]) == (41, 4)
    StandardRating.objects.all().delete()
    assert seal_changed() == 1 and lines_of("standard") == []


def lines_of(feed: str) -> list[list[object]]:
    """What counts of the feed, as another node would read it."""
    package = Package.objects.get(feed=feed, state=PackageState.ACCEPTED)
    contents = wire.parse(package.plain)
    assert feed_for(feed).check(contents.header, contents.lines) == []
    return [list(line) for line in contents.lines]

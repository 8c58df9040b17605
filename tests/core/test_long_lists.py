"""Long lists: every row stands on exactly one page, forwards and backwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from eduportal.core.keyset import PAGE_SIZE as FIFTY
from eduportal.core.keyset import KeysetPage, listed_page
from eduportal.privacy.services.alerts import answer_alert
from staffing.models import ScenarioLine
from tests import factories
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("uncounted", "db_everywhere")
MANY = 2 * FIFTY + 10
List = Callable[[World], str]


def accounts_of_the_school(world: World) -> str:
    for _each in range(MANY):
        factories.MembershipFactory(user=factories.UserFactory(), school=world.school)
    return reverse("accounts:school-accounts", args=[world.school.public_id])


def lines_of_a_plan(world: World) -> str:
    part = factories.ScenarioPartFactory(scenario__school_year=world.year)
    people = factories.StaffMemberFactory.create_batch(MANY, school=world.school)
    for staff in people:
        factories.ScenarioLineFactory(part=part, staff=staff, to_school=world.neighbour_school)
    return reverse("staffing:plan", args=[part.scenario.public_id])


def lines_of_the_school(world: World) -> str:
    lines_of_a_plan(world)
    ScenarioLine.objects.update(is_shown=True)
    return reverse("staffing:plan-lines")


def schools_kept(world: World) -> str:
    factories.SchoolFactory.create_batch(MANY)
    return reverse("schools:kept-schools")


def schools(world: World) -> str:
    factories.SchoolFactory.create_batch(MANY)
    return reverse("schools:school-list")


def exceptions(world: World) -> str:
    more = {"class_group": world.class_group, "term": world.term}
    given = factories.EntryExceptionFactory.create_batch(MANY, **more)
    for each in given[::3]:
        each.ended_at, each.ended_by = each.given_at, each.given_by
        each.save()
    return reverse("grades:entry-days")


def unfinished_schools(world: World) -> str:
    for school in factories.SchoolFactory.create_batch(MANY):
        factories.ClassGroupFactory(school=school, school_year=world.year)
    return reverse("dashboards:late")


def packages_received(world: World) -> str:
    when = {"year": world.term.school_year.code, "period": world.term.period}
    for school in factories.SchoolFactory.create_batch(MANY):
        factories.PackageFactory(school=school, origin="can-giuoc", **when)
    return reverse("dashboards:received", args=["can-giuoc"])


def roots(world: World) -> str:
    factories.DailyRootFactory.create_batch(MANY)
    return reverse("exchange:roots")


def alerts(world: World) -> str:
    found = factories.AlertFactory.create_batch(MANY, user=world.users["clerk"])
    for each in found[::4]:
        answer_alert(alert=each, user_id=world.users["department_admin"].pk, note="Đã xem")
    return reverse("privacy:alert-list")


def corrections(world: World) -> str:
    student = world.enrolments[world.class_group][0].student
    factories.CorrectionFactory.create_batch(MANY, school=world.school, student=student)
    return reverse("privacy:correction-list")


def notices(world: World) -> str:
    more = {"school": world.school, "user": world.users["teacher"]}
    factories.NoticeFactory.create_batch(MANY, **more)
    return reverse("notices:list")


def tasks(world: World) -> str:
    factories.TaskFactory.create_batch(MANY, asked_school=world.school)
    return reverse("todo:list") + "?show=given"


def problems_of_a_file(world: World) -> str:
    clerk = world.users["clerk"]
    job = factories.ImportJobFactory(school=world.school, created_by=clerk, state="checked")
    for number in range(MANY):
        row = number % 7 or None
        factories.ImportProblemFactory(job=job, school=world.school, row=row)
    return reverse("imports:job-detail", args=[job.public_id])


def rows_of_a_file(world: World) -> str:
    clerk = world.users["clerk"]
    job = factories.ImportJobFactory(school=world.school, created_by=clerk, state="checked")
    factories.ImportRowFactory.create_batch(MANY, job=job, school=world.school)
    return reverse("imports:job-detail", args=[job.public_id]) + "?show="


def compared_students(world: World) -> str:
    run = factories.RegulationComparisonFactory(finished=True)
    for _each in range(MANY):
        stay = factories.EnrolmentFactory(class_group=world.class_group)
        factories.ComparedResultFactory(comparison=run, enrolment=stay, term=world.term)
    return reverse("grades:comparison-detail", args=[run.public_id]) + "?show=students"


def examined_schools(world: World) -> str:
    for _each in range(MANY):
        factories.CandidateFactory(school_year=world.year)
    return reverse("grades:examinations") + "?kind=entrance"


def amendments(world: World) -> str:
    factories.AmendmentFactory.create_batch(MANY, sheet=world.sheet)
    return reverse("grades:amendment-list")


def reviews(world: World) -> str:
    factories.MarkReviewFactory.create_batch(MANY, record=world.record)
    return reverse("grades:review-list")


def questions(world: World) -> str:
    factories.MarkQuestionFactory.create_batch(MANY, sheet=world.sheet)
    return reverse("grades:question-list")


def found_at_schools(world: World) -> str:
    factories.FindingFactory.create_batch(MANY)
    return reverse("quality:rule", args=["ST04"])


@pytest.mark.trial("many")
@pytest.mark.parametrize(
    ("persona", "build"),
    [
        ("head", accounts_of_the_school),
        ("department_admin", schools_kept),
        ("department_officer", schools),
        ("department_admin", exceptions),
        ("department_officer", unfinished_schools),
        ("ministry_officer", packages_received),
        ("department_admin", alerts),
        ("department_officer", roots),
        ("head", corrections),
        ("teacher", notices),
        ("clerk", problems_of_a_file),
        ("clerk", rows_of_a_file),
        ("department_admin", compared_students),
        ("department_officer", examined_schools),
        ("department_admin", amendments),
        ("department_officer", tasks),
        ("head", reviews),
        ("head", questions),
        ("department_officer", found_at_schools),
        ("department_officer", lines_of_a_plan),
        ("head", lines_of_the_school),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_every_row_stands_on_exactly_one_page(
    world: World, client_of: ClientOf, persona: str, build: List
) -> None:
    address = build(world)
    client = client_of(persona)
    pages = all_pages(client, address)
    keys = [[page.key(row) for row in page] for page in pages]

    assert len(pages) > 2
    seen = [key for page in keys for key in page]
    assert len(seen) == len(set(seen)) == pages[0].total
    back = shown(client, address, before=pages[-1].first)
    assert [back.key(row) for row in back] == keys[-2]
    assert (back.start_index, back.end_index) == (pages[-2].start_index, pages[-2].end_index)


def all_pages(client: Client, address: str) -> list[KeysetPage[Any]]:
    pages = [shown(client, address)]
    while pages[-1].has_next:
        pages.append(shown(client, address, after=pages[-1].last))
    return pages


def shown(client: Client, address: str, **asked: Any) -> KeysetPage[Any]:
    path, _mark, query = address.partition("?")
    response = client.get(path, QueryDict(query).dict() | asked)
    assert response.status_code == 200, response.content
    page: KeysetPage[Any] = response.context["page"]
    return page


def test_a_row_that_has_gone_leads_to_the_first_page() -> None:
    rows = [f"{number:03}" for number in range(MANY)]

    for asked in ({"after": "gone"}, {"before": "gone"}, {"after": rows[-1]}):
        request = RequestFactory().get("/", asked)
        assert listed_page(request, rows, str).object_list == rows[:FIFTY]
    assert list(listed_page(RequestFactory().get("/"), [], str)) == []


def test_no_page_before_the_first_is_shorter_than_a_page() -> None:
    rows = [f"{number:03}" for number in range(MANY)]
    request = RequestFactory().get("/", {"before": rows[7]})

    assert listed_page(request, rows, str).object_list == rows[:FIFTY]


@pytest.mark.parametrize("sort", ["name", "-code", "unit", "-body"])
def test_schools_are_sorted_by_what_the_head_of_a_column_asks(
    world: World, client_of: ClientOf, sort: str
) -> None:
    factories.SchoolFactory(unit=None)
    for page, persona in (
        ("kept-schools", "department_admin"),
        ("school-list", "department_officer"),
    ):
        address = reverse(f"schools:{page}")
        found = list(client_of(persona).get(address, {"sort": sort}).context["page"])
        value = {
            "name": lambda school: school.search_key,
            "code": lambda school: school.code,
            "unit": lambda school: school.unit.search_key if school.unit else "",
            "body": lambda school: school.managing_body,
        }[sort.removeprefix("-")]
        keys = [value(school) for school in found]
        assert keys == sorted(keys, reverse=sort.startswith("-"))
        assert len(set(keys)) > 1 or sort == "-body"

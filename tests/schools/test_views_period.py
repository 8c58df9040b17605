"""The switcher of school year and term: what is chosen there is what every page shows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from grades.models import MarkSheet
from grades.selectors import gaps_of
from schools.models import Term
from schools.period import SESSION_KEY
from tests import factories
from tests.grades.conftest import fill, set_state
from tests.world import ClientOf, World

PERIOD = reverse("schools:period")
Arguments = Callable[[World], list[Any]]
# Page, who reads it, and what its address names.
READS_THE_TERM: list[tuple[str, str, Arguments]] = [
    ("grades:marksheet-list", "teacher", lambda world: []),
    ("grades:class-list", "head", lambda world: []),
    ("grades:class-detail", "head", lambda world: [world.class_group.public_id]),
    ("dashboards:overview", "department_officer", lambda world: []),
    ("dashboards:late", "department_officer", lambda world: []),
    ("dashboards:commune", "department_officer", lambda world: [world.communes[0].code]),
    ("dashboards:school", "head", lambda world: [world.school.public_id]),
    ("dashboards:class", "head", lambda world: [world.class_group.public_id]),
]


def choose(client, term: Term):
    return client.post(PERIOD, {"term": term.code})


def next_sheet(world: World) -> MarkSheet:
    """The teacher's sheet of the term that is not the current one."""
    sheet = factories.MarkSheetFactory(class_group=world.class_group, term=world.next_term)
    for enrolment in world.enrolments[world.class_group]:
        factories.MarkRecordFactory(sheet=sheet, enrolment=enrolment)
    return sheet


@pytest.mark.parametrize(
    ("page", "persona", "arguments"), READS_THE_TERM, ids=[each[0] for each in READS_THE_TERM]
)
def test_a_page_shows_the_chosen_term_and_another_session_the_current_one(
    page: str, persona: str, arguments: Arguments, world: World, client_of: ClientOf
) -> None:
    client = client_of(persona)
    address = reverse(page, args=arguments(world))
    assert choose(client, world.next_term).status_code == 302

    shown = client.get(address).context
    untouched = client_of(persona).get(address).context

    assert shown["term"] == shown["period"].current == world.next_term
    assert untouched["term"] == untouched["period"].current == world.term


def test_the_sheets_of_the_chosen_term_take_the_place_of_the_current_ones(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    sheet = next_sheet(world)
    teacher, head = client_of("teacher"), client_of("head")
    entered = reverse("grades:marksheet-list")
    of_class = reverse("grades:class-detail", args=[world.class_group.public_id])

    for client in (teacher, head):
        choose(client, world.next_term)

    assert sheet in [each.row.sheet for each in teacher.get(entered).context["home"].to_do]
    assert [row.sheet for row, _staff in head.get(of_class).context["rows"]] == [sheet]
    choose(teacher, world.term)
    assert sheet not in [each.row.sheet for each in teacher.get(entered).context["home"].rows]


def test_the_figures_of_the_dashboard_are_those_of_the_chosen_term(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    next_sheet(world)
    client = client_of("department_officer")
    address = reverse("dashboards:class", args=[world.class_group.public_id])
    assert len(client.get(address).context["sheets"]) == len(world.subjects)

    choose(client, world.next_term)

    assert len(client.get(address).context["sheets"]) == 1


def test_the_list_of_students_is_that_of_the_chosen_year(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    last_year = factories.SchoolYearFactory(
        code="2019-2020", starts_on="2019-09-05", ends_on="2020-05-31"
    )
    past = factories.TermFactory(
        school_year=last_year,
        starts_on="2019-09-05",
        ends_on="2020-01-15",
        entry_opens_on="2019-09-05",
        entry_closes_on="2020-01-31",
    )
    group = factories.ClassGroupFactory(school=world.school, school_year=last_year, name="6C9")
    client = client_of("head")
    address = reverse("students:student-list")

    choose(client, past)

    page = client.get(address)
    assert page.context["year"] == last_year
    assert page.context["classes"] == [(group.public_id, group.name)]
    assert len(client_of("head").get(address).context["classes"]) == 2


def test_sheets_are_opened_for_the_chosen_term(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    head = client_of("head")
    choose(head, world.next_term)
    page = head.get(reverse("grades:class-list")).content.decode()
    assert f'name="term" value="{world.next_term.code}"' in page

    head.post(
        reverse("grades:sheets-open"),
        {"term": world.next_term.code, "school": world.school.code},
    )

    opened = MarkSheet.objects.filter(term=world.next_term)
    assert set(opened.values_list("school", flat=True)) == {world.school.pk}
    assert opened.count() == len(world.classes[world.school]) * len(world.subjects)


@pytest.mark.usefixtures("signing_key")
def test_a_class_is_sealed_for_the_term_its_page_shows(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    sheet = next_sheet(world)
    fill(sheet, 80)
    assert gaps_of(sheet) == []
    set_state(sheet, "approved")
    head = client_of("head")
    choose(head, world.next_term)

    of_class = reverse("grades:class-detail", args=[world.class_group.public_id])
    address = reverse("grades:class-seal", args=[world.class_group.public_id, world.next_term.code])
    assert address in head.get(of_class).content.decode()
    choose(head, world.term)
    page = head.get(address).context
    answer = {
        "revision": page["revision"],
        "confirmation": world.class_group.name,
        "without_conduct": "on",
        "untaught": list(page["forecast"].ending.untaught),
        "reason": "Học kỳ II chỉ dạy Toán",
    }
    head.post(address, answer)

    sealed = MarkSheet.objects.filter(state="sealed")
    assert list(sealed) == [sheet]
    assert world.school.packages.get(feed="term").period == world.next_term.period


@pytest.mark.parametrize(
    "asked", ["0", "", "2019-2020-HK1", "2026-2027-HK²", "2026-2027-HK", "-HK1"]
)
def test_a_term_that_does_not_exist_is_not_found_and_the_choice_stays(
    asked: str, world: World, client_of: ClientOf
) -> None:
    client = client_of("head")
    choose(client, world.next_term)

    assert client.post(PERIOD, {"term": asked}).status_code == 404

    assert client.session[SESSION_KEY] == world.next_term.pk


def test_what_can_be_no_code_of_a_term_is_refused(world: World, client_of: ClientOf) -> None:
    for asked in ("9" * 3000, "\x00", "a b"):
        assert client_of("head").post(PERIOD, {"term": asked}).status_code == 400


def test_a_term_deleted_since_it_was_chosen_gives_way_to_the_current_one(
    world: World, client_of: ClientOf, db_everywhere: None
) -> None:
    client = client_of("head")
    choose(client, world.next_term)
    world.next_term.delete()

    shown = client.get(reverse("grades:class-list")).context

    assert shown["term"] == shown["period"].current == world.term


def test_the_switcher_leads_back_to_the_page_it_was_used_on_and_to_no_other_site(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("head")
    term = {"term": world.next_term.code}
    here = f"http://testserver{reverse('grades:class-list')}"

    assert client.post(PERIOD, term, headers={"Referer": here})["Location"] == here
    for elsewhere in ("https://example.com/", "//example.com/", "javascript:alert(1)", ""):
        sent = client.post(PERIOD, term, headers={"Referer": elsewhere})
        assert sent["Location"] == reverse("home")

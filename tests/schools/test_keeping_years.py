"""School years, terms, subjects and the programme on the Department's pages."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from eduportal.core.revisions import revision_of
from grades.choices import SheetState
from schools.models import CurriculumLine, GradeLevel, SchoolYear, Subject, Term
from schools.selectors.keeping import next_year
from students.models import Enrolment
from tests.factories.marks import set_state
from tests.query_counts import ask_counted
from tests.routes_reference import days_of, line_fields, subject_fields
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
NEW = reverse("schools:year-new")
DAY = datetime.timedelta(days=1)


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    client = client_of("department_admin")
    client.cookies["django_language"] = "en"
    return client


def year_2030(**changed: str) -> dict[str, str]:
    return {
        "code": "2030-2031",
        "starts_on": "2030-09-05",
        "ends_on": "2031-05-31",
        "term1_starts_on": "2030-09-05",
        "term1_ends_on": "2031-01-11",
        "term1_entry_opens_on": "2030-09-16",
        "term1_entry_closes_on": "2031-01-18",
        "term2_starts_on": "2031-01-13",
        "term2_ends_on": "2031-05-24",
        "term2_entry_opens_on": "2031-01-20",
        "term2_entry_closes_on": "2031-05-29",
        **changed,
    }


def sound(world: World, **changed: Any) -> dict[str, Any]:
    """The stored year with the entry days of term II within it, and what is changed."""
    second = world.next_term
    entry = {"term2_entry_opens_on": second.starts_on, "term2_entry_closes_on": second.ends_on}
    year = SchoolYear.objects.get(pk=world.year.pk)
    return days_of(year, **entry | changed) | {"shown": revision_of(year, (Term,))}


def page_of(world: World) -> str:
    return reverse("schools:year", args=[world.year.code])


def test_a_year_is_opened_with_both_terms_in_one_form(admin: Client, world: World) -> None:
    admin.post(NEW, year_2030())

    year = SchoolYear.objects.get(code="2030-2031")
    first, second = year.terms.order_by("number")
    assert (first.starts_on, first.ends_on) == (year.starts_on, datetime.date(2031, 1, 11))
    assert second.entry_closes_on == datetime.date(2031, 5, 29)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "2030-2032"}, {"code": "Two years in a row"}),
        ({"starts_on": "2029-09-05"}, {"starts_on": "The year 2030-2031 begins in 2030."}),
        (
            {"ends_on": "2030-01-01"},
            {
                "ends_on": "The year begins on 05/09/2030.",
                "term2_ends_on": "The year ends on 01/01/2030.",
            },
        ),
        ({"term2_starts_on": "2031-01-11"}, {"term2_starts_on": "Term II begins after Term I"}),
        ({"term2_ends_on": "2031-06-30"}, {"term2_ends_on": "The year ends on 31/05/2031."}),
        (
            {"term1_entry_closes_on": "2030-09-01", "term2_entry_opens_on": "2030-12-01"},
            {
                "term1_entry_closes_on": "Mark entry opens on 16/09/2030.",
                "term2_entry_opens_on": "The term begins on 13/01/2031.",
            },
        ),
        (
            {"code": "x", "term1_ends_on": "mai", "term2_ends_on": "2031-06-30"},
            {
                "code": "Two years in a row",
                "term1_ends_on": "Enter a valid date.",
                "term2_ends_on": "The year ends on",
            },
        ),
    ],
)
def test_everything_wrong_with_the_days_is_said_at_its_field(
    admin: Client, world: World, changed: dict[str, str], says: dict[str, str]
) -> None:
    page = admin.post(NEW, year_2030(**changed))

    with override("en"):
        errors = {name: " ".join(texts) for name, texts in page.context["form"].errors.items()}
    assert set(errors) == set(says), errors
    assert [name for name, sentence in says.items() if sentence not in errors[name]] == []
    assert not SchoolYear.objects.filter(code__startswith="2030").exists()


def test_two_years_share_no_day(admin: Client, world: World) -> None:
    later = world.year.ends_on.replace(day=1).isoformat()

    page = admin.post(NEW, year_2030(starts_on=later))

    assert f"The school year {world.year} has some of these days" in page.content.decode()


def test_the_next_year_is_proposed_a_year_later(world: World) -> None:
    proposed = next_year()

    begin = world.year.starts_on.year
    assert proposed["code"] == f"{begin + 1}-{begin + 2}"
    assert proposed["term1_starts_on"].year == world.term.starts_on.year + 1


def test_days_are_corrected_and_the_history_says_so(admin: Client, world: World) -> None:
    end = world.next_term.ends_on - DAY

    admin.post(page_of(world), sound(world, term2_ends_on=end, term2_entry_closes_on=end))

    assert Term.objects.get(pk=world.next_term.pk).ends_on == end
    text = admin.get(page_of(world)).content.decode()
    before, after = f"{world.next_term.ends_on:%d/%m/%Y}", f"{end:%d/%m/%Y}"
    assert f"Ends on: {before} → {after}" in text


def test_days_that_would_cut_stays_and_assignments_are_refused_with_both_sentences(
    admin: Client, world: World
) -> None:
    first = Enrolment.objects.order_by("starts_on")[0].starts_on + DAY
    begin = {"starts_on": first, "term1_starts_on": first, "term1_entry_opens_on": first}

    text = admin.post(page_of(world), sound(world, **begin)).content.decode()

    assert "stays of students in classes would be cut off" in text
    assert SchoolYear.objects.get(pk=world.year.pk).starts_on == world.year.starts_on


def test_the_days_of_a_sealed_term_stay_and_its_days_of_entry_need_not(
    admin: Client, world: World
) -> None:
    set_state(world.sheet, SheetState.SEALED)
    end = world.term.ends_on - DAY

    refused = admin.post(page_of(world), sound(world, term1_ends_on=end))
    closes = world.term.ends_on + DAY
    done = admin.post(page_of(world), sound(world, term1_entry_closes_on=closes))

    assert "is sealed in 1 class: its first and last day stay" in refused.content.decode()
    assert done.status_code == 302
    assert Term.objects.get(pk=world.term.pk).entry_closes_on == closes


def test_a_year_made_by_mistake_is_removed_with_its_terms_and_no_other(
    admin: Client, world: World
) -> None:
    admin.post(NEW, year_2030())
    for code in ("2030-2031", world.year.code):
        year = SchoolYear.objects.get(code=code)
        form = {"shown": revision_of(year, (Term,))}
        page = admin.post(reverse("schools:year-remove", args=[code]), form, follow=True)

    assert not Term.objects.filter(school_year__code="2030-2031").exists()
    assert "It cannot be removed. On it hang: classes: 8" in page.content.decode()
    assert SchoolYear.objects.filter(pk=world.year.pk).exists()


def test_the_list_says_which_term_is_the_current_one(admin: Client, world: World) -> None:
    page = ask_counted(admin, "schools:year-list:department_admin", reverse("schools:year-list"))

    assert page.context["current"] == world.term
    assert page.content.decode().count(">current<") == 1


def test_a_subject_gets_a_line_and_keeps_its_code(admin: Client, world: World) -> None:
    admin.post(reverse("schools:subject-new"), subject_fields(world))
    admin.post(reverse("schools:line-new"), line_fields(world))

    subject = Subject.objects.get(code="khmer")
    address = reverse("schools:subject", args=["khmer"])
    form = subject_fields(world) | {"code": "khac", "name": "Tiếng Khơ-me"}
    admin.post(address, form | {"shown": revision_of(subject)})
    assert Subject.objects.get(pk=subject.pk).name == "Tiếng Khơ-me"
    assert Subject.objects.get(pk=subject.pk).code == "khmer"
    line = CurriculumLine.objects.get(grade_level=7)
    assert line.annual_periods == 105


def test_a_line_is_corrected_in_place_and_once_only(admin: Client, world: World) -> None:
    admin.post(reverse("schools:line-new"), line_fields(world))
    again = admin.post(reverse("schools:line-new"), line_fields(world))
    line = CurriculumLine.objects.get(grade_level=7)
    form = {"annual_periods": "0", "form": "scored", "kind": "compulsory"}
    shown = {"shown": revision_of(line)}

    nothing = admin.post(reverse("schools:line", args=[line.pk]), form | shown)
    admin.post(reverse("schools:line", args=[line.pk]), form | shown | {"annual_periods": "70"})

    assert again.status_code == nothing.status_code == 200
    assert "A subject has at least one period a year." in nothing.content.decode()
    assert CurriculumLine.objects.get(grade_level=7).annual_periods == 70


def test_the_programme_shows_the_lines_of_one_grade(admin: Client, world: World) -> None:
    GradeLevel.objects.create(pk=9, name="Lớp 9", stage="03")
    address = reverse("schools:programme")

    page = ask_counted(admin, "schools:programme:department_admin", f"{address}?grade=6")

    assert len(page.context["lines"]) == 2
    assert not admin.get(address, {"grade": "9"}).context["lines"]

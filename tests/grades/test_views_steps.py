"""Pages around the steps of a sheet: gaps, the term chosen in the bar, the pages above."""

import pytest
from django.urls import reverse

from grades.choices import SheetState
from grades.models import MarkSheet
from grades.selectors import teachers_home
from grades.services import open_sheets
from schools.models import Term
from tests.factories import MarkSheetFactory
from tests.grades.conftest import fill, set_state
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def address(world: World, name: str, *more: str) -> str:
    return reverse(f"grades:marksheet-{name}", args=[world.sheet.public_id, *more])


def test_handing_in_with_gaps_leads_to_a_page_that_can_be_asked_again(
    world: World, client_of: ClientOf
) -> None:
    teacher = client_of("teacher")
    form = {"step": "submit", "revision": world.sheet.revision}
    answer = teacher.post(address(world, "step"), form)
    assert (answer.status_code, answer["Location"]) == (302, address(world, "gaps"))

    asked = {"HTTP_REFERER": f"http://testserver{address(world, 'gaps')}"}
    teacher.post(reverse("set_language"), {"language": "en"}, **asked)
    page = teacher.get(address(world, "gaps"))
    assert page.status_code == 200 and len(page.context["gaps"]) == 6
    assert "Hand in all the same" in page.content.decode()


def test_a_reader_sees_the_gaps_without_the_form(world: World, client_of: ClientOf) -> None:
    page = client_of("head").get(address(world, "gaps"))
    assert page.context["gaps"] and not page.context["can_submit"]


def test_a_complete_sheet_has_no_page_of_gaps(world: World, client_of: ClientOf) -> None:
    fill(world.sheet, 80)
    assert client_of("teacher").get(address(world, "gaps"))["Location"] == address(world, "edit")


def test_the_bar_shows_the_term_of_the_sheet_and_leads_to_the_other_one(
    world: World, client_of: ClientOf
) -> None:
    other = MarkSheetFactory(
        class_group=world.class_group, subject=world.sheet.subject, term=world.next_term
    )
    teacher = client_of("teacher")
    page = teacher.get(reverse("grades:marksheet-edit", args=[other.public_id]))
    assert page.context["period"].current == world.next_term

    form = {"term": world.term.code, "page": page.context["period"].page}
    answer = teacher.post(reverse("schools:period"), form, follow=True)
    assert answer.context["sheet"] == world.sheet
    assert answer.context["period"].current == world.term


def test_where_the_other_term_has_no_sheet_that_is_said(world: World, client_of: ClientOf) -> None:
    teacher = client_of("teacher")
    page = address(world, "term", "TERM")
    form = {"term": world.next_term.code, "page": page}
    answer = teacher.post(reverse("schools:period"), form, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("grades:marksheet-list")
    [message] = answer.context["messages"]
    assert str(world.next_term) in str(message)


def test_the_period_leads_to_no_other_site(world: World, client_of: ClientOf) -> None:
    form = {"term": world.term.code, "page": "https://example.vn/TERM/"}
    assert client_of("teacher").post(reverse("schools:period"), form)["Location"] == "/"


@pytest.mark.parametrize("persona", ["auditor", "head", "teacher"])
def test_breadcrumbs_lead_to_pages_that_the_reader_may_see(
    world: World, client_of: ClientOf, persona: str
) -> None:
    client = client_of(persona)
    pages = [address(world, "edit"), address(world, "gaps"), address(world, "history")]
    if persona != "teacher":
        pages.append(reverse("grades:class-detail", args=[world.class_group.public_id]))
    for page in pages:
        above = client.get(page).context["up_url"] if page not in pages[1:3] else pages[0]
        assert client.get(above).status_code == 200, page


def test_opening_what_is_missing_says_how_many_it_opened(world: World, client_of: ClientOf) -> None:
    head = client_of("head")
    form = {"term": world.term.code, "school": world.school.code}
    said = []
    MarkSheet.objects.filter(pk=world.sheet.pk).delete()
    for _time in range(2):
        answer = head.post(reverse("grades:sheets-open"), form, follow=True)
        said += [str(message) for message in answer.context["messages"]]
    assert said[0].startswith("Đã mở") and "0" not in said[1]


def test_the_home_of_a_teacher_names_one_step_a_sheet(world: World) -> None:
    user = world.users["teacher"].pk
    first, second = world.classes[world.school]
    full = world.sheets[second, world.subjects[0]]
    fill(full, 80)
    steps = {
        each.row.sheet: (each.next_step, getattr(each.next_column, "label", ""), each.row.status)
        for each in teachers_home(user, world.term).to_do
    }
    assert steps == {
        world.sheet: ("enter", "TX1", "none"),
        full: ("hand_in", "", "full"),
    }
    set_state(full, SheetState.SUBMITTED)
    home = teachers_home(user, world.term)
    assert [each.row.sheet for each in home.handed_in] == [full]
    # In the next term what is still open here stays in sight.
    assert [each.row.sheet for each in teachers_home(user, world.next_term).earlier] == [
        world.sheet
    ]


def test_after_the_last_day_a_sheet_with_gaps_can_only_be_handed_in(world: World) -> None:
    Term.objects.filter(pk=world.term.pk).update(entry_closes_on=world.term.entry_opens_on)
    home = teachers_home(world.users["teacher"].pk, Term.objects.get(pk=world.term.pk))
    assert {each.next_step for each in home.to_do} == {"hand_in"}


def test_an_empty_list_says_who_ends_that(world: World, client_of: ClientOf) -> None:
    MarkSheet.objects.all().delete()
    taught = client_of("teacher").get(reverse("grades:marksheet-list"))
    assert taught.context["home"].teaches
    world.users["teacher"].staff.get().assignments.all().delete()
    page = client_of("teacher").get(reverse("grades:marksheet-list"))
    assert not page.context["home"].teaches
    assert page.content != taught.content


def test_the_empty_cells_by_column_add_up(world: World) -> None:
    open_sheets(class_group=world.class_group, term=world.term)
    record = world.record
    record.regular = [80, *[None] * (len(record.regular) - 1)]
    record.final = 70
    record.save()
    [row] = [
        each.row
        for each in teachers_home(world.users["teacher"].pk, world.term).to_do
        if each.row.sheet == world.sheet
    ]
    missing = dict(row.missing)
    assert (missing["TX1"], missing["TX2"], missing["GK"], missing["CK"]) == (5, 6, 6, 5)
    assert sum(missing.values()) == row.gaps


def test_an_address_that_takes_only_forms_answers_with_a_page(
    world: World, client_of: ClientOf
) -> None:
    answer = client_of("teacher").get(address(world, "step"))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "405" in answer.content.decode() and "</html>" in answer.content.decode()
    script = client_of("teacher").get(
        address(world, "step"), headers={"Accept": "application/json"}
    )
    assert (script.status_code, script.content) == (405, b"")

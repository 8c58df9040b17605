"""The pages of the days of entry: who sees, sets and gives what."""

import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from grades.models import EntryException, ProvinceWindow, SchoolWindow
from grades.selectors.windows import classes_with_other_dues
from students.models import Enrolment, Student
from tests import factories
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
PAGE = "/entry-days/"
NEW_WINDOW = "/entry-days/windows/new/"
NEW_EXCEPTION = "/entry-days/exceptions/new/"
ADMINISTRATOR = "department_admin"
DAY = datetime.timedelta(days=1)


def window_form(world: World, **said: Any) -> dict[str, Any]:
    today = timezone.localdate()
    form = {"opens_on": today, "closes_on": today + DAY, "reason": "Bão số 5"}
    return form | {"term": world.term.code, "school": "", "grade_level": "", "column": ""} | said


def exception_form(world: World, **said: Any) -> dict[str, Any]:
    form = {"term": world.term.code, "ends_on": timezone.localdate(), "reason": "Học sinh ốm"}
    return form | said


def at(world: World, address: str) -> str:
    return f"{address}?school={world.school.code}"


@pytest.fixture
def given_by_schools(settings: Any) -> None:
    """The Department lets heads give exceptions."""
    settings.EDUPORTAL_SCHOOLS_GIVE_EXCEPTIONS = True


def test_the_page_costs_the_same_for_many_rows(world: World, client_of: ClientOf) -> None:
    for column in ("", "regular", "midterm", "final"):
        factories.SchoolWindowFactory(school=world.school, term=world.term, column=column)
    for _number in range(5):
        factories.EntryExceptionFactory(class_group=world.class_group, term=world.term)
    ask_counted(client_of("head"), "grades:entry-days:head", PAGE)
    key = f"grades:entry-days:{ADMINISTRATOR}"
    ask_counted(client_of(ADMINISTRATOR), key, at(world, PAGE))


def test_the_terms_own_days_are_changed_on_the_page_of_the_year(
    world: World, client_of: ClientOf
) -> None:
    year = reverse("schools:year", args=[world.year.code])
    shown = {each: client_of(each).get(PAGE).content.decode() for each in ("head", ADMINISTRATOR)}
    assert [year in shown[each] for each in shown] == [False, True]


def test_a_head_sees_the_days_of_the_own_school_and_of_the_province(
    world: World, client_of: ClientOf
) -> None:
    own = factories.SchoolWindowFactory(school=world.school, term=world.term)
    factories.SchoolWindowFactory(school=world.neighbour_school, term=world.term)
    common = factories.ProvinceWindowFactory(term=world.term)
    factories.EntryExceptionFactory(
        class_group=world.classes[world.neighbour_school][0], term=world.term
    )
    page = client_of("head").get(PAGE)
    rows = [row.window for row in page.context["calendar"].rows]
    assert rows == [None, common, own]
    assert page.context["exceptions"] == []
    other = client_of("head").get(f"{PAGE}?school={world.neighbour_school.code}")
    assert other.status_code == 404


@pytest.mark.parametrize("column", ["", "midterm"])
def test_the_administrator_sets_changes_and_removes_days(
    column: str, world: World, client_of: ClientOf
) -> None:
    client = client_of(ADMINISTRATOR)
    form = window_form(world, school=world.school.code, column=column)
    assert client.post(NEW_WINDOW, form).status_code == 302
    row = SchoolWindow.objects.get()
    assert (row.school, row.column, row.set_by) == (
        world.school,
        column,
        world.users[ADMINISTRATOR],
    )
    again = client.post(NEW_WINDOW, form)
    assert "Đã có thời gian riêng cho mục này" in again.content.decode()

    address = reverse("grades:entry-window", args=[row.public_id])
    later = timezone.localdate() + 3 * DAY
    changed = window_form(world, closes_on=later, shown=row.revision)
    assert client.post(address, changed).status_code == 302
    row.refresh_from_db()
    assert row.closes_on == later

    client.post(
        reverse("grades:entry-window-remove", args=[row.public_id]), {"shown": row.revision}
    )
    assert not SchoolWindow.objects.exists()


def test_what_cannot_be_a_window_is_said(world: World, client_of: ClientOf) -> None:
    client = client_of(ADMINISTRATOR)
    today = timezone.localdate()
    refused: list[dict[str, Any]] = [
        {},
        {"column": "final", "closes_on": today - DAY},
        {"column": "final", "closes_on": world.year.ends_on + DAY},
        {"column": "final", "opens_on": world.term.starts_on - DAY},
        {"school": "không có trường này"},
        {"column": "final", "reason": ""},
    ]
    for said in refused:
        page = client.post(NEW_WINDOW, window_form(world, **said))
        assert page.status_code == 200 and page.context["form"].errors, said
    assert not ProvinceWindow.objects.exists() and not SchoolWindow.objects.exists()


def test_other_cells_are_due_only_in_classes_with_arrivals_and_leavers(world: World) -> None:
    Enrolment.objects.update(starts_on=world.term.starts_on)
    late = [world.record.enrolment, world.enrolments[world.foreign_class][0]]
    Enrolment.objects.filter(pk__in=[stay.pk for stay in late]).update(
        starts_on=timezone.localdate()
    )
    ours = (world.school.pk, world.class_group.pk)
    theirs = (world.foreign_school.pk, world.foreign_class.pk)
    of_school = factories.SchoolWindowFactory(school=world.school, term=world.term)
    of_all = factories.ProvinceWindowFactory(term=world.term)
    of_grade = factories.ProvinceWindowFactory(
        term=world.term, grade_level=factories.GradeLevelFactory(id=9)
    )
    assert set(classes_with_other_dues(of_school)) == {ours}
    assert set(classes_with_other_dues(of_all)) == {ours, theirs}
    assert classes_with_other_dues(of_grade) == []


@pytest.mark.parametrize("whose", ["class_group", "staff", "student by code", "student by name"])
def test_the_administrator_lets_one_class_teacher_or_student_in(
    whose: str, world: World, client_of: ClientOf
) -> None:
    student = world.record.enrolment.student
    Student.objects.filter(pk=student.pk).update(full_name="Lò Thị Sắn", search_key="lo thi san")
    said = {
        "class_group": {"class_group": world.class_group.public_id},
        "staff": {"staff": world.staff["teacher"].public_id},
        "student by code": {"student": student.ministry_code},
        "student by name": {"student": "lò thị sắn"},
    }[whose]
    form = exception_form(world, column="final", **said)
    assert client_of(ADMINISTRATOR).post(at(world, NEW_EXCEPTION), form).status_code == 302
    row = EntryException.objects.get()
    found = [row.class_group, row.staff, row.student]
    expected = {
        "class_group": [world.class_group, None, None],
        "staff": [None, world.staff["teacher"], None],
    }
    assert found == expected.get(whose, [None, None, student])
    assert (row.given_by, row.column, row.school) == (
        world.users[ADMINISTRATOR],
        "final",
        world.school,
    )


def test_an_exception_is_for_exactly_one_and_ends_within_the_year(
    world: World, client_of: ClientOf
) -> None:
    one = {"class_group": world.class_group.public_id}
    refused = [
        {},
        one | {"staff": world.staff["teacher"].public_id},
        {"student": "không ai"},
        {"class_group": world.foreign_class.public_id},
        one | {"ends_on": timezone.localdate() - DAY},
        one | {"ends_on": world.year.ends_on + DAY},
        one | {"reason": ""},
    ]
    client = client_of(ADMINISTRATOR)
    for said in refused:
        page = client.post(at(world, NEW_EXCEPTION), exception_form(world, **said))
        assert page.status_code == 200 and page.context["form"].errors, said
    assert not EntryException.objects.exists()


def test_two_students_of_one_name_are_told_apart_by_code(world: World, client_of: ClientOf) -> None:
    student = world.record.enrolment.student
    factories.StudentFactory(school=world.school, full_name=student.full_name)
    form = exception_form(world, student=student.full_name)
    page = client_of(ADMINISTRATOR).post(at(world, NEW_EXCEPTION), form)
    assert page.context["form"].errors["student"]
    assert not EntryException.objects.exists()


def test_heads_give_exceptions_only_where_the_department_lets_them(
    world: World, client_of: ClientOf
) -> None:
    form = exception_form(world, class_group=world.class_group.public_id)
    assert client_of("head").get(NEW_EXCEPTION).status_code == 404
    assert client_of("head").post(NEW_EXCEPTION, form).status_code == 404
    sheet = client_of("head").get(f"/marksheets/{world.sheet.public_id}/")
    assert sheet.context["may_open_days"] is False


@pytest.mark.usefixtures("given_by_schools")
@pytest.mark.parametrize("persona", ["head", "vice_head"])
def test_a_head_who_may_lets_the_class_of_a_sheet_in(
    persona: str, world: World, client_of: ClientOf
) -> None:
    factories.SchoolWindowFactory(school=world.school, term=world.term, column="midterm", over=True)
    client = client_of(persona)
    address = f"{NEW_EXCEPTION}?sheet={world.sheet.public_id}"
    assert address in client.get(f"/marksheets/{world.sheet.public_id}/").content.decode()
    form = client.get(address).context["form"]
    assert form["class_group"].value() == world.class_group.public_id

    sent = exception_form(world, class_group=world.class_group.public_id)
    answer = client.post(address, sent)
    assert answer.headers["Location"] == f"/marksheets/{world.sheet.public_id}/"
    row = EntryException.objects.get()
    end = reverse("grades:entry-exception-end", args=[row.public_id])
    client.post(end)
    row.refresh_from_db()
    assert row.ended_by == world.users[persona] and not row.is_in_force
    assert client.get(f"{NEW_EXCEPTION}?sheet={world.foreign_sheet.public_id}").status_code == 404


@pytest.mark.parametrize("text", ["none", "0"])
def test_an_address_that_names_no_sheet_is_not_found(
    text: str, world: World, client_of: ClientOf
) -> None:
    assert client_of(ADMINISTRATOR).get(f"{NEW_EXCEPTION}?sheet={text}").status_code == 404


def test_the_department_reads_the_code_of_a_student_and_the_school_the_name(
    world: World, client_of: ClientOf
) -> None:
    student = world.record.enrolment.student
    factories.EntryExceptionFactory(
        class_group=None, student=student, school=world.school, term=world.term
    )
    [theirs] = client_of(ADMINISTRATOR).get(PAGE).context["exceptions"]
    [ours] = client_of("head").get(PAGE).context["exceptions"]
    assert (theirs["name"], ours["name"]) == (student.ministry_code, student.full_name)


def several(world: World) -> dict[str, EntryException]:
    """One for a student, one for a teacher, one for a class, which was ended."""
    student = world.record.enrolment.student
    student.full_name, student.search_key = "Đỗ Thị Ánh", "do thi anh"
    student.save()
    here = {"school": world.school, "term": world.term}
    ended = {"ended_at": timezone.now(), "ended_by": world.users[ADMINISTRATOR]}
    teacher = {"class_group": None, "staff": world.staff["teacher"]}
    student_only = {"class_group": None, "student": student}
    last = timezone.localdate() + 30 * DAY
    return {
        "student": factories.EntryExceptionFactory(**student_only, **here, ends_on=last),
        "teacher": factories.EntryExceptionFactory(**teacher, **here),
        "class": factories.EntryExceptionFactory(class_group=world.class_group, **here, **ended),
    }


def listed(client: Any, **asked: str) -> list[int]:
    return [each["row"].pk for each in client.get(PAGE, asked).context["exceptions"]]


def test_exceptions_are_searched_narrowed_and_sorted(world: World, client_of: ClientOf) -> None:
    given = {name: row.pk for name, row in several(world).items()}
    head = client_of("head")
    assert listed(head) == [given["student"], given["teacher"], given["class"]]
    assert listed(head, q="anh do") == [given["student"]]
    assert listed(head, q=world.class_group.name.lower()) == [given["class"]]
    assert listed(head, q=world.staff["teacher"].full_name) == [given["teacher"]]
    assert listed(head, state="over") == [given["class"]]
    assert listed(head, state="in_force", sort="-days") == [given["teacher"], given["student"]]
    assert listed(head, sort="given") == list(given.values())
    assert head.get(PAGE, {"state": "x"}).status_code == 400
    page = head.get(PAGE, {"q": "zzz"})
    assert "Không có ngoại lệ nào như vậy" in page.content.decode()


def test_who_reads_no_names_of_students_finds_none_by_them(
    world: World, client_of: ClientOf
) -> None:
    given = several(world)["student"]
    admin = client_of(ADMINISTRATOR)
    assert listed(admin, q="anh do") == []
    assert listed(admin, q=given.student.ministry_code) == [given.pk]


@pytest.mark.parametrize(
    ("persona", "shown"), [("head", "full_name"), (ADMINISTRATOR, "ministry_code")]
)
def test_the_file_holds_what_the_list_is_narrowed_to(
    world: World, client_of: ClientOf, persona: str, shown: str
) -> None:
    name = getattr(several(world)["student"].student, shown)
    answer = client_of(persona).get(PAGE, {"state": "in_force", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values)
    assert [row[:2] for row in rows[1:]] == [
        ("Học sinh", name),
        ("Giáo viên", world.staff["teacher"].full_name),
    ]


def test_a_term_that_does_not_exist_is_refused(client_of: ClientOf) -> None:
    page = client_of(ADMINISTRATOR).get(f"{PAGE}?term=1999-2000-HK1")
    assert page.status_code == 400

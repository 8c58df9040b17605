"""Classes of a year as the school's office keeps them: lists, new ones, changes, the roster."""

import datetime
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from grades.models import MarkSheet
from grades.selectors.register import undoable_steps
from grades.services.classes import leader_of, revision_with_homeroom
from schools.choices import Session
from schools.models import ClassGroup, School
from staffing.models import HomeroomAssignment, StaffMember
from students.choices import Began, Direction, Ended, TransferState
from students.models import Enrolment, Student
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import fill
from tests.stays import leave
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

LIST = "grades:register"


def names_shown(answer) -> list[str]:
    return [row.group.name for row in answer.context["rows"]]


def make(world: World, *names: str, **values) -> list[ClassGroup]:
    return [
        factories.ClassGroupFactory(
            school=world.school, school_year=world.year, name=name, **values
        )
        for name in names
    ]


def test_the_list_says_who_leads_and_how_many_sit_today(world: World, client_of: ClientOf) -> None:
    first = world.classes[world.school][0]
    leave(world.enrolments[first][0])
    Student.objects.filter(pk=world.enrolments[first][1].student_id).update(sex="2")

    answer = client_of("clerk").get(reverse(LIST))

    row = next(row for row in answer.context["rows"] if row.group == first)
    assert row.students == len(world.enrolments[first]) - 1
    assert row.homeroom == world.staff["homeroom"]
    assert row.girls >= 1
    assert world.neighbour_school.name not in answer.content.decode()


def test_a_tenth_class_comes_after_the_ninth_and_a_search_needs_no_accents(
    world: World, client_of: ClientOf
) -> None:
    make(world, "6A10", "6A9", room="Nhà B")
    StaffMember.objects.filter(pk=world.staff["homeroom"].pk).update(full_name="Đặng Thị Ơn")
    client = client_of("clerk")

    assert names_shown(client.get(reverse(LIST))) == ["6A1", "6A2", "6A9", "6A10"]
    assert names_shown(client.get(reverse(LIST), {"q": "on dang"})) == ["6A1"]
    assert names_shown(client.get(reverse(LIST), {"q": "nha b 6a9"})) == ["6A9"]
    assert names_shown(client.get(reverse(LIST), {"homeroom": "none"})) == ["6A2", "6A9", "6A10"]
    assert names_shown(client.get(reverse(LIST), {"sort": "-students"}))[:2] == ["6A1", "6A2"]


def test_filters_stay_in_the_address_of_every_order(world: World, client_of: ClientOf) -> None:
    make(world, "6A7", session=Session.AFTERNOON)

    answer = client_of("clerk").get(reverse(LIST), {"session": "afternoon", "sort": "room"})

    assert names_shown(answer) == ["6A7"]
    assert "?session=afternoon&amp;sort=students" in answer.content.decode()
    assert client_of("clerk").get(reverse(LIST), {"sort": "password"}).status_code == 400


def test_the_list_is_taken_away_as_it_is_narrowed(world: World, client_of: ClientOf) -> None:
    make(world, "6A7", room="=1+1")

    answer = client_of("clerk").get(reverse(LIST), {"q": "6a7", "export": "xlsx"})

    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][0] == "6A7"
    assert rows[1][3] == "=1+1"
    assert book.active["D2"].data_type == "s"


def test_eight_classes_are_made_at_once(world: World, client_of: ClientOf) -> None:
    form = {"names": "6B1…6B8", "session": "morning"}

    client_of("clerk").post(reverse("grades:class-new"), form)

    made = ClassGroup.objects.filter(school=world.school, name__startswith="6B")
    assert made.count() == 8
    assert set(made.values_list("grade_level", "session")) == {(6, "morning")}


def test_one_class_is_made_with_room_and_homeroom(world: World, client_of: ClientOf) -> None:
    staff = world.staff["teacher"]
    form = {"names": "6B1", "room": "A12", "homeroom": staff.public_id}

    client_of("clerk").post(reverse("grades:class-new"), form)

    group = ClassGroup.objects.get(school=world.school, name="6B1")
    assert group.room == "A12"
    assert leader_of(group) == staff
    assert HomeroomAssignment.objects.get(class_group=group).starts_on == world.year.starts_on


def test_form_and_register_say_what_is_wrong_together(world: World, client_of: ClientOf) -> None:
    form = {"names": "6B1, 6a1, Chuyên", "room": "A1"}
    form["homeroom"] = str(world.staff["teacher"].public_id)
    page = client_of("clerk").post(reverse("grades:class-new"), form)
    assert page.context["form"].errors.keys() == {"grade", "room"}
    taken, homeroom = page.context["problems"]
    assert "6a1" in taken and "chủ nhiệm" in homeroom
    assert ClassGroup.objects.filter(school=world.school).count() == 2


@pytest.mark.parametrize(
    "form",
    [
        {"names": "6B1, 6a1"},
        {"names": "6B1, 10A1"},
        {"names": "6B1, Chuyên"},
        {"names": " ,"},
        {"names": "6B1, 6B2", "room": "A1"},
        {"names": "6B1 và một tên dài hơn hai mươi chữ cái"},
        {"names": "6B1", "homeroom": "00000000-0000-0000-0000-000000000000"},
        {"names": "6B1", "session": "night"},
    ],
)
def test_what_cannot_be_makes_no_class_and_keeps_what_was_typed(
    form: dict[str, str], world: World, client_of: ClientOf
) -> None:
    for level in (6, 10):
        factories.GradeLevelFactory(id=level, stage="03" if level == 6 else "04")

    page = client_of("clerk").post(reverse("grades:class-new"), form)

    assert page.status_code == 200
    assert page.context["problems"] or page.context["form"].errors
    assert form["names"].strip() in page.content.decode()
    assert ClassGroup.objects.filter(school=world.school).count() == 2


def edit(world: World, group: ClassGroup, **changes) -> dict:
    leader = leader_of(group)
    form = {
        "shown": revision_with_homeroom(group, leader),
        "name": group.name,
        "grade": group.grade_level_id,
        "homeroom": leader.public_id if leader else "",
    }
    return form | changes


def test_a_class_gets_another_name_room_and_homeroom(world: World, client_of: ClientOf) -> None:
    group = world.class_group
    teacher = world.staff["teacher"]
    form = edit(world, group, name="6A8", room="B3", homeroom=teacher.public_id)

    page = client_of("clerk").post(reverse("grades:class-edit", args=[group.public_id]), form)
    assert page.status_code == 302, (page.context["problems"], page.context["form"].errors)

    group.refresh_from_db()
    assert (group.name, group.room) == ("6A8", "B3")
    assert leader_of(group) == teacher
    before = HomeroomAssignment.objects.get(class_group=group, staff=world.staff["homeroom"])
    assert before.ends_on == timezone.localdate() - datetime.timedelta(days=1)


def test_the_grade_changes_while_no_mark_is_there_and_sheets_follow(
    world: World, client_of: ClientOf
) -> None:
    level = factories.GradeLevelFactory(id=7, stage=world.class_group.grade_level.stage)
    subject = world.subjects[0]
    factories.CurriculumLineFactory(grade_level=level, subject=subject)
    group = world.class_group
    url = reverse("grades:class-edit", args=[group.public_id])

    client_of("clerk").post(url, edit(world, group, grade=7))

    group.refresh_from_db()
    assert group.grade_level_id == 7
    sheet = MarkSheet.objects.get(class_group=group, subject=subject, term=world.term)
    assert sheet.records.count() == len(world.enrolments[group])


def test_the_grade_stays_once_a_mark_is_there(world: World, client_of: ClientOf) -> None:
    factories.GradeLevelFactory(id=7, stage=world.class_group.grade_level.stage)
    fill(world.sheet, 80)
    group = world.class_group
    url = reverse("grades:class-edit", args=[group.public_id])

    page = client_of("clerk").post(url, edit(world, group, grade=7))

    assert page.context["problems"]
    group.refresh_from_db()
    assert group.grade_level_id == 6


def test_a_class_with_a_sealed_term_may_be_renamed_and_keeps_its_code(
    world: World, client_of: ClientOf
) -> None:
    set_state(world.sheet, "sealed")
    group = world.class_group
    code = group.code
    url = reverse("grades:class-edit", args=[group.public_id])

    client_of("clerk").post(url, edit(world, group, name="6A8", room="C1"))

    group.refresh_from_db()
    assert (group.name, group.room, group.code) == ("6A8", "C1", code)


def test_a_change_of_a_class_says_all_that_is_wrong_at_once(
    world: World, client_of: ClientOf
) -> None:
    """The form refuses the room; the register the name another class has, and the grade."""
    factories.GradeLevelFactory(id=7, stage=world.class_group.grade_level.stage)
    fill(world.sheet, 80)
    group = world.class_group
    url = reverse("grades:class-edit", args=[group.public_id])

    page = client_of("clerk").post(url, edit(world, group, name="6A2", grade=7, room="x" * 200))
    assert page.context["form"].errors.keys() == {"room"}
    assert len(page.context["problems"]) == 2

    page = client_of("clerk").post(url, edit(world, group, name="6A2", grade=7))
    assert len(page.context["problems"]) == 2


def test_an_empty_year_leads_to_last_years_names(world: World, client_of: ClientOf) -> None:
    later = factories.SchoolYearFactory(
        starts_on=world.year.ends_on + datetime.timedelta(days=30),
        ends_on=world.year.ends_on + datetime.timedelta(days=300),
    )
    term = factories.TermFactory(
        school_year=later, starts_on=later.starts_on, ends_on=later.ends_on
    )
    client = client_of("clerk")
    client.post(reverse("schools:period"), {"term": term.code})

    page = client.get(reverse(LIST))

    assert not page.context["has_classes"]
    assert page.context["earlier"] == world.year
    assert page.context["earlier_count"] == 2
    form = {"year": later.code, "earlier": world.year.code}
    for _time in range(2):
        client.post(reverse("grades:class-copy"), form)
    made = ClassGroup.objects.filter(school=world.school, school_year=later)
    assert sorted(made.values_list("name", flat=True)) == ["6A1", "6A2"]
    assert not Enrolment.objects.filter(class_group__in=made).exists()


def test_the_roster_is_in_the_order_of_names_with_leavers_at_the_end(
    world: World, client_of: ClientOf
) -> None:
    group = world.class_group
    leave(world.enrolments[group][0])
    url = reverse("grades:roster", args=[group.public_id])
    client = client_of("clerk")

    page = client.get(url)

    keys = [stay.student.sort_key for stay in page.context["present"]]
    assert keys == sorted(keys)
    assert [stay.pk for stay in page.context["gone"]] == [world.enrolments[group][0].pk]
    html = page.content.decode()
    assert html.count("is-gone") == 1
    assert html.index("is-gone") > html.rindex("data-move")
    assert f"?class={group.public_id}" in html
    assert not client.get(url, {"part": "gone"}).context["present"]
    one = world.enrolments[group][2].student
    found = client.get(url, {"q": one.ministry_code or one.full_name.lower()})
    assert one.pk in [stay.student_id for stay in found.context["present"]]


def test_the_roster_is_taken_away_with_numbers_and_leavers_at_the_end(
    world: World, client_of: ClientOf
) -> None:
    stays = world.enrolments[world.class_group]
    leave(stays[0])
    address = reverse("grades:roster", args=[world.class_group.public_id])
    clerk = client_of("clerk")
    assert "export=xlsx" in clerk.get(address).content.decode()

    answer = clerk.get(address, {"export": "xlsx"})

    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    assert [row[0] for row in rows[1:]] == [*range(1, len(stays)), None]
    assert rows[-1][1] == stays[0].student.full_name and rows[-1][6] is not None


def test_a_student_who_came_back_stands_in_the_list_once(world: World, client_of: ClientOf) -> None:
    stay = world.enrolments[world.class_group][0]
    leave(stay, ended=Ended.LEFT)
    back = stay.starts_on + datetime.timedelta(days=1)
    factories.EnrolmentFactory(
        student=stay.student, class_group=world.class_group, starts_on=back, began=Began.RETURN
    )

    page = client_of("clerk").get(reverse("grades:roster", args=[world.class_group.public_id]))

    shown = [each.student_id for each in (*page.context["present"], *page.context["gone"])]
    assert shown.count(stay.student_id) == 1


def moved(world: World) -> Enrolment:
    """A student moved from the first class to the second a day after the year began."""
    old = world.enrolments[world.class_group][0]
    on = old.starts_on + datetime.timedelta(days=1)
    leave(old, ended=Ended.CLASS_CHANGE)
    Enrolment.objects.filter(pk=old.pk).update(succeeded_on=on)
    return factories.EnrolmentFactory(
        student=old.student,
        class_group=world.classes[world.school][1],
        starts_on=on,
        began=Began.CLASS_CHANGE,
    )


def test_a_change_of_class_is_undone_from_the_list(world: World, client_of: ClientOf) -> None:
    new = moved(world)
    client = client_of("clerk")

    page = client.get(reverse(LIST))

    [(step, limit)] = page.context["steps"]
    assert step.stay == new
    assert step.old.class_group == world.class_group
    assert str(world.term.get_number_display()) in limit
    client.post(
        reverse("grades:student-undo", args=[new.student.public_id]), {"shown": new.revision}
    )
    assert not client.get(reverse(LIST)).context["steps"]


def test_what_a_sealed_term_has_counted_is_not_offered(world: World) -> None:
    moved(world)
    leave(world.enrolments[world.class_group][1], ended=Ended.LEFT)
    assert len(undoable_steps(world.school, world.year)) == 2

    set_state(world.sheet, "sealed")

    assert not undoable_steps(world.school, world.year)


def test_a_new_student_is_entered_into_the_class_of_the_roster(
    world: World, client_of: ClientOf
) -> None:
    group = world.classes[world.school][1]

    page = client_of("clerk").get(reverse("students:student-new"), {"class": str(group.public_id)})

    assert page.context["form"]["class_group"].value() == str(group.public_id)


def test_a_handed_in_sheet_keeps_the_grade(world: World, client_of: ClientOf) -> None:
    factories.GradeLevelFactory(id=7, stage=world.class_group.grade_level.stage)
    set_state(world.sheet, "submitted")
    factories.SheetStepFactory(sheet=world.sheet, actor=world.users["teacher"])
    group = world.class_group
    url = reverse("grades:class-edit", args=[group.public_id])

    page = client_of("clerk").post(url, edit(world, group, grade=7))

    assert page.context["problems"]


def test_a_transfer_that_waits_is_offered_for_taking_back(
    world: World, client_of: ClientOf
) -> None:
    child = world.enrolments[world.class_group][0].student
    way = factories.TransferFactory(
        school=world.school,
        direction=Direction.OUT,
        state=TransferState.OFFERED,
        student_key=child.pk,
        person_uid=child.person_uid,
        full_name=child.full_name,
    )
    factories.TransferFactory(
        school=world.school, direction=Direction.IN, state=TransferState.OFFERED
    )

    page = client_of("clerk").get(reverse(LIST))

    assert page.context["transfers"] == [way]
    assert reverse("students:transfer", args=[way.public_id]) in page.content.decode()


def test_a_centre_chooses_between_two_programmes(world: World, client_of: ClientOf) -> None:
    School.objects.filter(pk=world.school.pk).update(stages=["03", "05"])
    client = client_of("clerk")
    offered = client.get(reverse("grades:class-new")).context["form"].fields["programme"].choices
    assert {code for code, _name in offered} == {"gdpt-2018", "gdtx"}

    client.post(reverse("grades:class-new"), {"names": "6X1", "programme": "gdtx"})
    client.post(reverse("grades:class-new"), {"names": "6X2", "programme": "gdmn"})

    made = ClassGroup.objects.filter(school=world.school, name__startswith="6X")
    assert list(made.values_list("name", "programme")) == [("6X1", "gdtx")]


def test_a_preschool_gives_its_classes_the_preschool_programme(
    world: World, client_of: ClientOf
) -> None:
    School.objects.filter(pk=world.school.pk).update(stages=["01"])
    level = factories.GradeLevelFactory(id=106, stage="01")

    client_of("clerk").post(
        reverse("grades:class-new"), {"names": "Lá 1…Lá 2", "grade": str(level.pk)}
    )

    made = ClassGroup.objects.filter(school=world.school, grade_level=level)
    assert sorted(made.values_list("name", "programme")) == [("Lá 1", "gdmn"), ("Lá 2", "gdmn")]


def test_a_year_before_all_others_leads_to_the_list_of_students(
    client_of: ClientOf, world: World
) -> None:
    before = world.year.starts_on - datetime.timedelta(days=365)
    empty = factories.SchoolYearFactory(
        starts_on=before, ends_on=before + datetime.timedelta(days=300)
    )
    term = factories.TermFactory(
        school_year=empty, starts_on=empty.starts_on, ends_on=empty.ends_on
    )
    client = client_of("clerk")
    client.post(reverse("schools:period"), {"term": term.code})

    page = client.get(reverse(LIST))

    # The first year of all has no earlier one: the list of students is the quickest way.
    assert page.context["earlier"] is None
    assert reverse("imports:job-new") in page.content.decode()

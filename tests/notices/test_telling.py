"""Each step tells the people it concerns, once, in the transaction of the step."""

import datetime

import pytest
from django.utils import timezone, translation

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.notices.words import WORDS
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.choices import SheetState, Step
from grades.models import MarkSheet
from grades.selectors import revision_of_class
from grades.services import SheetsRefused, approve_sheets, move_sheet, seal_class
from schools.models import SchoolYear
from staffing.models import TeachingAssignment
from staffing.selectors.cells import HOMEROOM, CellKey, contents_on
from staffing.selectors.substitutes import work_of
from staffing.services import end_homeroom_substitution, end_substitution, stand_in
from staffing.services.assigning import CellEdit, Wanted, assign_cells
from students.choices import Ended, StudentStatus
from students.services import (
    RosterEntry,
    change_class,
    end_stay,
    enrol_students,
    undo_class_change,
)
from tests.grades.conftest import fill, set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
HEAD = Scope(None, actions_by_school={None: frozenset({Action.APPROVE_MARKS, Action.SEAL_MARKS})})


def told(world: World, persona: str, *kinds: NoticeKind) -> list[Notice]:
    notices = Notice.objects.filter(user=world.users[persona])
    return list((notices.filter(kind__in=kinds) if kinds else notices).order_by("pk"))


def step(world: World, step: Step, reason: str = "", by: str = "head") -> None:
    sheet = MarkSheet.objects.get(pk=world.sheet.pk)
    move_sheet(
        sheet_id=sheet.pk,
        step=step,
        revision=str(sheet.revision),
        scope=HEAD,
        user_id=world.users[by].pk,
        reason=reason,
    )


def test_a_returned_sheet_is_told_to_its_teacher_with_the_heads_own_words(world: World) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    step(world, Step.RETURN, "Kiểm tra lại cột CK.")
    [notice] = told(world, "teacher")
    assert (notice.kind, notice.words) == (NoticeKind.RETURNED, "Kiểm tra lại cột CK.")
    assert notice.actor == world.users["head"] and notice.school == world.school
    assert notice.url == f"/marksheets/{world.sheet.public_id}/"
    assert Notice.objects.count() == 1


def test_it_is_said_in_the_readers_language(world: World) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    step(world, Step.RETURN, "Sai cột")
    [notice] = told(world, "teacher")
    name = world.subjects[0].name
    with translation.override("en"):
        assert notice.title == f"{name} 6A1 was returned"
    with translation.override("vi"):
        assert notice.title == f"Sổ {name} 6A1 bị trả lại"


def test_the_same_thing_told_again_is_one_notice_and_new_once_more(world: World) -> None:
    for reason in ("lần đầu", "lần hai"):
        set_state(world.sheet, SheetState.SUBMITTED)
        step(world, Step.RETURN, reason)
        Notice.objects.filter(words="lần đầu").update(read_at=timezone.now())
    [notice] = told(world, "teacher")
    assert notice.words == "lần hai" and notice.read_at is None


def test_sheets_approved_together_are_told_together_and_refused_ones_not(world: World) -> None:
    sheets = [world.sheets[group, world.subjects[0]] for group in world.classes[world.school]]
    for sheet in sheets:
        fill(sheet, 80)
        set_state(sheet, SheetState.SUBMITTED)
    rows = MarkSheet.objects.filter(pk__in=[sheet.pk for sheet in sheets])
    shown = {row.public_id: str(row.revision) for row in rows}
    wrong = shown | {sheets[1].public_id: "99"}
    with pytest.raises(SheetsRefused):
        approve_sheets(revisions=wrong, scope=HEAD, user_id=world.users["head"].pk)
    assert not Notice.objects.exists()

    approve_sheets(revisions=shown, scope=HEAD, user_id=world.users["head"].pk)
    assert {each.facts["class"] for each in told(world, "teacher", NoticeKind.APPROVED)} == {
        "6A1",
        "6A2",
    }


def test_nobody_is_told_of_a_step_of_ones_own(world: World) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    step(world, Step.APPROVE, by="teacher")
    assert not Notice.objects.exists()


def test_sealing_is_told_once_a_class_to_all_who_teach_or_lead_it(world: World) -> None:
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)
    for _time in range(2):
        seal_class(
            without_conduct=True,
            class_group=world.class_group,
            term=world.term,
            revision=revision_of_class(world.class_group, world.term),
            scope=HEAD,
            user=world.users["head"],
        )
    assert [len(told(world, each, NoticeKind.SEALED)) for each in ("teacher", "homeroom")] == [1, 1]
    assert Notice.objects.count() == 2


def test_a_change_of_class_is_told_in_both_classes_and_so_is_its_undoing(world: World) -> None:
    stay = world.record.enrolment
    first, second = world.classes[world.school]
    new = change_class(
        enrolment_id=stay.pk, shown=stay.revision, to=second, on=timezone.localdate()
    )
    both = (NoticeKind.STUDENT_CAME, NoticeKind.STUDENT_LEFT)
    assert [(each.kind, each.facts["class"]) for each in told(world, "teacher", *both)] == [
        (NoticeKind.STUDENT_CAME, second.name),
        (NoticeKind.STUDENT_LEFT, first.name),
    ]
    assert {tuple(each.students) for each in told(world, "teacher")} == {(stay.student_id,)}

    Notice.objects.update(read_at=timezone.now())
    undo_class_change(enrolment_id=new.pk, shown=new.revision)
    fresh = [each for each in told(world, "homeroom", *both) if each.read_at is None]
    assert {(each.kind, each.facts["class"]) for each in fresh} == {
        (NoticeKind.STUDENT_CAME, first.name),
        (NoticeKind.STUDENT_LEFT, second.name),
    }


def test_leaving_is_told_and_leads_to_no_page_that_may_be_closed(world: World) -> None:
    stay = world.record.enrolment
    end_stay(
        enrolment_id=stay.pk,
        shown=stay.revision,
        on=timezone.localdate(),
        ended=Ended.LEFT,
    )
    [notice] = told(world, "teacher")
    assert (notice.kind, notice.url) == (NoticeKind.STUDENT_LEFT, "/marksheets/")


def test_a_sheet_sent_back_because_a_student_came_says_who(world: World) -> None:
    second = world.classes[world.school][1]
    set_state(world.sheets[second, world.subjects[0]], SheetState.SUBMITTED)
    stay = world.record.enrolment
    change_class(enrolment_id=stay.pk, shown=stay.revision, to=second, on=timezone.localdate())
    [notice] = told(world, "teacher", NoticeKind.SENT_BACK)
    assert notice.facts["student"] == stay.student.full_name
    assert stay.student.full_name not in notice.safe_title


def test_a_whole_list_is_told_as_a_number(world: World) -> None:
    entries = [
        RosterEntry(
            student_id=None,
            fields={
                "full_name": f"Trần Văn {letter}",
                "birth_date": datetime.date(2014, 5, 1),
                "sex": "1",
            },
            class_name=world.class_group.name,
            grade_level=6,
            status=StudentStatus.STUDYING,
        )
        for letter in "ABCDE"
    ]
    enrol_students(school_id=world.school.pk, school_year=world.year, entries=entries)
    [notice] = told(world, "homeroom")
    assert (notice.kind, notice.facts["count"]) == (NoticeKind.STUDENTS_CAME, 5)
    assert not notice.students


def assign(world: World, subject: str, after: str | None, before: str) -> None:
    wanted = (Wanted(world.staff[after].public_id),) if after else ()
    edit = CellEdit(world.class_group.public_id, subject, before, wanted)
    today = timezone.localdate()
    [result] = assign_cells(school=world.school, school_year=world.year, on=today, edits=[edit])
    assert result.status == "saved", result.message


def value(world: World, subject: str) -> str:
    contents = contents_on([world.class_group], timezone.localdate())
    return contents[CellKey(world.class_group.pk, subject)].value


def test_who_gets_and_who_loses_lessons_is_told(world: World) -> None:
    code = world.subjects[0].code
    assign(world, code, "homeroom", value(world, code))
    [given] = told(world, "homeroom")
    [ended] = told(world, "teacher")
    assert (given.kind, ended.kind) == (NoticeKind.LESSONS_GIVEN, NoticeKind.LESSONS_ENDED)
    assert given.facts["subject"] == world.subjects[0].name


def test_who_gets_and_who_loses_a_homeroom_is_told(world: World) -> None:
    assign(world, HOMEROOM, "teacher", value(world, HOMEROOM))
    kinds = [told(world, each)[0].kind for each in ("teacher", "homeroom")]
    assert kinds == [NoticeKind.HOMEROOM_GIVEN, NoticeKind.HOMEROOM_ENDED]


def test_a_substitution_and_its_end_are_told_to_both(world: World) -> None:
    today = timezone.localdate()
    absent, other = world.staff["teacher"], world.staff["homeroom"]
    work = work_of(absent, world.year, today)
    [made] = stand_in(
        absent=absent,
        substitute=other,
        year=world.year,
        lesson_ids={work.lessons[0].pk},
        shown=work.revision,
        starts_on=today,
        ends_on=today + datetime.timedelta(days=3),
    )
    [mine] = told(world, "homeroom")
    [theirs] = told(world, "teacher")
    assert (mine.kind, theirs.kind) == (NoticeKind.STANDS_IN, NoticeKind.HAS_SUBSTITUTE)
    assert (mine.staff, theirs.staff) == ([absent.pk], [other.pk])

    end_substitution(substitution=made, shown=str(made.assignment.ends_on))
    assert told(world, "homeroom", NoticeKind.LESSONS_ENDED)
    assert told(world, "teacher", NoticeKind.LESSONS_GIVEN)


def test_who_leads_a_class_for_another_and_its_end_are_told_to_both(world: World) -> None:
    today = timezone.localdate()
    absent, other = world.staff["homeroom"], world.staff["teacher"]
    work = work_of(absent, world.year, today)
    [led] = stand_in(
        absent=absent,
        substitute=other,
        year=world.year,
        lesson_ids=(),
        homeroom_ids={each.pk for each in work.homerooms},
        shown=work.revision,
        starts_on=today,
        ends_on=today + datetime.timedelta(days=3),
    )
    assert told(world, "teacher", NoticeKind.HOMEROOM_GIVEN)
    assert told(world, "homeroom", NoticeKind.HOMEROOM_ENDED)

    end_homeroom_substitution(homeroom=led, shown=str(led.ends_on))
    assert told(world, "teacher", NoticeKind.HOMEROOM_ENDED)
    assert told(world, "homeroom", NoticeKind.HOMEROOM_GIVEN)


def test_a_teacher_without_an_account_is_told_nothing(world: World) -> None:
    rows = TeachingAssignment.objects.filter(class_group=world.class_group)
    for row in rows.select_related("staff"):
        row.staff.user = None
        row.staff.save(update_fields=["user"])
    set_state(world.sheet, SheetState.SUBMITTED)
    step(world, Step.APPROVE)
    assert not Notice.objects.exists()


def test_after_the_year_those_who_taught_to_its_end_are_told(world: World) -> None:
    set_state(world.sheet, SheetState.SUBMITTED)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    TeachingAssignment.objects.update(ends_on=yesterday)
    step(world, Step.RETURN, "Sai cột")
    assert told(world, "teacher") == []

    SchoolYear.objects.filter(pk=world.year.pk).update(ends_on=yesterday)
    set_state(world.sheet, SheetState.SUBMITTED)
    step(world, Step.APPROVE)
    assert [each.kind for each in told(world, "teacher")] == [NoticeKind.APPROVED]


FACTS = {
    "title": "Thiết bị lớp 9",
    "code": "ST04",
    "name": "Sổ Điểm",
    "subject": "Toán",
    "class": "6A1",
    "grade": 9,
    "student": "Lê Thu Hà",
    "person": "Trần Văn Đức",
    "school": "Trường THCS Nguyễn Huệ",
    "count": 5,
    "columns": "TX1, GK",
    "number": "I",
    "year": "2026–2027",
    "task": "Lớp chưa khóa sổ: khóa hoặc trả lời",
    "day": "2026-11-29",
    "until": "2026-12-03",
}


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_has_words_and_its_mail_names_nobody(kind: NoticeKind, language: str) -> None:
    notice = Notice(kind=kind, facts=FACTS)
    with translation.override(language):
        said = f"{notice.title} {notice.detail}"
        assert "%" not in said and notice.icon
        assert "Hà" not in notice.safe_title and "Đức" not in notice.safe_title
        assert notice.safe_title
    assert kind in WORDS

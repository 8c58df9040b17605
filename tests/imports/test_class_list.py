"""Lists of classes: read as schools have them, compared, written, our own read back."""

import pytest
from django.urls import reverse

from eduportal.core.looking import Kind
from eduportal.imports.choices import Action, JobState
from grades.services.classes import leader_of
from schools.choices import Programme, Session
from schools.models import ClassGroup
from staffing.models import StaffMember
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, in_vietnamese, sentences, written
from tests.personal import logged, shown, tell_apart
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")

CLASSES = "classes"
# As the Ministry's screens and a school's plan of the year call the columns.
OF_THE_MINISTRY = ["STT", "Khối học/Nhóm tuổi", "Tên lớp học", "Mã GVCN", "Buổi học", "Sĩ số"]
OF_A_SCHOOL = ["TT", "Lớp", "Khối", "GVCN", "Phòng", "Ca học"]


def bring(world: World, *rows: list[object], head=OF_A_SCHOOL, **more):
    content = xlsx([["DANH SÁCH LỚP HỌC"], [], head, *rows])
    return checked(content, CLASSES, world.school, year=world.year.code, **more)


def test_a_schools_plan_makes_classes_with_room_session_and_homeroom(world: World) -> None:
    teacher = factories.StaffMemberFactory(school=world.school, full_name="Lê Thị Bưởi")
    job = bring(
        world,
        [1, "6A7", "Khối 6", "LÊ THỊ BƯỞI", "P.12", "Sáng"],
        [2, "Lớp 6A8", 6, None, None, "Hai buổi"],
        ["Tổng cộng", None, None, None, None, None],
    )
    assert counts(job) == {"total": 2, "new": 2, "changed": 0, "same": 0, "refused": 0}
    assert found(job) == []

    written(job)

    made = {group.name: group for group in ClassGroup.objects.filter(name__in=["6A7", "6A8"])}
    first, second = made["6A7"], made["6A8"]
    assert (first.room, first.session, first.grade_level_id) == ("P.12", Session.MORNING, 6)
    assert (first.programme, second.session) == (Programme.GENERAL_2018, Session.WHOLE_DAY)
    assert leader_of(first) == teacher
    assert leader_of(second) is None


def test_the_ministrys_titles_and_a_staff_code_are_read(world: World) -> None:
    teacher = factories.StaffMemberFactory(school=world.school, ministry_code="7900001")
    job = bring(world, [1, "Lớp 6", "6A9", "7900001", "Buổi chiều", 40], head=OF_THE_MINISTRY)
    written(job)
    made = ClassGroup.objects.get(name="6A9")
    assert (leader_of(made), made.session) == (teacher, Session.AFTERNOON)
    assert job.unread == []


def test_what_differs_is_shown_old_and_new_and_the_rest_stays(world: World) -> None:
    group = world.class_group
    leader = leader_of(group)
    ClassGroup.objects.filter(pk=group.pk).update(room="P.1", session=Session.MORNING)
    job = bring(world, [1, "6 a1", None, None, "P.2", None], [2, "6A2", 6, None, None, None])

    row = job.rows.get(label="6 a1")
    assert [row.action, job.rows.get(label="6A2").action] == [Action.CHANGED, Action.SAME]
    assert row.changes == [{"title": "Phòng", "old": "P.1", "new": "P.2", "is_code": False}]
    written(job)
    group.refresh_from_db()
    assert (group.name, group.room, group.session) == ("6A1", "P.2", Session.MORNING)
    assert leader_of(group) == leader


def test_the_portals_own_list_read_back_changes_nothing(world: World, client_of: ClientOf) -> None:
    ClassGroup.objects.filter(pk=world.class_group.pk).update(room="B1", session=Session.WHOLE_DAY)
    client = client_of("clerk")
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        listed = client.get(reverse("grades:register"), {"export": "xlsx"})
        content = b"".join(listed.streaming_content) if listed.streaming else listed.content
        job = checked(content, CLASSES, world.school, year=world.year.code)
        assert counts(job)["same"] == counts(job)["total"] == 2, sentences(job)
        assert found(job) == []


def test_every_fault_is_said_at_its_cell_at_once(world: World) -> None:
    for _each in range(2):
        factories.StaffMemberFactory(school=world.school, full_name="Trần Văn Đôi")
    job = bring(
        world,
        [1, "Chồi 1", None, None, None, None],
        [2, "6B1", "Khối 99", None, None, None],
        [3, "6B2", 6, "Người Không Có", "x" * 30, "Nửa đêm"],
        [4, "6B3", 6, "Trần Văn Đôi", None, None],
        [5, "6B3", 6, None, None, None],
        [6, "12A1", 12, None, None, None],
    )
    assert found(job) == [
        ("C4", "grade_not_said"),
        ("C5", "grade_unknown"),
        ("E6", "text_too_long"),
        ("F6", "word_unknown"),
        ("D6", "homeroom_unknown"),
        ("D7", "homeroom_several"),
        ("B8", "row_twice"),
        ("C9", "grade_unknown"),
    ]
    assert counts(job) == {"total": 6, "new": 2, "changed": 0, "same": 0, "refused": 4}
    assert all(sentences(job))


def test_grade_and_programme_stay_once_marks_are_entered(world: World) -> None:
    factories.GradeLevelFactory(id=7, name="Lớp 7", stage="03")
    sheet = world.sheet
    record = world.records[sheet][0]
    type(record).objects.filter(pk=record.pk).update(final=80)
    job = bring(world, [1, "6A1", "Khối 7", None, None, None])
    assert found(job) == [("", "said")]
    said = job.problems.get().params
    text = "Marks are entered in the class: its grade and programme stay for this year."
    assert (said["said-en"], said["said-vi"]) == (text, in_vietnamese(text))


def test_a_list_of_students_is_refused_as_such(world: World) -> None:
    job = bring(
        world, [1, "Trần An", "01/01/2014", "6A1"], head=["STT", "Họ tên", "Ngày sinh", "Lớp"]
    )
    assert (job.state, job.refusal) == (JobState.REFUSED, "other_list")
    assert "Ngày sinh" in sentences(job)[0]


def test_what_changed_since_the_check_is_not_overwritten(world: World) -> None:
    job = bring(world, [1, "6A1", 6, None, "P.9", None])
    ClassGroup.objects.filter(pk=world.class_group.pk).update(room="P.3")
    written(job)
    assert job.state == JobState.RECEIVED and job.overtaken
    world.class_group.refresh_from_db()
    assert world.class_group.room == "P.3"


def test_the_number_of_students_is_compared_and_never_written(world: World) -> None:
    count = len(world.enrolments[world.class_group])
    head = ["Lớp", "Khối", "Sĩ số"]
    job = bring(world, ["6A1", 6, count + 1], ["6A2", 6, count], head=head)
    assert found(job, "warning") == [("C4", "students_differ")]
    assert counts(job)["same"] == 2


def test_a_teacher_of_another_school_leads_no_class_here(world: World) -> None:
    stranger = factories.StaffMemberFactory(school=world.foreign_school, full_name="Ngô Xa Lạ")
    job = bring(world, [1, "6A1", 6, stranger.full_name, None, None])
    assert found(job) == [("D4", "homeroom_unknown")]


def test_the_page_of_the_file_logs_the_homeroom_teachers_it_names(
    world: World, client_of: ClientOf
) -> None:
    tell_apart()
    leader, teacher = leader_of(world.class_group), world.staff["teacher"]
    StaffMember.objects.filter(pk=teacher.pk).update(ministry_code="7900002")
    job = bring(world, [1, 6, "6A1", "7900002", None, None], head=OF_THE_MINISTRY)
    page = reverse("imports:job-detail", args=[job.public_id])
    response = client_of("clerk").get(page, {"show": ""})
    assert shown(response)[Kind.STAFF] == {leader.pk, teacher.pk}
    assert logged(response)[Kind.STAFF] == {leader.pk, teacher.pk}


def test_who_may_bring_a_list_of_classes(world: World, client_of: ClientOf) -> None:
    asked = {
        persona: client_of(persona).get(reverse("imports:job-new"), {"kind": CLASSES})
        for persona in ("clerk", "head", "department_admin", "teacher")
    }
    offered = {name: answer.context["importer"] is not None for name, answer in asked.items()}
    assert offered == {"clerk": True, "head": True, "department_admin": True, "teacher": False}

"""A task from a number: asked of many at once, never twice, ended by its number or by a person."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.dashboards.figures.services import rebuild_all
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.todo.choices import Asked, MessageKind, TaskState
from eduportal.todo.models import Task, TaskMessage
from eduportal.todo.selectors import Office
from eduportal.todo.services import TaskRefused, Wanted, ask_tasks, follow_tasks, take_step
from grades.choices import SheetState
from grades.models import MarkSheet
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import fill
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
IN_A_WEEK = timezone.localdate() + datetime.timedelta(days=7)
PDF = b"%PDF-1.7 \xc3\xa1"


def give(client: Client, query: str, to: str, **more: object) -> str:
    form = {"to": to, "words": "Khóa sổ, hoặc trả lời", "due_on": str(IN_A_WEEK)} | more
    response = client.post(f"{reverse('todo:new')}?{query}", form)
    assert response.status_code == 302, response.context["form"].errors
    return response["Location"]


def go(client: Client, task: Task, step: str, **more: object) -> None:
    task.refresh_from_db()
    form = {"step": step, "revision": str(task.revision)} | more
    response = client.post(reverse("todo:task", args=[task.public_id]), form)
    assert response.status_code == 302, response.context["form"].errors


def kinds(persona: str, world: World) -> list[str]:
    rows = Notice.objects.filter(user=world.users[persona]).order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_late_schools_are_asked_at_once_each_for_itself_and_nobody_twice(
    world: World, client_of: ClientOf
) -> None:
    rebuild_all()
    officer = client_of("department_officer")
    late = officer.get(reverse("dashboards:late")).content.decode()
    assert "code=TD-00&to=each" in late
    for query in (f"code=TD-00&school={world.school.public_id}", "code=TD-06"):
        assert officer.get(f"{reverse('todo:new')}?{query}").status_code == 200

    give(officer, "code=TD-00", "each")
    tasks = list(Task.objects.order_by("asked_school"))
    assert {task.asked_school for task in tasks} == set(world.schools)
    assert {(task.code, task.asked, task.value, task.about_school_id) for task in tasks} == {
        ("TD-00", Asked.HEAD, 4, school.pk) for school in world.schools
    }
    assert kinds("head", world) == kinds("vice_head", world) == [NoticeKind.TASK_ASKED]
    assert kinds("clerk", world) == kinds("commune_officer", world) == []

    # The commune asks the same of its own: they are reminded, once a day.
    for _time in range(2):
        give(client_of("commune_officer"), "code=TD-00", "each")
    assert Task.objects.count() == len(world.schools)
    reminded = TaskMessage.objects.filter(kind=MessageKind.REMIND)
    assert {each.task.asked_school for each in reminded} == set(world.schools[:2])
    assert reminded.count() == 2
    shown = officer.get(f"{reverse('todo:new')}?code=TD-00&school={world.school.public_id}")
    assert [task.asked_school for task in shown.context["subject"].open_tasks] == [world.school]


def test_the_thread_goes_between_both_sides_until_the_one_who_asked_closes_it(
    world: World, client_of: ClientOf
) -> None:
    school = f"school={world.school.public_id}"
    page = reverse("dashboards:school", args=[world.school.public_id])
    give(client_of("commune_officer"), f"{school}&address={page}", Asked.HEAD)
    task = Task.objects.get()
    head, office = client_of("head"), client_of("commune_officer")
    assert task.words in head.get(reverse("grades:queue")).content.decode()
    assert head.get(reverse("todo:list")).context["counts"]["mine"] == 1

    go(head, task, "work", words="Đang hỏi giáo viên")
    file = SimpleUploadedFile("Báo cáo.pdf", PDF)
    go(head, task, "answer", words="Hai giáo viên nghỉ ốm", file=file)
    message = TaskMessage.objects.get(kind=MessageKind.ANSWER)
    answer = office.get(reverse("todo:file", args=[message.public_id]))
    assert answer.content == PDF and "attachment" in answer["Content-Disposition"]
    assert kinds("commune_officer", world) == [NoticeKind.TASK_ANSWERED]

    go(office, task, "back", words="Thiếu tên lớp")
    go(head, task, "answer", words="6A1")
    go(office, task, "due", due_on=str(IN_A_WEEK + datetime.timedelta(days=1)))
    go(office, task, "word", words="Cảm ơn")
    # The officer has left; the Department ends it.
    go(client_of("department_admin"), task, "close", words="Đủ rồi")
    task.refresh_from_db()
    assert task.state == TaskState.CLOSED and task.closed_at and not task.is_overdue
    assert [each.kind for each in task.messages.all()] == [
        *("ask", "work", "answer", "back", "answer", "due", "word", "close")
    ]
    address = reverse("todo:task", args=[task.public_id])
    assert "Cảm ơn" in ask_counted(head, "todo:task:head", address).content.decode()
    assert office.get(f"{reverse('todo:list')}?show=closed").context["counts"]["closed"] == 1


def test_a_number_that_reaches_0_proposes_the_end_and_who_is_late_is_reminded(world: World) -> None:
    rebuild_all()
    office, user = Office(), world.users["department_officer"]
    wanted = [
        Wanted(Asked.HEAD, each, about_school=each, code="TD-04", term=world.term, value=4)
        for each in world.schools[:2]
    ] + [Wanted(Asked.COMMUNE, unit=world.communes[0], about_unit=world.communes[0])]
    today = timezone.localdate()
    made = ask_tasks(wanted, office=office, words="Nộp sổ", due_on=today, user=user).made
    done, rest, commune = made
    for sheet in MarkSheet.objects.filter(school=world.school):
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.SUBMITTED)
    rebuild_all()

    for _time in range(2):
        follow_tasks(today + datetime.timedelta(days=2))
    done.refresh_from_db()
    rest.refresh_from_db()
    assert (done.left, rest.left, done.is_done, rest.is_done) == (0, 4, True, False)
    assert TaskMessage.objects.filter(kind=MessageKind.ZERO).count() == 1
    assert kinds("department_officer", world) == [NoticeKind.TASK_ZERO]
    assert kinds("commune_officer", world) == [NoticeKind.TASK_ASKED, NoticeKind.TASK_DUE]
    assert sorted(commune.schools) == sorted(each.pk for each in world.schools[:2])
    take_step(task=done, kind=MessageKind.CLOSE, revision="1", user=user)
    assert done.messages.last().words == "Số đã về 0."


def test_what_is_not_to_be_asked_or_done_is_refused_in_words(world: World) -> None:
    officer, head = world.users["commune_officer"], world.users["head"]
    own = Office(world.communes[0].pk)
    past = timezone.localdate() - datetime.timedelta(days=1)
    department = factories.SchoolFactory(unit=world.communes[0], managing_body="so")
    for wanted, office, day, user, says in (
        ([Wanted(Asked.HEAD, world.school)], Office(), IN_A_WEEK, officer, "không giao việc thay"),
        ([], own, IN_A_WEEK, officer, "Không có ai"),
        ([Wanted(Asked.HEAD, world.school)], own, past, officer, "đã qua"),
        ([Wanted(Asked.HEAD, world.foreign_school)], own, IN_A_WEEK, officer, "quản lý"),
        ([Wanted(Asked.HEAD, department)], own, IN_A_WEEK, officer, "quản lý"),
    ):
        with pytest.raises(TaskRefused, match=says):
            ask_tasks(wanted, office=office, words="Việc", due_on=day, user=user)
    task = factories.TaskFactory(asked_school=world.school, asker_unit=world.communes[0])
    for kind, user, revision, words, file, says in (
        (MessageKind.CLOSE, head, "1", "Xong", None, "không phải của bạn"),
        (MessageKind.BACK, officer, "1", "Chưa", None, "không phải của bạn"),
        (MessageKind.ANSWER, head, "7", "Xong", None, "đã có thay đổi"),
        (MessageKind.ANSWER, head, "1", " ", None, "bằng lời"),
        (MessageKind.DUE, officer, "1", "", None, "đã qua"),
        (MessageKind.ANSWER, head, "1", "Đây", b"PK\x03\x04", "không phải ảnh"),
    ):
        with pytest.raises(TaskRefused, match=says):
            take_step(
                task=task, kind=kind, revision=revision, user=user, words=words,
                file=SimpleUploadedFile("a.exe", file) if file else None,
            )  # fmt: skip
    assert not TaskMessage.objects.exists()


def test_the_database_shows_a_task_to_its_two_sides_alone(world: World) -> None:
    factories.TaskMessageFactory(task__asked_school=world.school)
    factories.TaskMessageFactory(task__for_commune=world.communes[0], task__words="Của cả xã")
    department = factories.TaskFactory(asked_school=None, schools=[], asked=Asked.DEPARTMENT)
    assert (Task.objects.count(), str(department)) == (3, department.words)
    both = [world.school.pk, world.neighbour_school.pk]
    for schools, seen in (([world.school.pk], 1), (both, 2), ([world.foreign_school.pk], 0)):
        with scoping.schools(schools):
            assert (Task.objects.count(), TaskMessage.objects.count()) == (seen, seen)

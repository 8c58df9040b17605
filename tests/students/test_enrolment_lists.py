"""Lists of institutions find leavers, ask about doubtful rows, and tell their senders little."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.core.keeping import Kept
from eduportal.core.text import name_sort_key
from eduportal.privacy.models import Access
from students.choices import RowState
from students.models import (
    DestinationRecord,
    EnrolmentList,
    EnrolmentListRow,
    Leaver,
    LeaverCohort,
    Student,
    UploadLink,
)
from students.selectors.leavers import lists_of, newest_records, open_rows
from students.services import StayRefused
from students.services.housekeeping import STRANGERS
from students.services.leaving import (
    LinkOver,
    ListRefused,
    Source,
    decide_row,
    freeze,
    hand_over,
    make_link,
    open_link,
    read_list,
    receive_list,
    resume_lists,
    use_link,
    work_on_list,
)
from students.services.leaving.lists import MOST_TRIES
from students.tasks import count_leavers, resume_all_lists
from students.tasks import read_list as read_list_now
from tests import factories
from tests.students.left_school import completed, last_year, list_of, listed
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LISTS = reverse("students:enrolment-lists")
LEAVERS = reverse("students:leavers")
UPLOAD = reverse("students:list-upload")
ANSWER = reverse("students:list-answer")
NOBODY = ["080211999999", "Phan Văn Ngoài", "01/02/2011", "Trường THCS Xa"]


@pytest.fixture
def students(world: World) -> list[Student]:
    """Six leavers of names and birth dates of their own."""
    students = completed(world, world.class_group)
    for number, student in enumerate(students, 1):
        student.full_name = f"Nguyễn Thị {'ABCDEG'[number - 1] * 4}"
        student.sort_key = name_sort_key(student.full_name)
        student.birth_date = datetime.date(2011, number, 20 + number)
        student.save()
    return students


@pytest.fixture
def cohort(world: World, students: list[Student]) -> LeaverCohort:
    return freeze(year=last_year(world), grade=9, on=timezone.localdate())


def receive(cohort: LeaverCohort, *rows: list[Any], kind: str = "gdtx") -> list[RowState]:
    source = Source(cohort, f"Cơ sở {kind}", kind, timezone.localdate(), "an officer")
    return receive_list(source, read_list(list_of(*rows), "ds.xlsx"))


def destinations(student: Student) -> list[str]:
    records = DestinationRecord.objects.filter(leaver__student=student).order_by("pk")
    return list(records.values_list("destination", flat=True))


def test_each_row_is_found_asked_about_or_nobody(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    states = receive(
        cohort,
        listed(students[0]),
        listed(students[1], number=None),
        listed(students[2], number=None, school=None),
        listed(students[3], name=students[3].full_name[:-1] + "X", number=None),
        NOBODY,
        listed(students[4], name="Phan Văn Khác", born="01/01/2010"),
        listed(students[5], born="32/13/2011"),
    )
    assert states == [
        RowState.FOUND, RowState.FOUND, RowState.OPEN, RowState.OPEN, RowState.STRANGER,
        RowState.WRONG, RowState.WRONG,
    ]  # fmt: skip
    assert [destinations(each) for each in students[:4]] == [["gdtx"], ["gdtx"], [], []]
    record = newest_records([Leaver.objects.get(student=students[0]).pk]).popitem()[1]
    assert (record.institution, record.evidence, record.by) == ("Cơ sở gdtx", "list", "an officer")
    assert not EnrolmentListRow.objects.filter(school=None).exclude(leaver=None).exists()
    # Who does not count any more is no question.
    assert len(open_rows()) == 2
    Leaver.objects.filter(student=students[2]).update(counts=False)
    assert len(open_rows()) == lists_of(cohort)[0].waiting == 1


def test_two_lists_of_one_leaver_are_nine_plus_or_a_question(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    rows = [listed(students[0]), listed(students[1]), listed(students[0])]
    receive(cohort, *rows)
    assert destinations(students[0]) == ["gdtx"], "a leaver listed twice is one"
    assert receive(cohort, listed(students[0]), kind="trung_cap") == [RowState.FOUND]
    assert destinations(students[0]) == ["gdtx", "9plus"]
    assert receive(cohort, listed(students[1]), kind="thpt_public") == [RowState.OPEN]
    assert destinations(students[1]) == ["gdtx"]
    [row] = [each.row for each in open_rows()]
    with scoping.schools([world.school.pk]):
        decide_row(
            row_id=row.pk, shown=row.revision, leaver_id=row.leaver_id, by=world.users["clerk"]
        )
    assert destinations(students[1]) == ["gdtx", "thpt_public"]


def test_a_name_one_letter_off_takes_two_persons(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    receive(cohort, listed(students[0], name=students[0].full_name[:-1] + "X", number=None))
    row = EnrolmentListRow.objects.get()
    clerk, head = world.users["clerk"], world.users["head"]
    decide_row(row_id=row.pk, shown=row.revision, leaver_id=row.leaver_id, by=clerk)
    row.refresh_from_db()
    assert row.state == RowState.SECOND and not destinations(students[0])
    with pytest.raises(StayRefused):
        decide_row(row_id=row.pk, shown=row.revision, leaver_id=row.leaver_id, by=clerk)
    decide_row(row_id=row.pk, shown=row.revision, leaver_id=row.leaver_id, by=head)
    assert destinations(students[0]) == ["gdtx"]
    with pytest.raises(StayRefused):
        decide_row(row_id=row.pk, shown=row.revision, leaver_id=None, by=clerk)


def test_somebody_else_is_a_stranger_and_goes_after_ninety_days(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    receive(cohort, listed(students[0]), listed(students[1], number=None, school=None), NOBODY)
    row = EnrolmentListRow.objects.get(state=RowState.OPEN)
    decide_row(row_id=row.pk, shown=row.revision, leaver_id=None, by=world.users["clerk"])
    assert STRANGERS.clear(Kept(90), 100) == 0
    long_ago = timezone.now() - datetime.timedelta(days=91)
    EnrolmentListRow.objects.exclude(stranger_since=None).update(stranger_since=long_ago)
    assert STRANGERS.clear(Kept(90), 100) == 2
    assert EnrolmentListRow.objects.get().leaver == Leaver.objects.get(student=students[0])


def test_a_school_sees_rows_that_mean_its_own_leavers_only(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    receive(cohort, listed(students[0], number=None, school=None), NOBODY)
    mine = EnrolmentListRow.objects.get(state=RowState.OPEN)
    with scoping.schools([world.school.pk]):
        assert list(EnrolmentListRow.objects.all()) == [mine]
    with scoping.schools([world.neighbour_school.pk]):
        assert not EnrolmentListRow.objects.exists()
        with pytest.raises(EnrolmentListRow.DoesNotExist):
            decide_row(
                row_id=mine.pk,
                shown=mine.revision,
                leaver_id=mine.leaver_id,
                by=world.users["clerk"],
            )


@pytest.mark.parametrize(
    "content",
    [b"", b"nothing", list_of(), b"a,b\n1,2\n", list_of(*[["", "", "", ""]] * 3)],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(ListRefused) as refusal:
        read_list(content, "ds.xlsx")
    assert all(refusal.value.problems)


def test_lists_of_a_day_to_come_and_of_no_institution_are_refused(cohort: LeaverCohort) -> None:
    today = timezone.localdate()
    for kind, day in (
        ("labour", today),
        ("gdtx", today + datetime.timedelta(days=1)),
        ("gdtx", cohort.school_year.ends_on),
    ):
        with pytest.raises(ListRefused):
            receive_list(Source(cohort, "Cơ sở", kind, day, "x"), [])
    assert not EnrolmentList.objects.exists()


def work_on_lists() -> None:
    """As the sweep and the workers do."""
    resume_all_lists()
    for pk in resume_lists():
        while work_on_list(pk):
            pass


def post_list(client: Any, code: str, content: bytes) -> Any:
    file = SimpleUploadedFile("ds.xlsx", content)
    day = timezone.localdate().isoformat()
    return client.post(UPLOAD, {"code": code, "as_of": day, "file": file})


def test_a_link_takes_one_list_and_tells_of_each_row_only_whether_it_was_found(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    admin, nobody = client_of("department_admin"), client_of("anonymous")
    page = admin.post(
        LISTS, {"step": "link", "link-institution": "TC Kỹ thuật", "link-kind": "trung_cap"}
    ).content.decode()
    code = page.split("?code=")[1].split("<")[0]
    assert code in nobody.get(UPLOAD, {"code": code}).content.decode()
    assert UploadLink.objects.get().digest != code

    assert "?code=" in nobody.get(ANSWER, {"code": code}).content.decode()
    assert post_list(nobody, code, b"no list").status_code == 302
    assert post_list(nobody, code, b"no list").status_code == 404, "one is being read"
    work_on_lists()
    refused = nobody.get(ANSWER, {"code": code}).content.decode()
    assert "Liên kết dùng lại được" in refused and EnrolmentList.objects.get().content is None
    rows = [listed(students[0]), listed(students[1], number=None, school=None), NOBODY]
    rows += [listed(students[2], born="32/13/2011"), listed(students[3], name="")]
    assert post_list(nobody, code, list_of(*rows)).status_code == 302
    read_list_now(list_id=EnrolmentList.objects.latest("pk").pk)
    under_way = nobody.get(ANSWER, {"code": code}).content.decode()
    assert "2/5" in under_way and "http-equiv" in under_way
    work_on_lists()
    answer = nobody.get(ANSWER, {"code": code}).content.decode()
    for words in ("tìm thấy", "đề nghị kiểm tra lại dòng này", "không tìm thấy"):
        assert words in answer
    # A cell that cannot be read is named with what it says and why.
    for words in ("C5: ", "32/13/2011", "B6: Cột"):
        assert words in answer, answer
    for secret in (students[0].full_name, students[1].full_name, world.school.name):
        assert secret not in answer
    assert destinations(students[0]) == ["trung_cap"]
    assert {each.institution for each in EnrolmentList.objects.all()} == {"TC Kỹ thuật"}
    assert post_list(nobody, code, list_of(*rows)).status_code == 404
    assert EnrolmentList.objects.count() == 2
    UploadLink.objects.update(ends_at=timezone.now())
    assert nobody.get(ANSWER, {"code": code}).status_code == 404
    assert nobody.get(ANSWER, {"code": code + "x"}).status_code == 404


@pytest.mark.parametrize("why", ["wrong", "late", "maker gone"])
def test_a_code_that_opens_nothing_gets_one_answer(
    world: World, cohort: LeaverCohort, client_of: ClientOf, why: str
) -> None:
    admin = world.users["department_admin"]
    code = make_link(cohort=cohort, institution="TC", kind="trung_cap", by=admin)
    if why == "wrong":
        code = code[:-1] + ("a" if code[-1] != "a" else "b")
    elif why == "late":
        UploadLink.objects.update(ends_at=timezone.now())
    else:
        admin.is_active = False
        admin.save()
    with pytest.raises(LinkOver):
        open_link(code)
    answer = post_list(client_of("anonymous"), code, list_of(NOBODY))
    assert answer.status_code == 404 and "hết hạn" in answer.content.decode()
    assert not EnrolmentListRow.objects.exists()


def test_guessing_codes_has_to_wait(cohort: LeaverCohort, client_of: ClientOf) -> None:
    nobody = client_of("anonymous")
    statuses = [post_list(nobody, f"guess{n}", list_of(NOBODY)).status_code for n in range(40)]
    assert statuses[0] == 404 and statuses[-1] == 429
    assert nobody.get(ANSWER, {"code": "guess"}).status_code == 429


def test_a_link_is_used_once_also_by_two_at_a_time(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    code = make_link(
        cohort=cohort, institution="TC", kind="gdtx", by=world.users["department_admin"]
    )
    today, content = timezone.localdate(), list_of(listed(students[0]))
    use_link(code=code, as_of=today, content=content, name="ds.xlsx")
    assert EnrolmentList.objects.get().state == "waiting"
    with pytest.raises(LinkOver):
        use_link(code=code, as_of=today, content=content, name="ds.xlsx")


def test_the_department_matches_decides_and_counts_and_its_looks_are_written_down(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    admin = client_of("department_admin")
    rows = [listed(students[0]), listed(students[1], number=None, school=None)]
    form = {
        "step": "upload", "institution": "GDTX Long An", "kind": "gdtx",
        "as_of": timezone.localdate().isoformat(),
    }  # fmt: skip
    assert admin.post(LISTS, form).status_code == 200, "a list without a file"
    file = SimpleUploadedFile("ds.xlsx", list_of(*rows))
    assert admin.post(LISTS, form | {"file": file}).status_code == 302
    received = reverse("students:lists-received")
    assert "hx-get" in admin.get(received).content.decode()
    work_on_lists()
    assert "hx-get" not in admin.get(received).content.decode()
    page = admin.get(LISTS).content.decode()
    assert students[1].full_name in page and "GDTX Long An" in page
    assert Access.objects.filter(route="students:enrolment-lists", kind="student").exists()

    row = EnrolmentListRow.objects.get(state=RowState.OPEN)
    decision = {"step": "decide", "row": row.pk, "shown": row.revision, "answer": row.leaver_id}
    assert admin.post(LISTS, decision | {"row": "no"}).status_code == 404
    assert admin.post(LISTS, decision).status_code == 302
    assert destinations(students[1]) == ["gdtx"]
    assert "Người khác" in admin.post(LISTS, decision).content.decode()
    counted = admin.post(LISTS, {"step": "freeze", "year": last_year(world).code})
    assert counted.status_code == 302
    count_leavers(year_id=last_year(world).pk)
    cohort.refresh_from_db()
    assert cohort.refrozen_on == timezone.localdate()
    refused = admin.post(LISTS, {"step": "freeze", "year": world.year.code})
    assert "đã kết thúc" in refused.content.decode()
    assert admin.post(LISTS, {"step": "freeze", "year": "\x00"}).status_code == 400
    assert admin.post(LISTS, {"step": "nothing"}).status_code == 404


def test_a_school_decides_on_its_page(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    receive(cohort, listed(students[0], number=None, school=None))
    row, clerk = EnrolmentListRow.objects.get(), client_of("clerk")
    page = clerk.get(reverse("students:leavers")).content.decode()
    assert "Cơ sở gdtx" in page
    form = {"step": "decide", "row": row.pk, "shown": row.revision, "answer": row.leaver_id}
    assert clerk.post(reverse("students:leavers"), form).status_code == 302
    assert destinations(students[0]) == ["gdtx"]


def test_a_file_that_ends_its_workers_is_refused_after_some_tries(
    world: World, cohort: LeaverCohort
) -> None:
    source = Source(cohort, "TC", "trung_cap", timezone.localdate(), "x")
    kept = hand_over(source, list_of(NOBODY), "ds.xlsx")
    EnrolmentList.objects.update(tries=MOST_TRIES)
    assert work_on_list(kept.pk) is False
    kept.refresh_from_db()
    assert (kept.state, kept.content) == ("refused", None) and kept.problems
    assert work_on_list(kept.pk) is False and not kept.rows.exists()


def test_one_of_several_is_named_by_a_person_and_two_where_the_name_is_off(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    twin, first, other = students[1], students[0], students[2]
    Student.objects.filter(pk=twin.pk).update(
        full_name=first.full_name, sort_key=first.sort_key, birth_date=first.birth_date
    )
    receive(cohort, listed(first, number=None))
    row = EnrolmentListRow.objects.get()
    leavers = {each.student_id: each.pk for each in Leaver.objects.all()}
    assert row.school == world.school and sorted(row.choices) == sorted(
        [leavers[first.pk], leavers[twin.pk]]
    )
    clerk = client_of("clerk")
    assert clerk.get(LEAVERS).content.decode().count('name="answer"') == 3
    form = {"step": "decide", "row": row.pk, "shown": row.revision}
    refused = clerk.post(LEAVERS, form | {"answer": leavers[other.pk]})
    assert refused.status_code == 200 and not DestinationRecord.objects.exists()
    assert clerk.post(LEAVERS, form | {"answer": leavers[twin.pk]}).status_code == 302
    assert destinations(twin) == ["gdtx"] and not destinations(first)

    wrong = listed(first, name=first.full_name[:-1] + "X", number=None)
    receive(cohort, wrong, kind="trung_cap")
    row = EnrolmentListRow.objects.latest("pk")
    users = [world.users["clerk"], world.users["head"]]
    for number, user in enumerate(users):
        row.refresh_from_db()
        decide_row(row_id=row.pk, shown=row.revision, leaver_id=leavers[first.pk], by=user)
        assert destinations(first) == ["trung_cap"] * number


def test_a_school_answers_rows_of_its_own_leavers_alone(
    world: World, students: list[Student], cohort: LeaverCohort, client_of: ClientOf
) -> None:
    """Who teaches at one school and is clerk of another sees rows of both."""
    receive(cohort, listed(students[0], number=None, school=None))
    row = EnrolmentListRow.objects.get()
    factories.MembershipFactory(
        user=world.users["teacher"], role="clerk", school=world.neighbour_school
    )
    form = {"step": "decide", "row": row.pk, "shown": row.revision, "answer": row.leaver_id}
    assert client_of("teacher").post(LEAVERS, form).status_code == 404
    assert not destinations(students[0])


def test_the_order_in_which_lists_come_changes_no_answer(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    today = timezone.localdate()
    early = max(today - datetime.timedelta(days=3), cohort.school_year.ends_on)
    early += datetime.timedelta(days=1)
    for kind, day in (("gdtx", today), ("trung_cap", early)):
        source = Source(cohort, f"Cơ sở {kind}", kind, day, "an officer")
        receive_list(source, read_list(list_of(listed(students[0])), "ds.xlsx"))
    leaver = Leaver.objects.get(student=students[0])
    assert newest_records([leaver.pk])[leaver.pk].destination == "9plus"


def test_what_contradicts_is_asked_also_within_a_kind_and_against_a_younger_answer(
    world: World, students: list[Student], cohort: LeaverCohort
) -> None:
    today = timezone.localdate()
    rows = read_list(list_of(listed(students[0])), "ds.xlsx")
    for name, state in (("THPT Một", RowState.FOUND), ("THPT Hai", RowState.OPEN)):
        assert receive_list(Source(cohort, name, "thpt_public", today, "x"), rows) == [state]
    DestinationRecord.objects.create(
        school=world.school, leaver=Leaver.objects.get(student=students[1]), since=today,
        destination="labour", evidence="school",
    )  # fmt: skip
    rows = read_list(list_of(listed(students[1])), "ds.xlsx")
    yesterday = today - datetime.timedelta(days=1)
    for day, state in ((yesterday, RowState.OPEN), (today, RowState.FOUND)):
        assert receive_list(Source(cohort, "GDTX", "gdtx", day, "x"), rows) == [state]
    assert destinations(students[1]) == ["labour", "gdtx"]


def test_a_link_says_for_whom_it_is_and_ends_with_the_right_of_its_maker(
    world: World, cohort: LeaverCohort, client_of: ClientOf
) -> None:
    admin, nobody = world.users["department_admin"], client_of("anonymous")
    code = make_link(cohort=cohort, institution="TC Long An", kind="trung_cap", by=admin)
    page = nobody.get(UPLOAD, {"code": code}).content.decode()
    assert "TC Long An" in page and str(cohort.year) in page
    wrong = nobody.get(UPLOAD, {"code": "wrong"})
    assert wrong.status_code == 404 and "hết hạn" in wrong.content.decode()
    admin.memberships.all().delete()
    assert nobody.get(UPLOAD, {"code": code}).status_code == 404
    with pytest.raises(LinkOver):
        open_link(code)

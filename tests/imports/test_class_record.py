"""What homeroom teachers say of their classes, brought in by file."""

import datetime

import openpyxl
import pytest

from eduportal.imports.choices import JobState, Severity
from grades.choices import RecordMoment, SheetState
from grades.models import HomeroomChange, HomeroomRecord, MarkSheet
from grades.models.homeroom import COMMENT_LENGTH
from grades.rules.tt27.readings import Readings
from grades.rules.tt27.traits import traits_of
from students.models import Absence
from tests.factories.marks import set_state
from tests.files import saved
from tests.grades.primary_class import primary_class
from tests.imports.jobs import MARKS, checked, counts, found, sentences, written
from tests.imports.marks import IDENTITY, identity
from tests.imports.test_mark_sheet_side_by_side import PRIMARY, primary_book, pupil
from tests.imports.undone import kept, moved_to, taken_back, weighed

pytestmark = pytest.mark.usefixtures("db_everywhere")
CLASS_RECORD = "class-record"
TITLE = "KẾT QUẢ RÈN LUYỆN LỚP 6A1 - HỌC KỲ 1"
TITLES = ["Kết quả rèn luyện", "Căn cứ", "Nhận xét của GVCN"]


def record_file(world, *said, titles=TITLES, title=TITLE):
    book = openpyxl.Workbook()
    for row in ([title], [], [*IDENTITY, *titles]):
        book.active.append(row)
    for number, each in enumerate(said):
        book.active.append([*identity(world, number), *each])
    return saved(book)


def stored(world, number=0, moment=RecordMoment.FINAL):
    stay = world.enrolments[world.class_group][number]
    return HomeroomRecord.objects.filter(enrolment=stay, moment=moment).first()


def test_conduct_and_comments_are_written_in_any_spelling(world):
    content = record_file(
        world, ["Tốt", "Gương mẫu", "Chăm ngoan"], ["Kh\u00e1", None, None], ["CĐ", "Bỏ học", None]
    )

    job = written(checked(content, CLASS_RECORD, world.school))

    assert (job.state, found(job)) == (JobState.APPLIED, [])
    assert [stored(world, n).conduct for n in range(3)] == [4, 3, 1]
    assert (stored(world).grounds, stored(world).comment) == ("Gương mẫu", "Chăm ngoan")
    assert counts(job)["new"] == 3
    change = HomeroomChange.objects.order_by("pk").first()
    assert change.door == "import"


def test_an_empty_cell_leaves_what_is_stored_and_the_same_file_changes_nothing(world):
    first = record_file(world, ["Tốt", "Gương mẫu", "Chăm ngoan"])
    written(checked(first, CLASS_RECORD, world.school))
    again = checked(first, CLASS_RECORD, world.school)
    assert counts(again)["same"] == 1

    job = checked(record_file(world, ["Khá", None, None]), CLASS_RECORD, world.school)
    written(job)

    assert counts(job)["changed"] == 1
    assert (stored(world).conduct, stored(world).comment) == (3, "Chăm ngoan")


def test_only_who_leads_the_class_writes_and_the_class_is_named(world):
    content = record_file(world, ["Tốt", None, None])
    job = checked(content, CLASS_RECORD, world.school, user=world.users["teacher"])

    assert found(job) == [("", "not_homeroom")]
    assert sentences(job)[0].startswith("You are not the homeroom teacher of class 6A1")

    homeroom = world.users["homeroom"]
    written(checked(content, CLASS_RECORD, world.school, user=homeroom), homeroom)
    assert stored(world).conduct == 4


def test_words_that_are_no_level_are_refused_by_their_cell(world):
    long = "a" * (COMMENT_LENGTH + 1)
    content = record_file(world, ["Yếu", None, "Ngoan"], ["Tốt", None, long])

    job = checked(content, CLASS_RECORD, world.school)
    written(job)

    assert found(job) == [("E4", "not_a_conduct"), ("G5", "comment_too_long")]
    assert (stored(world).conduct, stored(world).comment) == (None, "Ngoan")
    assert stored(world, 1).conduct == 4


def test_a_sealed_class_is_refused(world):
    for subject in world.subjects:
        set_state(world.sheets[world.class_group, subject], SheetState.SEALED)
    job = checked(record_file(world, ["Tốt", None, None]), CLASS_RECORD, world.school)

    assert found(job) == [("", "class_sealed")]


def test_what_another_has_changed_meanwhile_stops_the_file(world):
    job = checked(record_file(world, ["Tốt", None, None]), CLASS_RECORD, world.school)
    stay = world.enrolments[world.class_group][0]
    HomeroomRecord.objects.create(
        school=world.school, enrolment=stay, term=world.term, conduct=2, moment="final"
    )

    written(job)

    assert (job.state, job.refusal) == (JobState.REFUSED, "changed_meanwhile")
    assert stored(world).conduct == 2


def test_sessions_missed_are_compared_with_the_roll_and_not_stored(world):
    stay = world.enrolments[world.class_group][0]
    day = world.term.starts_on + datetime.timedelta(days=7)
    Absence.objects.create(
        school=world.school, enrolment=stay, on=day, session="morning", excused=True
    )
    titles = ["Hạnh kiểm", "Nghỉ có phép", "Nghỉ không phép", "Tổng số buổi nghỉ"]
    content = record_file(world, ["Tốt", 1, 2, 3], ["Tốt", 0, None, None], titles=titles)

    job = checked(content, CLASS_RECORD, world.school)
    written(job)

    assert found(job, Severity.WARNING)[:2] == [
        ("G4", "absences_differ"),
        ("H4", "absences_differ"),
    ]
    assert found(job) == []
    assert Absence.objects.count() == 1


def test_a_sheet_without_such_a_column_is_refused(world):
    job = checked(record_file(world, [8], titles=["ĐĐGgk"]), CLASS_RECORD, world.school)

    assert job.refusal == "no_class_columns"


TRAITS = [
    ("Năng lực cốt lõi", "Năng lực chung", "Tự chủ và tự học"),
    ("Năng lực cốt lõi", "Năng lực đặc thù", "Khoa học"),
    ("Phẩm chất chủ yếu", "Yêu nước", ""),
]


@pytest.mark.parametrize("importer", [MARKS, CLASS_RECORD])
def test_qualities_and_competences_of_the_ministrys_sheet_are_read(world, importer):
    """With the subjects beside them, and by the homeroom teacher's list alone."""
    group = primary_class(world)
    columns = [*PRIMARY[:7], PRIMARY[9], *TRAITS]
    rows = [
        [*pupil(group), "T", 8, "T", "T", "Đ", "C"],
        [*pupil(group, 1), "H", 7, "H", "T", "H", ""],
    ]

    job = checked(primary_book(rows, "GIỮA HỌC KỲ 1", columns), importer, world.school)
    written(job)

    record = HomeroomRecord.objects.get(enrolment=group.enrolments[0])
    codes = [each.code for each in traits_of(4, Readings())]
    given = [record.traits[codes.index(code)] for code in ("tu-chu", "khoa-hoc", "yeu-nuoc")]
    assert given == [3, 2, 1]
    assert record.moment == RecordMoment.MIDTERM
    assert found(job) == [("J6", "not_a_trait")]
    levels = [222, None] if importer == MARKS else [None, None]
    assert group.line("dao-duc").regular == levels


def test_what_a_file_wrote_goes_back_but_for_what_changed_since(world):
    head = world.users["head"]
    before = record_file(world, ["Khá", None, "Cũ"])
    written(checked(before, CLASS_RECORD, world.school, user=head), head)
    content = record_file(world, ["Tốt", None, "Mới"], ["Đạt", None, None])
    job = written(checked(content, CLASS_RECORD, world.school, user=head), head)
    HomeroomRecord.objects.filter(enrolment=world.enrolments[world.class_group][1]).update(
        conduct=1
    )

    undo = taken_back(job, head)

    assert (stored(world).conduct, stored(world).comment) == (3, "Cũ")
    assert stored(world, 1).conduct == 1
    assert list(undo.back.values()) == [2]
    [(who, why)] = kept(undo)
    assert who.startswith(stored(world, 1).enrolment.student.full_name)
    assert why == "Kết quả rèn luyện: has been changed since."


def test_a_sealed_class_keeps_what_a_file_wrote(world):
    head = world.users["head"]
    content = record_file(world, ["Tốt", None, None])
    job = written(checked(content, CLASS_RECORD, world.school, user=head), head)

    with moved_to(SheetState.SEALED, MarkSheet.objects.filter(class_group=world.class_group)):
        shown = weighed(job, head)

        [refusal] = shown.refusal
        assert refusal["params"] == {"name": "6A1"} and not shown.back

"""One child entered twice: found, shown to a person, made one record, or remembered as two."""

import datetime

import pytest
from django.urls import reverse

from eduportal.core.looking import Kind
from grades.choices import SheetState
from grades.models import MarkChange, MarkRecord, MarkSheet, Removal
from grades.selectors.merging import plan_merge
from grades.selectors.parting import plan_parting
from grades.services.merging import MergeRefused, merge_students
from grades.services.parting import PartingRefused, part_students
from students.choices import PaperKind
from students.models import Enrolment, Paper, RegisterChange, Student, StudentMerge
from students.selectors.history import register_history
from students.selectors.twins import Likeness, near_duplicates
from students.services.twins import keep_apart
from tests import factories
from tests.factories.marks import set_state
from tests.imports.undone import moved_to
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")
BORN = datetime.date(2014, 3, 7)


def named(student, **fields):
    Student.objects.filter(pk=student.pk).update(**fields)
    student.refresh_from_db()
    return student


@pytest.fixture
def pair(world):
    """Two records of 6A1 that look alike."""
    first, second = (stay.student for stay in world.enrolments[world.class_group][:2])
    same = {"full_name": "Lê Thị Bưởi", "search_key": "le thi buoi", "birth_date": BORN}
    return named(first, **same), named(second, **same)


def why(world):
    """Of the pair; the world has more children of one name."""
    own = {stay.student_id for stay in world.enrolments[world.class_group][:2]}
    pairs = near_duplicates([world.school.pk])
    found = [(each.first.pk, each.second.pk, each.why) for each in pairs]
    return [each for each in found if {*each[:2]} == own]


def merged(pair, world, taken=()):
    first, second = pair
    return merge_students(
        survivor_id=first.pk,
        other_id=second.pk,
        shown=plan_merge(first, second).revision,
        taken=taken,
        by=world.users["clerk"],
    )


def line_of(world, student, sheet=None):
    sheet = sheet or world.sheet
    return MarkRecord.objects.get(sheet=sheet, enrolment__student=student)


def mark(world, student, **cells):
    MarkRecord.objects.filter(pk=line_of(world, student).pk).update(**cells)


def test_alike_are_name_with_birth_date_exchanged_days_and_codes(world, pair):
    first, second = pair
    assert why(world) == [(first.pk, second.pk, Likeness.SAME)]

    named(second, birth_date=datetime.date(2014, 7, 3))
    assert why(world) == [(first.pk, second.pk, Likeness.EXCHANGED)]

    named(second, birth_date=datetime.date(2014, 7, 4))
    assert why(world) == []

    named(first, ministry_code="790I0O1")
    named(second, ministry_code="79-01.001")
    assert why(world) == [(first.pk, second.pk, Likeness.CODE)]


def test_who_are_said_to_be_two_are_not_shown_again(world, pair):
    keep_apart(first=pair[1], second=pair[0], by=world.users["clerk"])
    keep_apart(first=pair[0], second=pair[1], by=world.users["clerk"])

    assert why(world) == []


def test_nobody_of_another_school_is_compared(world, pair):
    same = {"full_name": "Lê Thị Bưởi", "search_key": "le thi buoi", "birth_date": BORN}
    far = factories.StudentFactory(school=world.foreign_school, **same)
    pairs = near_duplicates([world.school.pk])
    shown = {student.pk for each in pairs for student in (each.first, each.second)}
    assert far.pk not in shown and pair[0].pk in shown


def test_marks_go_into_empty_cells_and_the_histories_stay(world, pair):
    first, second = pair
    mark(world, first, midterm=70)
    mark(world, second, final=80, midterm=70)
    named(second, ministry_code="7907777")
    old = line_of(world, second)
    changes = RegisterChange.objects.filter(student=second).count()

    kept = merged(pair, world, taken=["ministry_code"])

    line = line_of(world, kept)
    assert (kept.pk, kept.ministry_code) == (first.pk, "7907777")
    assert (line.midterm, line.final) == (70, 80)
    assert not Student.objects.filter(pk=second.pk).exists()
    assert not MarkRecord.objects.filter(pk=old.pk).exists()
    assert MarkChange.objects.filter(record_id=old.pk).exists()
    assert RegisterChange.objects.filter(student=second.pk).count() >= changes
    assert StudentMerge.objects.get().gone == second.pk
    assert Removal.objects.get(key=second.pk).actor == world.users["clerk"]
    assert len(register_history(kept)) >= changes


def test_two_different_marks_in_one_cell_are_named_and_nothing_is_merged(world, pair):
    mark(world, pair[0], midterm=70)
    mark(world, pair[1], midterm=65)

    with pytest.raises(MergeRefused) as refused:
        merged(pair, world)

    [text] = refused.value.problems
    assert "6A1" in text and world.sheet.subject.name in text
    assert Student.objects.filter(pk=pair[1].pk).exists()


def test_a_stay_of_another_year_moves_with_its_lines(world, pair):
    first, second = pair
    old = factories.SchoolYearFactory(
        code="2020-2021",
        starts_on=datetime.date(2020, 9, 5),
        ends_on=datetime.date(2021, 5, 31),
    )
    group = factories.ClassGroupFactory(school=world.school, school_year=old)
    stay = factories.EnrolmentFactory(class_group=group, student=second)
    paper = factories.PaperFactory(student=second, kind=PaperKind.BIRTH)

    merged(pair, world)

    stay.refresh_from_db()
    assert stay.student == first
    assert Paper.objects.get(pk=paper.pk).student == first


def test_an_empty_stay_in_another_class_goes_and_one_with_marks_refuses(world, pair):
    first, second = pair
    other = world.classes[world.school][1]
    stay = Enrolment.objects.get(student=second)
    twin = world.enrolments[other][0].student
    elsewhere = (first, twin)
    assert plan_merge(*elsewhere).dropped and not plan_merge(*elsewhere).problems
    sheet = MarkSheet.objects.filter(class_group=other).first()
    MarkRecord.objects.filter(sheet=sheet, enrolment__student=twin).update(midterm=50)
    mark(world, first, midterm=70)

    [text] = plan_merge(*elsewhere).problems
    assert "6A1" in text and "6A2" in text
    assert stay.class_group == world.class_group


def test_a_sheet_handed_in_takes_no_marks(world, pair):
    mark(world, pair[1], final=80)
    with moved_to(SheetState.SUBMITTED, MarkSheet.objects.filter(pk=world.sheet.pk)):
        [text] = plan_merge(*pair).problems
        assert "6A1" in text


def test_what_is_sealed_is_never_rewritten(world, pair):
    first, second = pair
    line = factories.LineFactory(student_uid=second.person_uid)
    [text] = plan_merge(first, second).problems
    assert "Lê Thị Bưởi" in text
    assert plan_merge(second, first).problems == []

    factories.LineFactory(student_uid=first.person_uid, package=line.package)
    assert len(plan_merge(second, first).problems) == 1


def test_what_changed_since_the_page_was_opened_refuses(world, pair):
    shown = plan_merge(*pair).revision
    mark(world, pair[1], final=80)

    with pytest.raises(MergeRefused):
        merge_students(
            survivor_id=pair[0].pk,
            other_id=pair[1].pk,
            shown=shown,
            taken=(),
            by=world.users["clerk"],
        )
    assert Student.objects.filter(pk=pair[1].pk).exists()


def test_the_pages_show_both_and_merge_or_keep_apart(world, pair, client_of):
    first, second = pair
    clerk = client_of("clerk")
    listed = clerk.get(reverse("grades:duplicate-list"))
    address = reverse("grades:student-merge", args=[first.public_id, second.public_id])
    assert address in listed.content.decode()
    assert {first.pk, second.pk} <= logged(listed)[Kind.STUDENT]
    named(second, ethnicity="Khmer")
    page = clerk.get(address)
    assert "Khmer" in page.content.decode()

    answer = clerk.post(
        address, {"shown": page.context["plan"].revision, "take-ethnicity": "other"}, follow=True
    )

    assert answer.status_code == 200
    assert Student.objects.get(pk=first.pk).ethnicity == "Khmer"
    assert not Student.objects.filter(pk=second.pk).exists()


def test_not_the_same_person_is_remembered_by_the_page(world, pair, client_of):
    address = reverse("grades:student-apart", args=[each.public_id for each in pair])

    client_of("clerk").post(address)

    assert why(world) == []


def test_a_record_merged_twice_keeps_every_history(world, pair):
    third = world.enrolments[world.class_group][2].student
    first, second = pair
    merged((second, third), world)

    kept = merged(pair, world)

    assert set(StudentMerge.objects.values_list("student", "gone")) == {
        (kept.pk, second.pk),
        (kept.pk, third.pk),
    }
    assert first.pk == kept.pk


def stored(*students):
    """All that is stored of these records: they, their stays, lines and documents."""
    return [
        list(rows.order_by("pk").values())
        for rows in (
            Student.objects.filter(pk__in=students),
            Enrolment.objects.filter(student__in=students),
            MarkRecord.objects.filter(enrolment__student__in=students),
            Paper.objects.filter(student__in=students),
        )
    ]


def parting(world, survivor):
    return plan_parting(StudentMerge.objects.select_related("student").get(student=survivor))


def part(world, survivor, by="clerk"):
    plan = parting(world, survivor)
    return part_students(merge_id=plan.merge.pk, shown=plan.revision, by=world.users[by])


def test_a_merge_is_taken_back_with_marks_stays_documents_and_codes(world, pair):
    first, second = pair
    mark(world, second, midterm=70, average=70)
    factories.PaperFactory(student=second, kind=PaperKind.BIRTH)
    other_class = world.classes[world.school][1]
    year = factories.SchoolYearFactory(code="2019-2020")
    earlier = factories.ClassGroupFactory(
        school=world.school, school_year=year, grade_level=other_class.grade_level, name="6C"
    )
    factories.EnrolmentFactory(student=second, class_group=earlier)
    before = stored(first.pk, second.pk)
    merged(pair, world, taken=["ministry_code"])
    assert stored(first.pk, second.pk) != before

    back = part(world, first)

    assert back.pk == second.pk
    for was, now in zip(before, stored(first.pk, second.pk), strict=True):
        # Sheets of the class that lacked a line have got one meanwhile.
        assert was == [row for row in now if row["id"] in {each["id"] for each in was}]
    assert not MarkRecord.objects.filter(enrolment__student=first.pk, midterm=70).exists()
    assert not StudentMerge.objects.exists()


def test_what_was_changed_since_keeps_the_record_one_and_is_named(world, pair):
    first, second = pair
    mark(world, second, midterm=70)
    merged(pair, world)
    before = stored(first.pk)
    mark(world, first, final=90)
    set_state(world.sheet, SheetState.SUBMITTED)

    with pytest.raises(PartingRefused) as refused:
        part(world, first)

    assert len(refused.value.problems) == 2
    assert all(world.sheet.subject.name in each for each in refused.value.problems)
    assert StudentMerge.objects.get(student=first) and before != stored(first.pk)


def test_the_page_shows_what_goes_back_and_the_records_are_two_again(world, pair, client_of):
    first, second = pair
    merged(pair, world)
    merge = StudentMerge.objects.get()
    client, address = client_of("clerk"), reverse("grades:student", args=[first.public_id])
    part_at = reverse("grades:student-part", args=[first.public_id, merge.pk])
    assert part_at in client.get(address).content.decode()

    page = client.get(part_at)
    assert logged(page)[Kind.STUDENT] == {first.pk}
    answer = client.post(part_at, {"shown": parting(world, first).revision})

    assert answer.status_code == 302
    assert Student.objects.filter(pk=second.pk, full_name=second.full_name).exists()
    assert part_at not in client.get(address).content.decode()
    assert client.get(part_at).status_code == 404

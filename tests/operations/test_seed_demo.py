"""The invented province adds up, obeys the database's rules, and is the same every time."""

from collections import Counter

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, IntegerField, Max, Q, Sum
from django.db.models.functions import Cast

from eduportal import scoping
from eduportal.operations.demo.seeding import ProvinceSize, RegisterNotEmpty
from grades.cells import average_of
from grades.choices import SheetState, Step
from grades.models import MarkChange, MarkRecord, MarkSheet, SheetStep
from schools.choices import LineKind, Stage
from schools.models import ClassGroup, CurriculumLine, School
from staffing.models import HomeroomAssignment, Post, StaffMember, TeachingAssignment
from students.choices import StudentStatus
from students.models import Enrolment, Student
from students.selectors import in_class_for
from tests.operations.province import AS_OF, forget, guards, seed
from tests.owner import connected_as_owner, past_triggers

THIS_YEAR = "2026-2027"
SAMPLE = 400


# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_owner"),
]


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    """The guards of the tables before seeding, and the lines the run printed."""
    with django_db_blocker.unblock():
        before = guards()
        try:
            with connected_as_owner():
                printed = seed()
            yield before, printed
        finally:
            forget()


@pytest.fixture(autouse=True)
def everywhere(province, db):
    with scoping.everywhere("a test reads the invented province"):
        yield


def current_classes():
    return ClassGroup.objects.filter(school_year__code=THIS_YEAR)


def test_every_school_has_classes_at_each_of_its_grade_levels_in_both_years():
    for school in School.objects.all():
        for year in ("2025-2026", THIS_YEAR):
            levels = school.classes.filter(school_year__code=year).values_list("grade_level")
            counts = Counter(level for (level,) in levels)
            expected = {"02": range(1, 6), "03": range(6, 10), "04": range(10, 13)}
            assert sorted(counts) == sorted(
                level for stage in school.stages for level in expected[stage]
            )
            assert len(set(counts.values())) == 1, "lines move up together"


def test_every_student_of_today_is_in_one_class_and_the_others_have_completed():
    here = Enrolment.objects.filter(class_group__in=current_classes(), ends_on=None)
    studying = Student.objects.filter(status=StudentStatus.STUDYING)
    assert set(here.values_list("student", flat=True)) == set(studying.values_list("pk", flat=True))
    gone = Student.objects.exclude(status=StudentStatus.STUDYING)
    assert set(gone.values_list("status", flat=True)) <= {"completed", "transferred_out"}
    assert not here.filter(student__in=gone).exists()


def test_classes_are_about_as_large_as_the_province_has_them():
    sizes = current_classes().annotate(size=Count("enrolments"))
    by_stage = {
        stage: sizes.filter(grade_level__stage=stage).aggregate(sum=Sum("size"), n=Count("pk"))
        for stage in (Stage.PRIMARY, Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY)
    }
    means = [row["sum"] / row["n"] for row in by_stage.values()]
    assert means == [pytest.approx(32, abs=2), pytest.approx(40, abs=2), pytest.approx(40, abs=2)]
    assert sizes.aggregate(Max("size"))["size__max"] <= 45


def test_a_class_is_listed_by_given_name():
    group = current_classes().first()
    rows = group.enrolments.order_by("position").values_list("position", "student__sort_key")
    assert [position for position, _ in rows] == list(range(1, len(rows) + 1))
    assert [key for _, key in rows] == sorted(key for _, key in rows)


def test_each_class_but_of_preschool_has_a_sheet_for_each_of_its_subjects():
    compulsory = Counter(
        CurriculumLine.objects.filter(kind=LineKind.COMPULSORY).values_list(
            "programme", "grade_level"
        )
    )
    counted = current_classes().annotate(n=Count("sheets"))
    for group in counted:
        level = group.grade_level_id
        electives = 4 if 10 <= level <= 12 else 0
        assert group.n == compulsory[group.programme, level] + electives, group


def test_marks_of_primary_school_are_levels_and_whole_points_where_there_is_a_test():
    records = MarkRecord.objects.filter(sheet__form="levels")
    assert records.exclude(average=None).exists()
    tests = records.values_list("sheet__periodic_count", "midterm", "final", "average")
    for count, midterm, final, average in tests:
        assert average in (None, 220, 221, 222)
        assert midterm is None or count == 2 and midterm % 10 == 0
        assert final is None or count > 0 and final % 10 == 0


def test_every_sheet_has_one_line_for_each_student_of_the_term():
    stays = "class_group__enrolments__"
    of_the_term = Q(**{f"{stays}ends_on": None}) | Q(
        **{f"{stays}ends_on__gte": F("term__starts_on")}
    )
    present = Count("class_group__enrolments", filter=of_the_term)
    lines = dict(MarkSheet.objects.annotate(n=Count("records")).values_list("pk", "n"))
    assert lines == dict(MarkSheet.objects.annotate(n=present).values_list("pk", "n"))
    assert lines
    strays = MarkRecord.objects.exclude(enrolment__class_group=F("sheet__class_group"))
    assert not strays.exists()


@pytest.mark.parametrize("state", [SheetState.APPROVED, SheetState.OPEN])
def test_averages_are_those_of_the_circular(state):
    records = MarkRecord.objects.filter(sheet__state=state).select_related("sheet__regulation")
    sample = list(records.order_by("uid")[:SAMPLE])
    assert len(sample) == SAMPLE
    for record in sample:
        assert record.average == average_of(record), record


def test_few_sheets_handed_in_lack_one_students_mark_and_open_ones_every_final_mark():
    here = in_class_for("sheet__term", "enrolment__")
    records = MarkRecord.objects.filter(here, exempt=False)
    handed_in = MarkSheet.objects.exclude(state=SheetState.OPEN)
    gaps = records.filter(sheet__in=handed_in, average=None).values_list("sheet", flat=True)
    assert 0 < len(gaps) == len(set(gaps)) < handed_in.count() / 10
    said = SheetStep.objects.filter(step=Step.SUBMIT).exclude(reason="")
    assert set(gaps) <= set(said.values_list("sheet", flat=True))
    assert not records.filter(sheet__state=SheetState.OPEN).exclude(final=None).exists()
    assert records.filter(sheet__state=SheetState.OPEN).exclude(midterm=None).exists()


def test_every_cell_has_as_many_slots_as_the_circular_asks_for():
    slots = F("sheet__regular_count") + Cast("sheet__has_topic", IntegerField())
    assert not MarkRecord.objects.exclude(regular__len=slots).exists()


def test_last_year_is_approved_and_this_term_is_under_way():
    past = MarkSheet.objects.filter(term__school_year__code="2025-2026")
    assert set(past.values_list("state", flat=True)) == {SheetState.APPROVED}
    now = Counter(
        MarkSheet.objects.filter(term__school_year__code=THIS_YEAR).values_list("state", flat=True)
    )
    assert now[SheetState.OPEN] > now[SheetState.SUBMITTED] > now[SheetState.APPROVED] > 0
    assert now[SheetState.SEALED] == 0, "only a package seals a sheet"


def test_every_state_is_explained_by_its_steps():
    for state, steps in [
        (SheetState.OPEN, []),
        (SheetState.SUBMITTED, [Step.SUBMIT]),
        (SheetState.APPROVED, [Step.SUBMIT, Step.APPROVE]),
    ]:
        sheet = MarkSheet.objects.filter(state=state).first()
        assert list(SheetStep.objects.filter(sheet=sheet).values_list("step", flat=True)) == steps


def test_every_lesson_and_every_class_has_one_teacher():
    lines = sum(
        CurriculumLine.objects.filter(
            programme=group.programme,
            grade_level=group.grade_level_id,
            kind=LineKind.COMPULSORY,
        ).count()
        + (4 if group.grade_level_id >= 10 else 0)
        for group in current_classes()
    )
    pairs = TeachingAssignment.objects.values_list("class_group", "subject")
    assert pairs.count() == len(set(pairs)) == lines
    assert HomeroomAssignment.objects.count() == current_classes().count()
    assert set(Post.objects.values_list("staff", flat=True)) == set(
        StaffMember.objects.values_list("pk", flat=True)
    )


def test_subject_teachers_carry_loads_near_the_norm():
    loads = [
        float(load)
        for load in StaffMember.objects.filter(main_subject__code__in=["toan", "ngu-van", "khtn"])
        .annotate(load=Sum("assignments__weekly_periods"))
        .exclude(load=None)
        .values_list("load", flat=True)
    ]
    assert sum(loads) / len(loads) == pytest.approx(16, abs=3)


def test_the_tables_keep_every_constraint_index_trigger_and_policy(province):
    before, _ = province
    assert guards() == before


def test_no_history_is_written_while_seeding_and_every_change_afterwards_leaves_a_row():
    assert not MarkChange.objects.exists()
    MarkRecord.objects.filter(pk=MarkRecord.objects.first().pk).update(remark="Có tiến bộ")
    assert MarkChange.objects.count() == 1


def test_a_school_sees_its_own_rows_only():
    school = School.objects.first()
    own = school.students.count()
    with scoping.schools([school.pk]):
        assert Student.objects.count() == own > 0
        assert set(MarkRecord.objects.values_list("school", flat=True)) <= {school.pk}
    with scoping.schools([]):
        assert not Student.objects.exists()
        assert not MarkSheet.objects.exists()


def test_nobody_can_be_taken_for_a_living_person():
    assert not Student.objects.exclude(personal_number__startswith="999").exists()
    assert not School.objects.exclude(address__startswith="Dữ liệu minh họa").exists()


def test_the_run_says_how_many_rows_it_wrote(province):
    _, printed = province
    assert any(line.split()[:2] == ["mark", "records"] and "rows/s" in line for line in printed)


def test_a_register_with_schools_is_refused():
    with pytest.raises(RegisterNotEmpty):
        seed()


def test_the_same_seed_makes_the_same_province():
    assert fingerprint() == fingerprint()


def fingerprint():
    """Names and marks of a province of one school, made and thrown away."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in past_triggers(cursor, ["truncate schools_school cascade"]):
            cursor.execute(statement)
        seed(ProvinceSize(schools=1, years=1), AS_OF)
        marks = MarkRecord.objects.order_by("uid").values_list(
            "uid", "regular", "midterm", "final", "average"
        )
        people = Student.objects.order_by("public_id").values_list("public_id", "full_name")
        found = list(marks), list(people)
        transaction.set_rollback(True)
    return found

"""Assignments from lists, tables and timetables."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.core.looking import Kind
from eduportal.imports import services
from eduportal.imports.choices import JobState, Severity
from eduportal.workbooks.writing import write_xlsx
from staffing.models import HomeroomAssignment, TeachingAssignment
from staffing.rules.lesson_texts import halves, lesson_of, lessons_in, names_in
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.personal import logged

pytestmark = pytest.mark.usefixtures("db_everywhere")
ASSIGNMENTS = "assignments"
HA, BINH = "Nguyễn Thị Hà", "Trần Văn Bình"


@pytest.fixture
def people(world):
    """Two teachers whose names no one else of the school has."""
    return {
        name: factories.StaffMemberFactory(
            school=world.school, full_name=name, main_subject=world.subjects[0]
        )
        for name in (HA, BINH)
    }


def bring(world, rows, user=None, **options):
    today = f"{timezone.localdate():%Y-%m-%d}"
    options = {"year": world.year.code, "on": today} | options
    return checked(xlsx(rows), ASSIGNMENTS, world.school, user=user, **options)


def given(world, name, subject=0):
    """Class and periods of what a person gives from today on."""
    rows = TeachingAssignment.objects.in_force().filter(
        staff__full_name=name, subject=world.subjects[subject]
    )
    return {row.class_group.name: float(row.weekly_periods) for row in rows}


def test_a_teachers_classes_stand_in_one_cell_with_the_periods_in_brackets(world, people):
    job = bring(
        world,
        [
            ["PHÂN CÔNG GIẢNG DẠY"],
            ["STT", "Họ và tên", "Môn", "Phân công chuyên môn", "Chủ nhiệm"],
            [1, HA, "Toán", "6A1(2), 6A2 (3t)", "6A2"],
            [2, BINH, "", "GDTC: 6A1", ""],
        ],
    )
    assert counts(job)["changed"] == 2, sentences(job)

    written(job)

    assert given(world, HA) == {"6A1": 2, "6A2": 3}
    assert set(given(world, BINH, 1)) == {"6A1"}
    leads = HomeroomAssignment.objects.in_force().get(class_group__name="6A2", school=world.school)
    assert leads.staff == people[HA]
    former = TeachingAssignment.objects.filter(
        staff=world.staff["teacher"], class_group=world.class_group
    ).first()
    assert former is None or former.ends_on == timezone.localdate() - datetime.timedelta(days=1)


def test_a_table_of_classes_by_subjects_has_teachers_in_its_cells(world, people):
    job = bring(
        world,
        [
            ["Lớp", "Toán", "GDTC", "GVCN"],
            ["6A1", f"{HA} (4), {BINH} (1)", "", BINH],
            ["6A2", "Bình", "", ""],
        ],
    )
    written(job)

    assert given(world, HA) == {"6A1": 4}
    assert given(world, BINH) == {"6A1": 1, "6A2": pytest.approx(given(world, BINH)["6A2"])}
    # An empty cell takes nobody away.
    assert set(given(world, world.staff["homeroom"].full_name, 1)) == {"6A1", "6A2"}


def test_a_list_of_activities_is_counted_into_periods_a_week(world, people):
    rows = [["Activity Id", "Day", "Hour", "Students Sets", "Subject", "Teachers", "Room"]]
    rows += [[n, day, hour, "6A1", "Toán", HA, "P1"] for n, (day, hour) in enumerate(HOURS)]

    written(bring(world, rows))

    assert given(world, HA) == {"6A1": 3}


HOURS = [("Thứ 2", "Tiết 1"), ("Thứ 2", "Tiết 2"), ("Thứ 4", "Tiết 1")]


def test_a_timetable_has_a_column_for_each_class(world, people):
    job = bring(
        world,
        [
            ["THỜI KHÓA BIỂU"],
            ["Thứ", "Tiết", "6A1", "6A2"],
            [2, 1, "Chào cờ", "Chào cờ"],
            [2, 2, f"Toán - {HA}", "Toán\nBình"],
            [3, 1, f"Toán - {HA}", ""],
        ],
    )
    assert {rule for _cell, rule in found(job, Severity.WARNING)} == {"no_teacher_named"}

    written(job)

    assert given(world, HA) == {"6A1": 2}
    assert given(world, BINH) == {"6A2": 1}


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Thứ", "Tiết", HA, "Bình"],
            [2, 1, "6A1 - Toán", "Toán 6A2"],
            ["", 2, "6A1\nToán", "Chào cờ"],
            [3, 1, "6A2 (Toán)", ""],
        ],
        [
            ["STT", "Họ và tên", "Môn", "Thứ 2", "", "Thứ 3"],
            ["", "", "", "1", "2", "1"],
            [1, HA, "", "6A1 - Toán", "Toán - 6A1", "6A2"],
            [2, BINH, "Toán", "6A2", "Chào cờ", ""],
        ],
        [
            ["Giáo viên", "T2 Sáng 1", "T2 Sáng 2", "T3 Chiều 1"],
            [HA, "6A1 Toán", "6A1", "6A2"],
            ["Bình", "6A2 Toán", "Chào cờ", ""],
        ],
    ],
)
def test_a_timetable_has_a_column_or_a_row_for_each_teacher(world, people, rows):
    job = bring(world, rows)
    assert "no_class_named" in {rule for _cell, rule in found(job, Severity.WARNING)}

    written(job)

    assert given(world, HA) == {"6A1": 2, "6A2": 1}
    assert given(world, BINH) == {"6A2": 1}


def test_a_timetable_has_a_row_for_each_class_and_a_column_for_each_period(world, people):
    rows = [
        ["Lớp", "T2 1", "T2 2"],
        ["6A1", f"Toán - {HA}", f"Toán - {HA}"],
        ["6A2", "Chào cờ", ""],
    ]
    written(bring(world, rows))
    assert given(world, HA) == {"6A1": 2}


def test_a_timetable_by_classes_and_by_teachers_in_one_file_is_counted_once(world, people):
    by_class = [["Thứ", "Tiết", "6A1"], [2, 1, f"Toán - {HA}"], ["", 2, f"Toán - {HA}"]]
    by_teacher = [["Thứ", "Tiết", HA], [2, 1, "6A1 Toán"], ["", 2, "6A1 Toán"]]
    today = f"{timezone.localdate():%Y-%m-%d}"

    def brought(*sheets):
        named = [(f"TKB {n}", rows) for n, rows in enumerate(sheets)]
        options = {"year": world.year.code, "on": today}
        return checked(write_xlsx(named), ASSIGNMENTS, world.school, **options)

    job = brought(by_class, by_teacher[:2])
    assert [rule for _cell, rule in found(job)] == ["said_otherwise"]
    services.discard_job(job=job)
    # Two weeks in one file.
    job = brought(by_class, by_class)
    assert {rule for _cell, rule in found(job)} == {"lesson_twice"}
    assert counts(job)["changed"] == 0
    services.discard_job(job=job)
    written(brought(by_class, by_teacher))
    assert given(world, HA) == {"6A1": 2}


def test_two_teachers_of_one_name_are_asked_about_by_the_title_of_the_column(world, people):
    other = factories.StaffMemberFactory(school=world.school, full_name=HA)
    rows = [["Thứ", "Tiết", HA], [2, 1, "6A1 Toán"]]
    job = bring(world, rows)
    assert found(job, Severity.QUESTION) == [("C2", "which_teacher")]
    [question] = job.questions
    services.discard_job(job=job)
    written(bring(world, rows, answers={question["key"]: str(other.public_id)}))
    assert given(world, HA) == {"6A1": 1}


def bring_text(world, text, name="tkb.xml"):
    options = {"year": world.year.code, "on": f"{timezone.localdate():%Y-%m-%d}"}
    return checked(text.encode(), ASSIGNMENTS, world.school, name=name, **options)


ASC = """<?xml version="1.0" encoding="UTF-8"?>
<timetable ascttversion="2012.1" importtype="database">
 <termsdefs columns="id,name,short,terms"><termsdef id="*1" name="Cả năm" short="" terms="1"/>
 </termsdefs>
 <weeksdefs columns="id,name,short,weeks"><weeksdef id="*1" name="Mọi tuần" weeks="11"/>
  <weeksdef id="*2" name="Tuần chẵn" weeks="01"/></weeksdefs>
 <subjects columns="id,name,short"><subject id="*1" name="Toán" short="T"/></subjects>
 <teachers columns="id,name,short"><teacher id="*1" name="{ha}" short="Ha"/>
  <teacher id="*2" name="{binh}" short="Binh"/></teachers>
 <classes columns="id,name,short,teacherid"><class id="*1" name="6A1" teacherid="*2"/>
  <class id="*2" name="6A2" teacherid=""/></classes>
 <lessons columns="id,classids,subjectid,periodspercard,periodsperweek,teacherids">
  <lesson id="*1" classids="*1" subjectid="*1" periodsperweek="3.0" teacherids="*1"
    termsdefid="*1" weeksdefid="*1"/>
  <lesson id="*2" classids="*1,*2" subjectid="*1" periodsperweek="1.0" teacherids="*1"/>
  <lesson id="*3" classids="*2" subjectid="*1" periodsperweek="2.0" teacherids="{last}"
    weeksdefid="{weeks}"/>
 </lessons>
</timetable>"""


def test_the_xml_of_asc_timetables_is_summed_by_class_subject_and_teacher(world, people):
    job = bring_text(world, ASC.format(ha=HA, binh=BINH, last="*2", weeks="*1"))
    assert found(job) == []

    written(job)

    assert given(world, HA) == {"6A1": 4, "6A2": 1}
    assert given(world, BINH) == {"6A2": 2}
    leads = HomeroomAssignment.objects.in_force().get(class_group__name="6A1", school=world.school)
    assert leads.staff == people[BINH]


def test_lessons_of_some_weeks_are_said_and_an_id_of_nobody_is_a_name_of_nobody(world, people):
    job = bring_text(world, ASC.format(ha=HA, binh=BINH, last="*9", weeks="*2"))
    assert found(job) == [("C4", "teacher_unknown")]
    assert job.unread == ["Tuần, kỳ"]


FET = """<?xml version="1.0" encoding="UTF-8"?>
<fet version="6.8.5"><Teachers_List><Teacher><Name>{ha}</Name></Teacher></Teachers_List>
<Activities_List>
 <Activity><Teacher>{ha}</Teacher><Subject>Toán</Subject><Students>6A1</Students>
  <Duration>2</Duration><Total_Duration>3</Total_Duration><Id>1</Id><Active>true</Active></Activity>
 <Activity><Teacher>{ha}</Teacher><Subject>Toán</Subject><Students>6A1</Students>
  <Duration>1</Duration><Total_Duration>3</Total_Duration><Id>2</Id><Active>true</Active></Activity>
 <Activity><Teacher>{binh}</Teacher><Subject>Toán</Subject><Students>6A2</Students>
  <Duration>1</Duration><Id>3</Id><Active>false</Active></Activity>
 <Activity><Subject>Toán</Subject><Students>6A2</Students><Duration>1</Duration></Activity>
</Activities_List></fet>"""


def test_the_file_of_fet_is_summed_and_what_is_switched_off_is_asked_about(world, people):
    job = bring_text(world, FET.format(ha=HA, binh=BINH), "truong.fet")
    assert found(job, Severity.QUESTION) == [("", "row_hidden")]
    assert ("B4", "no_teacher_named") in found(job, Severity.WARNING)
    assert counts(job)["changed"] == 1


@pytest.mark.parametrize(
    "text",
    [
        '<Teachers_Timetable><Teacher name="{ha}"><Day name="T2">{hours}</Day></Teacher>'
        "</Teachers_Timetable>",
        '<!DOCTYPE FET><Students_Timetable><Subgroup name="6A1 Automatic Subgroup">'
        '<Day name="T2">{hours}</Day></Subgroup></Students_Timetable>',
    ],
)
def test_the_results_of_fet_are_counted_hour_by_hour(world, people, text):
    lesson = f'<Subject name="Toán"/><Students name="6A1"/><Teacher name="{HA}"/>'
    hours = "".join(f'<Hour name="{n}">{lesson}</Hour>' for n in range(3)) + '<Hour name="4"/>'
    written(bring_text(world, text.format(ha=HA, hours=hours)))
    assert given(world, HA) == {"6A1": 3}


def test_a_list_of_fet_without_names_says_which_file_has_them(world):
    job = bring_text(
        world, "<Activities_Timetable><Activity><Id>1</Id></Activity></Activities_Timetable>"
    )
    assert (job.state, job.refusal) == (JobState.REFUSED, "timetable_without_names")


def test_without_a_subject_it_is_the_teachers_main_one_and_said(world, people):
    job = bring(world, [["Họ tên", "Lớp dạy"], [HA, "6A1(2)"]])

    assert found(job, Severity.WARNING) == [("B2", "subject_of_teacher")]
    assert counts(job)["changed"] == 1


def test_what_nobody_knows_is_named_with_its_cell(world, people):
    people[HA].main_subject = None
    people[HA].save()
    job = bring(
        world,
        [
            ["Họ tên", "Môn", "Phân công"],
            ["Ai Đó Lạ", "Toán", "6A1(2)"],
            [HA, "Toán", "9A9(2), Tổ trưởng, 6A1(99)"],
            [BINH, "Thiên văn", "6A2"],
            [HA, "", "6A2"],
        ],
    )

    assert found(job) == [
        ("A2", "teacher_unknown"),
        ("C3", "class_unknown"),
        ("C3", "periods_unlikely"),
        ("C5", "no_subject"),
    ]
    assert found(job, Severity.WARNING) == [("C3", "no_class_named")]
    assert found(job, Severity.QUESTION) == [("C4", "which_subject")]
    assert counts(job)["refused"] == 4
    assert len(sentences(job)) == 6


def test_a_short_name_of_two_people_is_asked_and_the_choices_are_logged(world, people, client_of):
    other = factories.StaffMemberFactory(school=world.school, full_name="Lê Thu Hà")
    rows = [["Lớp", "Toán", "GDTC"], ["6A1", "Cô Hà", ""]]
    job = bring(world, rows, user=world.users["head"])
    assert found(job, Severity.QUESTION) == [("B2", "which_teacher")]
    [question] = job.questions
    choices = {answer for answer, _text in question["choices"]}
    assert {str(other.public_id), str(people[HA].public_id)} <= choices

    page = client_of("head").get(reverse("imports:job-detail", args=[job.public_id]))
    assert {other.pk, people[HA].pk} <= logged(page)[Kind.STAFF]

    again = bring(world, rows, answers={question["key"]: str(other.public_id)})
    written(again)
    assert given(world, "Lê Thu Hà") != {}


def test_two_numbers_for_one_cell_and_two_homeroom_teachers_are_refused(world, people):
    job = bring(
        world,
        [
            ["Họ tên", "Môn", "Phân công", "Chủ nhiệm"],
            [HA, "Toán", "6A1(2)", "6A1"],
            [HA, "Toán", "6A1(3)", ""],
            [BINH, "", "", "6A1"],
        ],
    )

    assert {rule for _cell, rule in found(job)} == {"said_otherwise", "too_many"}
    assert counts(job)["changed"] == 0


def test_a_change_since_the_check_sends_the_file_back(world, people):
    job = bring(world, [["Lớp", "Toán", "GDTC"], ["6A1", HA, ""]])
    TeachingAssignment.objects.filter(class_group=world.class_group).delete()

    written(job)

    assert job.state == JobState.RECEIVED and job.overtaken


def test_no_table_of_assignments_is_refused(world):
    job = bring(world, [["Họ và tên", "Ngày sinh"], [HA, "01/09/1980"]])

    assert (job.state, job.refusal) == (JobState.REFUSED, "layout_unknown")


def test_a_table_without_any_known_title_is_asked_about_and_is_passed_over_beside_another(
    world, people
):
    strange = [["Mã cũ", "Đơn vị cũ", "Ghi lại"], ["10000", "Long An", "x"]]

    alone = bring(world, strange)
    assert found(alone) == [("", "header_not_found")] and alone.waits_for_columns
    assert "Mã cũ, Đơn vị cũ, Ghi lại" in sentences(alone)[0]
    assert "Phân công chuyên môn" in sentences(alone)[0]
    services.discard_job(job=alone)

    today = f"{timezone.localdate():%Y-%m-%d}"
    grid = [["Lớp", "Toán"], ["6A1", f"{HA} (4)"]]
    content = write_xlsx([("Phân công", grid), ("Ghi nhớ", strange)])
    beside = checked(content, ASSIGNMENTS, world.school, year=world.year.code, on=today)
    assert (found(beside), counts(beside)["changed"]) == ([], 1)


def test_who_keeps_the_register_brings_assignments_and_no_administrator(world, client_of):
    address = reverse("imports:job-new")
    for persona, key in (("head", ASSIGNMENTS), ("clerk", ASSIGNMENTS)):
        page = client_of(persona).get(address, {"kind": ASSIGNMENTS})
        assert page.context["importer"].key == key
    page = client_of("department_admin").get(address, {"kind": ASSIGNMENTS})
    assert page.context["importer"] is None


def test_a_day_outside_the_year_is_refused_on_the_page(world, client_of):
    address = f"{reverse('imports:job-new')}?kind={ASSIGNMENTS}"
    page = client_of("head").post(address, {"year": world.year.code, "on": "1999-01-01"})
    assert page.context["options"].errors.keys() == {"on"}


def test_the_own_file_is_read_back_as_it_is(world, people, client_of):
    factories.TeachingAssignmentFactory(
        staff=people[HA],
        class_group=world.class_group,
        subject=world.subjects[1],
        weekly_periods="1.5",
    )
    file = client_of("head").get(reverse("staffing:assignments"), {"export": "xlsx"})
    today = f"{timezone.localdate():%Y-%m-%d}"

    job = checked(file.getvalue(), ASSIGNMENTS, world.school, year=world.year.code, on=today)

    assert found(job) == [] and found(job, Severity.QUESTION) == []
    assert counts(job)["same"] == counts(job)["total"] > 2


def test_cells_of_lessons_are_read_as_teachers_write_them():
    classes = {"6A1", "6A2", "12AV2", "12VAN", "10-1"}

    def read(text):
        lessons = lessons_in(text, lambda name: name.replace(" ", "") in classes)
        return [
            (each.subject, each.class_name, each.periods and float(each.periods))
            for each in lessons
        ]

    def one(text):
        return lesson_of(text, lambda name: name.replace(" ", "") in classes)[:2]

    assert (one("6A1"), one("6 A1")) == (("", "6A1"), ("", "6 A1"))
    assert one("Toán - 6A1") == one("6A1\nToán") == one("6A1 (Toán)") == ("Toán", "6A1")
    assert one("Ngoại ngữ 1 10-1") == ("Ngoại ngữ 1", "10-1")
    assert one("9A9 Tin") == ("", "9A9")
    assert one("Chào cờ") == ("", "")
    assert read("12AV2(2), 12VAN(3)") == [("", "12AV2", 2), ("", "12VAN", 3)]
    assert read("Toán (6A1, 6A2)") == [("Toán", "6A1", None), ("Toán", "6A2", None)]
    assert read("Toán: 6A1(4), 6A2; Tin 6A1") == [
        ("Toán", "6A1", 4),
        ("Toán", "6A2", None),
        ("Tin", "6A1", None),
    ]
    assert read("Ngoại ngữ 1: 6A1 - 3 tiết") == [("Ngoại ngữ 1", "6A1", 3)]
    assert read("10-1") == [("", "10-1", None)]
    assert read("Toán 6A1\nTin 6A2") == [("Toán", "6A1", None), ("Tin", "6A2", None)]
    assert [tuple(each) for each in names_in("Hà (2), Bình/Ơn")] == [
        ("Hà", 2),
        ("Bình", None),
        ("Ơn", None),
    ]
    assert halves("Toán - Hà") == ("Toán", "Hà")
    assert halves("Toán\nThu Hà") == ("Toán", "Thu Hà")
    assert halves("Chào cờ") == ("Chào cờ", "")


@pytest.mark.parametrize("periods", ["2x", "1000", "nan", "-1"])
def test_periods_of_a_timetable_that_cannot_be_are_told_and_not_left_out(world, people, periods):
    text = ASC.format(ha=HA, binh=BINH, last="*2", weeks="*1").replace("2.0", periods)

    job = bring_text(world, text)

    assert ("D4", "periods_unlikely") in found(job)


def test_periods_with_a_decimal_comma_are_read(world, people):
    text = ASC.format(ha=HA, binh=BINH, last="*2", weeks="*1").replace("2.0", "2,5")
    written(bring_text(world, text))
    assert given(world, BINH) == {"6A2": 2.5}


@pytest.mark.parametrize("periods", ["-3", "nan", "Infinity", "ba"])
def test_periods_that_cannot_be_leave_the_assignment_as_it_is(world, people, periods):
    titles = ["Lớp", "Môn học", "Giáo viên", "Số tiết"]
    written(bring(world, [titles, ["6A1", "Toán", HA, 3]]))

    job = bring(world, [titles, ["6A1", "Toán", HA, periods], ["6A2", "Toán", HA, 2]])

    assert found(job) == [("D2", "periods_unlikely")]
    written(job)
    assert given(world, HA) == {"6A1": 3, "6A2": 2}

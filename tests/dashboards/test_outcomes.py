"""Results of a term: numbers as counted by hand, and no hidden number on the page or in a file."""

import csv
import datetime
import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from eduportal.dashboards.figures import services
from eduportal.dashboards.figures.subjects import refresh_stale_subjects
from eduportal.dashboards.models import ClassFigure, SubjectFigure
from grades.models import MarkRecord
from students.models import Student
from tests import factories
from tests.dashboards import books
from tests.dashboards.links import follow
from tests.query_counts import ask_counted

RESULTS = reverse("dashboards:results")


def sealed(school, term, name, levels, averages, girls):
    """A sealed class with so many students at each level, the first of them girls, and these
    averages in mathematics."""
    group = books.class_of(sum(levels), school, name=name)
    sheet = books.sheet(group, term, regular=[80, 80], midterm=80, final=80)
    records = list(MarkRecord.objects.filter(sheet=sheet).order_by("enrolment"))
    for record, average in zip(records, averages, strict=True):
        record.average = average
    MarkRecord.objects.bulk_update(records, ["average"])
    students = list(group.enrolments.order_by("pk").values_list("student", flat=True))
    Student.objects.filter(pk__in=students).update(sex="1")
    Student.objects.filter(pk__in=students[:girls]).update(sex="2")
    books.results(group, term, [4 - n for n, count in enumerate(levels) for _one in range(count)])
    return group


def test_averages_and_sexes_are_counted_once_a_class_is_sealed_and_again_after_a_change(term):
    school = factories.SchoolFactory()
    group = sealed(school, term, "6A", (2, 1, 1, 0), [97, 50, 49, 100], girls=3)
    services.refresh_stale()
    assert not SubjectFigure.objects.exists()
    assert ClassFigure.objects.get().girls_good == 0

    books.seal(group, term)
    services.refresh_stale()
    figure, row = ClassFigure.objects.get(), SubjectFigure.objects.get()
    assert (figure.grade, figure.girls_good, figure.girls_fair, figure.boys_passed) == (6, 2, 1, 1)
    assert row.bins == [0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1]
    assert (row.tenths, row.grade, row.school_id) == (296, 6, school.pk)

    other = sealed(school, term, "6B", (1, 0, 0, 1), [0, 9], girls=0)
    books.seal(other, term)
    services.refresh_stale()
    row.refresh_from_db()
    assert row.bins == [2, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1]

    # What nobody announced is found at night.
    SubjectFigure.objects.update(tenths=1)
    with pytest.raises(CommandError, match="1 figures differ"):
        call_command("rebuild_figures", "--check", stdout=io.StringIO())
    assert services.rebuild_all() == 1
    row.refresh_from_db()
    assert row.tenths == 305
    ClassFigure.objects.update(sealed=0)
    assert refresh_stale_subjects([term.pk]) == 1
    assert not SubjectFigure.objects.exists()


@pytest.fixture
def earlier(world, db_everywhere):
    """The same term of the year before."""
    starts = world.year.starts_on - datetime.timedelta(days=365)
    year = factories.SchoolYearFactory(
        code="2025-2026", starts_on=starts, ends_on=starts + datetime.timedelta(days=300)
    )
    return factories.TermFactory(
        school_year=year, number=1, starts_on=starts, ends_on=starts + datetime.timedelta(days=120)
    )


BINS = [0, 0, 0, 5, 15, 20, 20, 20, 10, 10, 0]


@pytest.fixture
def province(world, earlier):
    """Two grades in three schools, large enough to be shown, and a year to compare them with."""
    world.earlier = earlier
    for school in world.schools[:3]:
        for grade in (6, 7):
            books.figures(school, world.term, grade, (20, 30, 40, 10), (15, 15, 15, 5), BINS)
            books.figures(school, earlier, grade, (20, 20, 50, 10), (15, 10, 20, 5), BINS[::-1])
    return world


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_page_says_what_the_tiles_show_and_both_what_was_counted(province, client_of):
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    page = client.get(RESULTS)
    shown = page.context["shown"]
    now, then = shown.levels
    assert now.levels.shown == [120, 180, 240, 60] and then.levels.shown == [120, 120, 300, 60]
    assert (now.levels.upper_share, now.change) == (50, pytest.approx(10))
    assert [(row.grade, row.girls, row.boys, row.other) for row in shown.grades.rows] == [
        (6, 60, 40, 40),
        (7, 60, 40, 40),
    ]
    [subject] = shown.subjects
    assert (subject.share, subject.other) == (20, 60)
    assert [row.count for row in shown.marks.rows] == [6 * count for count in BINS]
    assert shown.marks.low_share == 20
    assert "50.0% of the students are at the levels Good and Fair, 10.0 percentage points more" in (
        text(page)
    )
    assert "Toán (20.0%)" in text(page)
    follow(client, page, least=6)


def test_schools_stand_by_status_and_change_and_by_size_never_in_an_order(province, client_of):
    books.figures(province.schools[3], province.term, 6, (10, 10, 0, 0), (5, 5, 0, 0), BINS)
    client = client_of("department_officer")
    shown = client.get(RESULTS).context["shown"]
    # 50 % is the second class from below (46 to 57), ten points more the highest change.
    assert shown.five.rows[3][2][4].count == 3 and shown.five.left_out == 1
    names = [row.share.school.name for row in shown.funnel.rows]
    assert names == sorted(names) and len(names) == 4
    assert [row.place for row in shown.funnel.rows].count(1) == 1
    cell = client.get(RESULTS, {"five": "14"})
    assert len(cell.context["shown"].five.listed) == 3
    assert cell.context["shown"].five.listed[0].school.name in text(cell)


def test_a_grade_a_place_and_another_comparison_are_asked_for_by_address(province, client_of):
    client = client_of("department_officer")
    grade = client.get(RESULTS, {"grade": "7", "subject": "TOAN"}).context["shown"]
    assert [row.count for row in grade.marks.rows] == [3 * count for count in BINS]
    unit = province.communes[0].code
    moved = client.get(RESULTS, {"unit": unit, "stage": "03"})
    address = reverse("dashboards:results-commune", args=[unit])
    assert moved.headers["Location"] == f"{address}?stage=03"
    commune = client.get(address, {"against": "all"})
    assert commune.context["shown"].other.name == commune.context["against"][0][1]
    assert commune.context["shown"].levels[1].levels.shown == [120, 180, 240, 60]
    school = str(province.schools[0].public_id)
    moved = client.get(address, {"school": school})
    assert moved.headers["Location"] == reverse("dashboards:results-school", args=[school])
    assert client.get(address, {"school": "x"}).status_code == 400
    head = client_of("head").get(RESULTS)
    assert head.headers["Location"] == reverse(
        "dashboards:results-school", args=[province.school.public_id]
    )


def test_small_numbers_are_on_no_page_and_in_no_file(province, client_of):
    school = province.schools[0]
    books.figures(school, province.term, 8, (20, 30, 42, 3), (15, 15, 16, 3), [0, 0, 7] + [10] * 8)
    few = [3, 0, 4] + [10] * 8
    books.figures(school, province.term, 9, (20, 30, 40, 10), (15, 15, 15, 5), few, "TIN")
    client = client_of("department_officer")
    client.cookies["django_language"] = "en"
    address = reverse("dashboards:results-school", args=[school.public_id])
    page = client.get(address, {"subject": "TIN"})
    shown = page.context["shown"]
    assert shown.grades.rows is None and page.context["grades"] == []
    assert [row.count for row in shown.marks.rows][:3] == [None, 0, None]
    assert shown.marks.low_share == pytest.approx(100 * 27 / 87)
    tile = re.search(r'aria-labelledby="marks-title".*?</section>', text(page)).group()
    twin = re.findall(r'<th scope="row">(\d+)</th> <td[^>]*>(.*?)</td> <td[^>]*>(.*?)</td>', tile)
    assert [re.sub("<.*?>", "", " ".join(row[1:])).strip() for row in twin][:4] == [
        "hidden –",
        "0 0.0",
        "hidden –",
        "10 11.5",
    ]
    drawing = tile[: tile.index("</svg></div>")]
    assert drawing.count("fig-hidden") == 2 and "3.4" not in drawing and "4.6" not in drawing
    rows = list(csv.reader(io.StringIO(_csv(client, address, "TIN"))))
    assert ["0", "hidden", "", ""] in rows and ["2", "hidden", "", ""] in rows
    book = load_workbook(
        io.BytesIO(client.get(address, {"export": "xlsx", "subject": "TIN"}).content)
    )
    cells = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    assert any(row[:2] == (0, "hidden") for row in cells)
    # The head may open every mark, and sees the same school by grade and in full.
    own = client_of("head").get(address, {"subject": "TIN"}).context["shown"]
    assert [row.count for row in own.marks.rows][:3] == [3, 0, 4]
    assert [row.grade for row in own.grades.rows] == [6, 7, 8, 9]


def _csv(client, address, subject):
    answer = client.get(address, {"export": "csv", "subject": subject})
    return answer.content.decode("utf-8-sig")


def test_grades_of_the_province_are_hidden_where_a_sex_is_small(province, client_of):
    books.figures(province.schools[0], province.term, 8, (20, 30, 2, 0), (10, 10, 2, 0), BINS)
    client = client_of("department_officer")
    assert client.get(RESULTS).context["shown"].grades.rows is None


def test_before_anything_is_sealed_the_page_says_so(world, client_of, db_everywhere):
    client = client_of("department_officer")
    assert "Chưa có lớp nào khóa sổ" in text(client.get(RESULTS))
    services.refresh_stale()
    assert "Chưa có lớp nào khóa sổ" in text(client.get(RESULTS))


def test_the_page_costs_the_same_however_many_schools_there_are(province, client_of):
    client = client_of("department_officer")
    ask_counted(client, "dashboards:results:department_officer", RESULTS)
    for _number in range(3):
        school = factories.SchoolFactory(unit=province.communes[1])
        books.figures(school, province.term, 6, (20, 30, 40, 10), (15, 15, 15, 5), BINS)
    ask_counted(client, "dashboards:results:department_officer", RESULTS)

"""Templates of other products come back with scores of examinations and with earlier years."""

from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eduportal.core.looking import Kind
from schools.models import ClassGroup
from students.models import Enrolment
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, in_vietnamese
from tests.imports.test_earlier_years import PRODUCT, TABLE
from tests.imports.test_examination_scores import WIDE
from tests.personal import logged
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
LONG = ["SBD", "Họ và tên", "Ngày sinh", "Môn thi", "Điểm thi"]


@pytest.fixture
def stays(world: World) -> list[Enrolment]:
    """Two students of the class with scores of two subjects, one with earlier years."""
    first, second = world.enrolments[world.class_group][:2]
    factories.GradeLevelFactory(id=9)
    ClassGroup.objects.filter(pk=world.class_group.pk).update(grade_level=9)
    maths = factories.SubjectFactory(code="toan", name="Toán")
    letters = factories.SubjectFactory(code="ngu-van", name="Ngữ văn")
    for number, stay, score in (("0101", first, "8.25"), ("0102", second, None)):
        one = factories.CandidateFactory(
            student=stay.student, school_year=world.year, number=number, total=Decimal("15.75")
        )
        state = "scored" if score else "absent"
        factories.ExaminationScoreFactory(candidate=one, subject=maths, score=score, state=state)
        factories.ExaminationScoreFactory(candidate=one, subject=letters, score="7.5")
    for part, learning in (("year", "Tốt"), ("hk1", "Khá")):
        year = factories.EarlierYearFactory(
            student=first.student,
            year=2022,
            part=part,
            learning=learning,
            average="8.4",
            school_name=world.school.name,
        )
        factories.EarlierMarkFactory(earlier_year=year, subject=maths, result="8.5")
        factories.EarlierMarkFactory(earlier_year=year, subject=letters, result="Đ")
    return [first, second]


def who(stay: Enrolment) -> tuple[str, str]:
    return stay.student.full_name, f"{stay.student.birth_date:%d/%m/%Y}"


def filled(client_of, name, args, *rows, **form):
    """The values of the template's sheet as it comes back, and the answer."""
    file = SimpleUploadedFile("mau.xlsx", xlsx([*rows]))
    answer = client_of("head").post(reverse(name, args=args), {"file": file, **form})
    if not answer.has_header("Content-Disposition"):
        return answer.content.decode(), answer
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    return [list(row) for row in sheet.values], answer


def test_scores_go_into_each_layout_that_is_read(
    world: World, stays: list[Enrolment], client_of: ClientOf
) -> None:
    first, second = stays
    name, args = "grades:examination-template", ["entrance", world.class_group.public_id]
    absent = "vắng"

    named = [[1, "", *who(first)], [2, "", *who(second)], [3, "", "Người Khác", "01/01/2011"]]
    rows, answer = filled(client_of, name, args, ["KỲ THI"], WIDE, *named)
    assert rows[2][1:2] + rows[2][5:7] + rows[2][8:] == ["0101", 7.5, 8.25, 15.75]
    assert (rows[3][5], str(rows[3][6]).lower()) == (7.5, absent) and not any(rows[4][5:])
    assert logged(answer)[Kind.STUDENT] == {first.student_id, second.student_id}

    # The number alone with all scores in one cell; beside another name it means nobody.
    rows, _answer = filled(client_of, name, args, ["SOBAODANH", "DIEM_THI"], ["0101", ""])
    assert set(rows[1][1].split("   ")) == {"Toán: 8.25", "Ngữ văn: 7.5"}
    other = ["0102", first.student.full_name, "01/01/1999", "Toán", ""]
    rows, _answer = filled(
        client_of,
        name,
        args,
        LONG,
        ["", *who(first), "Văn", ""],
        ["", *who(first), "Toán", ""],
        other,
    )
    assert [row[4] for row in rows[1:]] == [7.5, 8.25, None]

    empty, answer = filled(client_of, name, args, LONG)
    assert [row[3] for row in empty[1:]] == ["Toán", "Ngữ văn"] * 2 and empty[1][0] == "0101"
    options = {
        "year": world.year.code,
        "kind": "entrance",
        "source": "Sở",
        "announced_on": "2026-06-20",
    }
    job = checked(
        answer.content, "examination-scores", None, user=world.users["department_admin"], **options
    )
    assert counts(job) == {"total": 4, "new": 0, "changed": 0, "same": 4, "refused": 0}


def test_earlier_years_go_into_each_layout_that_is_read(
    world: World, stays: list[Enrolment], client_of: ClientOf
) -> None:
    first = stays[0]
    name, args = "grades:earlier-template", [world.class_group.public_id]
    at = {title: PRODUCT.index(title) for title in PRODUCT}
    named = ["" for _title in PRODUCT]
    named[at["Họ và tên"]] = first.student.full_name
    named[at["Năm học"]] = "2022-2023"
    lines = [[*named], [*named], [*named]]
    for line, part in zip(lines, ("1", "Cả năm", "2"), strict=True):
        line[at["Học kỳ"]] = part
    rows, answer = filled(client_of, name, args, PRODUCT, *lines)
    learned = [row[at["Kết quả học tập"]] for row in rows[1:]]
    assert learned == ["Khá", "Tốt", None] and not any(row[at["Học lực"]] for row in rows[1:])
    assert logged(answer)[Kind.STUDENT] == {first.student_id}

    # An empty list gets a row for each year and term, and is read back as it is stored.
    empty, answer = filled(client_of, name, args, PRODUCT)
    assert len(empty) == 3
    job = checked(
        answer.content, "earlier-years", world.school, user=world.users["head"], source="x"
    )
    assert counts(job)["same"] == 2

    # The table of a class says its year above it; otherwise it is asked.
    row = [1, *who(first)]
    title = ["BẢNG TỔNG HỢP KẾT QUẢ CẢ NĂM - NĂM HỌC 2022-2023"]
    rows, _answer = filled(client_of, name, args, title, TABLE, row)
    assert rows[2][3:8] == [8.5, "Đ", None, 8.4, "Tốt"]
    refused, _answer = filled(client_of, name, args, TABLE, row)
    assert in_vietnamese(
        "The file does not say the school year: say it when giving the file, or give a column "
        "“Năm học”."
    ) in str(refused)
    rows, _answer = filled(client_of, name, args, TABLE, row, when="2022 hk1")
    assert rows[1][7] == "Khá"

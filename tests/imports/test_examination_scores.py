"""Scores of examinations: read from three layouts, kept exactly, taken back, shown by class."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from eduportal.imports.ages import OLDER
from eduportal.imports.choices import JobState, Severity
from eduportal.imports.models import ImportRow
from eduportal.workbooks.problems import CellProblem
from grades.importers.examinations.columns import packed_scores, score_text
from grades.models import Candidate, ExaminationScore
from grades.selectors.examinations import hidden_among
from schools.models import ClassGroup
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.rosters import saved_on
from tests.imports.undone import kept, taken_back
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
SCORES = "examination-scores"
WIDE = [
    *("STT", "SBD", "Họ và tên", "Ngày sinh", "Trường THCS", "Ngữ văn", "Toán"),
    *("Ngoại ngữ", "Tổng điểm"),
]


@pytest.fixture
def ninth(world: World) -> ClassGroup:
    """The class of the homeroom teacher is one of grade 9, whose subjects are examined."""
    for code, name in (("toan", "Toán"), ("ngu-van", "Ngữ văn"), ("ngoai-ngu-1", "Ngoại ngữ 1")):
        factories.SubjectFactory(code=code, name=name)
    factories.GradeLevelFactory(id=9)
    group = world.class_group
    ClassGroup.objects.filter(pk=group.pk).update(grade_level=9)
    return group


def bring(world, content, **more):
    options = {
        "year": world.year.code,
        "kind": "entrance",
        "source": "Sở GDĐT, công văn 12",
        "announced_on": "2026-06-20",
        "highest": 10,
        **more,
    }
    return checked(content, SCORES, None, user=world.users["department_admin"], **options)


def line(stay, number, *scores):
    student = stay.student
    born = f"{student.birth_date:%d/%m/%Y}"
    return [1, number, student.full_name, born, student.school.name, *scores]


def kept_scores():
    rows = ExaminationScore.objects.order_by("candidate__number", "subject__code")
    return [
        (row.candidate.number, row.subject.code, row.state, str(row.score))
        for row in rows.select_related("candidate", "subject")
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (8.25, "8.25"),
        ("8,25", "8.25"),
        ("10.00", "10"),
        (0.0, "0"),
        ("Vắng", "absent"),
        ("V", "absent"),
        ("Đình chỉ", "annulled"),
        ("Miễn thi", "exempt"),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_score_is_a_decimal_or_says_why_there_is_none(cell, read):
    assert score_text(cell) == read


@pytest.mark.parametrize("cell", ["٣", "8.1234", "-1", "tám", "1e1", "NaN"])
def test_what_is_no_score_is_not_taken_for_one(cell):
    with pytest.raises(CellProblem):
        score_text(cell)


def test_scores_in_one_cell_are_pairs_and_nothing_else_is_taken_for_them():
    assert packed_scores("Toán:   4.00   Ngữ văn:   5.25   Tiếng Anh: 7,5") == [
        ("Toán", "4.00"),
        ("Ngữ văn", "5.25"),
        ("Tiếng Anh", "7,5"),
    ]
    assert packed_scores("Toán 4.00") is None
    assert packed_scores("") is None


def test_a_list_with_a_column_a_subject_is_kept_exactly_and_taken_back(world, ninth):
    first, second = world.enrolments[ninth][:2]
    content = xlsx(
        [
            ["KỲ THI TUYỂN SINH LỚP 10"],
            WIDE,
            line(first, "010001", 8.25, "7,5", "Vắng", 15.75),
            line(second, "010002", 0, 10, "Miễn", None),
            [3, "010003", "Người Không Học", "01/01/2011", "Nơi khác", 5, 5, 5, 15],
        ]
    )
    job = bring(world, content)
    assert counts(job) == {"total": 3, "new": 2, "changed": 0, "same": 0, "refused": 1}
    assert "Nobody in question" in " ".join(sentences(job))

    written(job)
    assert job.state == JobState.APPLIED
    assert kept_scores() == [
        ("010001", "ngoai-ngu-1", "absent", "None"),
        ("010001", "ngu-van", "scored", "8.250"),
        ("010001", "toan", "scored", "7.500"),
        ("010002", "ngoai-ngu-1", "exempt", "None"),
        ("010002", "ngu-van", "scored", "0.000"),
        ("010002", "toan", "scored", "10.000"),
    ]
    one = Candidate.objects.get(number="010001")
    assert (one.student, one.total, one.school) == (first.student, Decimal("15.75"), world.school)
    again = bring(world, content)
    assert counts(again)["same"] == 2

    # One of the two is changed later: that one stays, and is named.
    better = bring(world, xlsx([WIDE, line(second, "010002", 1.5, 10, "Miễn", None)]))
    assert counts(better)["changed"] == 1
    change = ImportRow.objects.get(job=better).changes
    assert [(each["old"], each["new"]) for each in change] == [("0", "1.5")]
    written(better)
    undo = taken_back(job, world.users["department_admin"])
    assert [name for name, _why in kept(undo)] == [second.student.full_name]
    assert list(Candidate.objects.values_list("number", flat=True)) == ["010002"]
    taken_back(better, world.users["department_admin"])
    assert kept_scores()[1] == ("010002", "ngu-van", "scored", "0.000")


def test_a_row_for_each_subject_and_scores_in_one_cell_mean_the_same(world, ninth):
    first = world.enrolments[ninth][0]
    code = first.student.ministry_code
    long = xlsx(
        [
            ["SBD", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Môn thi", "Điểm thi"],
            ["01", code, first.student.full_name, "Toán", 8.75],
            ["01", code, first.student.full_name, "Văn", "6,5"],
            ["01", code, first.student.full_name, "Thiên văn", 5],
        ]
    )
    job = bring(world, long)
    assert counts(job)["new"] == 2
    assert [cell for cell, _rule in found(job)] == ["D4"]
    written(job)
    seen = kept_scores()
    assert [score for *_rest, score in seen] == ["6.500", "8.750"]

    # The ministry's old file: the number alone says who it is, once it is known.
    packed = xlsx([["SOBAODANH", "DIEM_THI"], ["01", "Toán:   8.75   Ngữ văn:   6.50"]])
    again = bring(world, packed)
    assert (counts(again)["same"], sentences(again)) == (1, [])
    wide = xlsx([["sbd", "toan", "ngu_van", "ma_ngoai_ngu"], ["01", 8.75, 6.5, "N1"]])
    assert (counts(bring(world, wide))["same"], bring(world, wide).unread) == (1, ["ma_ngoai_ngu"])


def test_what_cannot_be_is_refused_at_its_cell(world, ninth):
    first, second = world.enrolments[ninth][:2]
    factories.CandidateFactory(student=second.student, school_year=world.year, number="9")
    other = world.enrolments[world.classes[world.school][1]][0]
    job = bring(
        world,
        xlsx(
            [
                [*WIDE, "Mã định danh Bộ GD&ĐT"],
                [*line(first, "1", 85, 5, 5, 15), first.student.ministry_code],
                [*line(first, "2", "tám", 5, 5, 15), first.student.ministry_code],
                [*line(first, "9", 8, 5, 5, 15), first.student.ministry_code],
                [*line(other, "3", 8, 5, 5, 15), other.student.ministry_code],
                [*line(first, "4" * 21, 8, 5, 5, 15), first.student.ministry_code],
            ]
        ),
    )
    assert counts(job)["refused"] == 5
    assert found(job) == [
        ("F2", "score_too_high"),
        ("F3", "score_unreadable"),
        ("B4", "number_taken"),
        ("C5", "nobody_known"),
        ("B6", "text_too_long"),
    ]
    sentences(job)


def test_an_older_file_asks_before_it_overwrites(world, ninth):
    first = world.enrolments[ninth][0]
    written(bring(world, xlsx([WIDE, line(first, "1", 8, 5, 5, 18)])))
    old = saved_on(xlsx([WIDE, line(first, "1", 7, 5, 5, 17)]), "2026-07-01")
    job = bring(world, old)
    assert found(job, Severity.QUESTION) == [("B2", OLDER)]


def test_only_who_administers_brings_them_and_each_sees_what_is_theirs(
    world: World, ninth: ClassGroup, client_of: ClientOf
) -> None:
    for number, stay in enumerate(world.enrolments[ninth], start=1):
        candidate = factories.CandidateFactory(
            student=stay.student, school_year=world.year, number=str(number)
        )
        factories.ExaminationScoreFactory(
            candidate=candidate, subject__code="toan", score=Decimal(number)
        )
    page = reverse("grades:examinations")
    of_class = reverse("grades:examination-class", args=["entrance", ninth.public_id])
    name = str(world.enrolments[ninth][0].student.public_id)

    head = client_of("head")
    assert "3,50" in ask_counted(head, "grades:examinations:head", page).content.decode()
    shown = ask_counted(head, "grades:examination-class:head", of_class)
    assert name in shown.content.decode()
    assert name in client_of("homeroom").get(of_class).content.decode()
    assert head.get(page, {"export": "candidates"}).status_code == 403

    officer = client_of("department_officer")
    asked = ask_counted(officer, "grades:examinations:department_officer", page)
    listed = asked.content.decode()
    assert world.school.name in listed and name not in listed
    classes = officer.get(page, {"school": world.school.code}).content.decode()
    assert "3,50" in classes and of_class not in classes
    assert officer.get(of_class).status_code == 404
    assert client_of("other_teacher").get(of_class).status_code == 404
    assert head.get(page, {"school": world.foreign_school.code}).status_code == 404
    assert officer.get(page, {"export": "xlsx"}).status_code == 200
    assert head.get(of_class, {"export": "xlsx"}).status_code == 200

    stay = world.enrolments[ninth][0]
    student = reverse("grades:student", args=[stay.student.public_id])
    assert "Hội đồng tuyển sinh" in head.get(student).content.decode()
    assert "Hội đồng tuyển sinh" not in client_of("clerk").get(student).content.decode()

    admin = client_of("department_admin")
    template = admin.get(page, {"export": "template"})
    assert template.status_code == 200
    world.enrolments[ninth][0].student.examinations.all().delete()
    Candidate.objects.exclude(number__in=("2", "3")).delete()
    few = officer.get(page).content.decode()
    assert "&lt;5" in few and "2,50" not in few


def test_two_who_exchanged_their_numbers_keep_their_own_scores(world, ninth):
    """Both are of one birth date: the number alone would name the other of them."""
    first, second = world.enrolments[ninth][:2]
    assert first.student.birth_date == second.student.birth_date
    written(bring(world, xlsx([WIDE, line(first, "1", 8, 7, 6, None)])))
    written(bring(world, xlsx([WIDE, line(second, "2", 5, 5, 5, None)])))
    before = kept_scores()
    job = bring(
        world, xlsx([WIDE, line(first, "2", 8, 7, 6, None), line(second, "1", 5, 5, 5, None)])
    )
    assert counts(job)["refused"] == 2
    assert "The candidate number 2 is that of" in " ".join(sentences(job))
    assert kept_scores() == before


def test_what_is_hidden_cannot_be_worked_out_from_one_other_number():
    assert hidden_among({1: 3, 2: 8, 3: 20}, 5) == {1, 2}
    assert hidden_among({1: 8, 2: 20}, 5) == set()
    assert hidden_among({1: 2, 2: 2, 3: 9, 4: 30}, 5) == {1, 2, 3}
    assert hidden_among({1: 0, 2: 9}, 5) == set()


def test_the_days_of_an_examination_are_those_that_were_given(world, ninth):
    written(bring(world, xlsx([WIDE, line(world.enrolments[ninth][0], "1", 8, 5, 5, 18)])))
    row = Candidate.objects.get()
    assert (row.announced_on, row.source) == (datetime.date(2026, 6, 20), "Sở GDĐT, công văn 12")

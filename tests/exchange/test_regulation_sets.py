"""What a receiver computes again, and under which regulation set."""

from typing import Any

import pytest

from eduportal.exchange.services import ItemResult, receive_bundle
from grades.feeds.subject_results import Record
from grades.models import LedgerLine
from grades.rules.schemes import scheme_of
from grades.selectors.ledger import COLUMNS
from schools.models import GradeLevel
from tests.exchange.conftest import Sender, row, rules
from tests.factories import CurriculumLineFactory, GradeLevelFactory, SubjectFactory
from tests.factories.marks import regulation_set


def received(sender: Sender, *rows: list[Any], **header: Any) -> ItemResult:
    return receive_bundle(peer=sender.peer, items=[sender.seal(list(rows), **header)])[0]


def codes(result: ItemResult) -> list[str]:
    return [problem.code for problem in result.problems]


@pytest.fixture
def level(db_everywhere: None) -> GradeLevel:
    """Grade 6, of whose programme the receiver knows mathematics: 35 periods, two marks a term."""
    level = GradeLevelFactory()
    subject = SubjectFactory(code="toan")
    CurriculumLineFactory(grade_level=level, subject=subject, annual_periods=35)
    return level


def test_a_record_is_read_by_the_columns_of_the_wire() -> None:
    assert Record._fields == ("record_uid", "student_uid", "student_code", *COLUMNS[3:])
    assert Record._fields == COLUMNS


@pytest.mark.parametrize("count", [1, 3, 4])
def test_the_exact_number_of_regular_marks_is_asked_for(
    sender: Sender, level: GradeLevel, count: int
) -> None:
    assert received(sender, row(1)).code == "accepted"
    result = received(sender, row(1, regular=["8.0"] * count))
    assert (result.code, codes(result)) == ("returned", ["wrong_count"])
    assert f"2 regular marks in a term, not {count}" in result.problems[0].message


def test_a_mark_of_study_topics_belongs_to_subjects_that_have_them(
    sender: Sender, level: GradeLevel
) -> None:
    # (2 · 8,0 + 10 + 2 · 8,0 + 3 · 8,0) / 8
    with_topic = row(1, topic="10.0", average="8.3")
    assert codes(received(sender, with_topic)) == ["wrong_count"]
    level.lines.update(has_topics=True)
    assert received(sender, with_topic).code == "accepted"
    assert LedgerLine.objects.get().topic == 100
    assert received(sender, row(1)).code == "accepted"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        # Settled at the end of the term, or still open for a student who left before.
        ({"final": "absent", "average": "4.6"}, "accepted"),
        ({"final": "absent", "average": None}, "accepted"),
        ({"final": "absent", "average": "8.0"}, "returned"),
        ({"final": None, "average": "4.6"}, "returned"),
        ({"final": "exempt", "average": None}, "returned"),
        ({"regular": ["8.0", "passed"]}, "returned"),
    ],
)
def test_a_gap_has_the_result_the_set_gives_it(
    sender: Sender, level: GradeLevel, changes: dict[str, Any], code: str
) -> None:
    assert received(sender, row(1, **changes)).code == code


TIE = {"regular": ["7.0", "8.0", "6.6"], "midterm": "6.0", "final": "6.0"}


def test_results_are_computed_again_under_the_set_of_the_package(sender: Sender) -> None:
    to_even = rules() | {"set": regulation_set(rounding="half_even").rules}
    assert codes(received(sender, row(1, **TIE, average="6.4"))) == ["wrong_average"]
    assert received(sender, row(1, **TIE, average="6.4"), rules=to_even).code == "accepted"
    assert codes(received(sender, row(1, **TIE, average="6.5"), rules=to_even)) == ["wrong_average"]


def test_a_student_without_a_mark_of_study_topics_may_not_study_them(
    sender: Sender, level: GradeLevel
) -> None:
    level.lines.update(has_topics=True)
    waiting = rules() | {"set": regulation_set(missing_topic_blocks=True).rules}
    for average, code in (("8.0", "accepted"), (None, "accepted"), ("7.9", "returned")):
        assert received(sender, row(1, average=average), rules=waiting).code == code


def test_a_set_is_known_by_its_digest_under_whatever_code(sender: Sender) -> None:
    digest = rules()["set"].partition("/")[2]
    theirs = rules() | {"set": f"tt22-cua-truong/{digest}"}
    assert received(sender, row(1), rules=theirs).code == "accepted"


def test_a_package_waits_until_its_set_is_registered(sender: Sender) -> None:
    scheme = scheme_of("TT22", {"max_absences": 40})
    item = sender.seal([row(1)], rules=rules() | {"set": f"tt22-moi/{scheme.digest()}"})
    [early] = receive_bundle(peer=sender.peer, items=[item])
    assert (early.status, early.code, early.retry) == (422, "unknown_rules", "after")
    assert "tt22-moi" in early.problems[0].message
    regulation_set(max_absences=40)
    [again] = receive_bundle(peer=sender.peer, items=[item])
    assert again.code == "accepted"


@pytest.mark.parametrize(
    "named",
    [
        {"grade_level": "6"},
        {"programme": 6},
        {"programme": "khong-co"},
        {"programme": None},
        {"grade_level": 3},
        {"grade_level": 10**9},
    ],
)
def test_a_class_that_is_not_under_the_set_is_refused(
    sender: Sender, level: GradeLevel, named: dict[str, Any]
) -> None:
    result = received(sender, row(1, regular=["8.0"] * 3), rules=rules() | named)
    assert codes(result) == ["unknown_class"]

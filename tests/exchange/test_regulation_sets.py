"""What a receiver computes again, and under which regulation set."""

from dataclasses import replace
from typing import Any

import pytest

from eduportal.exchange.models import Line
from eduportal.exchange.services import ItemResult, receive_bundle
from grades.rules.schemes import scheme_of
from schools.models import GradeLevel
from tests.exchange.conftest import ABOUT, CELLS, FEED, LAYOUT, Sender, row
from tests.factories import CurriculumLineFactory, GradeLevelFactory, SubjectFactory
from tests.factories.marks import regulation_set

GYM = CELLS[5:]


def received(sender: Sender, *rows: list[Any], **header: Any) -> ItemResult:
    """The answer to the first version of a new class."""
    sender.version, sender.previous = 0, ""
    scope = sender.scope(unit=f"6A{len(sender.sealed)}")
    item = sender.seal(list(rows), **{"scope": scope, **header})
    return receive_bundle(peer=sender.peer, items=[item])[0]


def of_layout(sender: Sender, cells: list[Any], *toan: Any) -> ItemResult:
    """The answer where mathematics has these columns and the student these cells."""
    layout = [["toan", *toan], LAYOUT[1]]
    header = replace(sender.header([]), layout=layout)
    line = row(len(sender.sealed) + 1, cells=[*cells, *GYM])
    return received(sender, line, layout=layout, totals=FEED.totals(header, [line]))


def codes(result: ItemResult) -> list[str]:
    return [problem["code"] for receipt in result.receipts for problem in receipt.problems]


@pytest.fixture
def level(db_everywhere: None) -> GradeLevel:
    """Grade 6, of whose programme the receiver knows mathematics: 35 periods, two marks a term."""
    level = GradeLevelFactory()
    subject = SubjectFactory(code="toan")
    CurriculumLineFactory(grade_level=level, subject=subject, annual_periods=35)
    return level


@pytest.mark.parametrize("count", [1, 3, 4])
def test_the_exact_number_of_regular_marks_is_asked_for(
    sender: Sender, level: GradeLevel, count: int
) -> None:
    assert received(sender, row(1)).code == "accepted"
    result = of_layout(sender, [80] * (count + 3), "scored", count, 0)
    assert (result.code, codes(result)) == ("returned", ["wrong_count"])
    [problem] = result.receipts[0].problems
    assert f"2 regular marks in a term, not {count}" in problem["message"]


def test_a_mark_of_study_topics_belongs_to_subjects_that_have_them(
    sender: Sender, level: GradeLevel
) -> None:
    # (2 · 8,0 + 10 + 2 · 8,0 + 3 · 8,0) / 8
    cells = [80, 80, 100, 80, 80, 83]
    assert codes(of_layout(sender, cells, "scored", 2, 1)) == ["wrong_count"]
    level.lines.update(has_topics=True)
    assert of_layout(sender, cells, "scored", 2, 1).code == "accepted"
    assert Line.objects.get().cells[2] == 100
    assert received(sender, row(1)).code == "accepted"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        # Settled at the end of the term, or still open for a student who left before.
        ([80, 80, 80, 210, 46], "accepted"),
        ([80, 80, 80, 210, None], "accepted"),
        ([80, 80, 80, 210, 80], "returned"),
        ([80, 80, 80, None, 46], "returned"),
        ([80, 80, 80, 211, None], "returned"),
        ([80, 201, 80, 80, 80], "returned"),
        # Exempt from the subject, whatever was given before; not among the student's subjects.
        ([80, None, None, None, 211], "accepted"),
        ([219, 219, 219, 219, 219], "accepted"),
        ([219, 219, 219, 219, 80], "returned"),
        ([80, 219, 219, 219, 219], "returned"),
    ],
)
def test_a_gap_has_the_result_the_set_gives_it(
    sender: Sender, level: GradeLevel, cells: list[int | None], code: str
) -> None:
    assert of_layout(sender, cells, "scored", 2, 0).code == code


TIE = [70, 80, 66, 60, 60]


def test_results_are_computed_again_under_the_set_of_the_package(sender: Sender) -> None:
    even = regulation_set(rounding="half_even").rules
    layout = [["toan", "scored", 3, 0], LAYOUT[1]]

    def answer(average: int, **header: Any) -> ItemResult:
        line = row(len(sender.sealed) + 1, cells=[*TIE, average, *GYM])
        totals = {"students": 1, "counted": 1, "results": 2, "sum": average}
        return received(sender, line, layout=layout, totals=totals, **header)

    assert codes(answer(64)) == ["wrong_average"]
    assert answer(64, rules=even).code == "accepted"
    assert codes(answer(65, rules=even)) == ["wrong_average"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        # Not studied, studied and waited for, studied and not given.
        ([80, 80, 219, 80, 80, 80], "accepted"),
        ([80, 80, None, 80, 80, None], "accepted"),
        ([80, 80, None, 80, 80, 80], "returned"),
    ],
)
def test_who_does_not_study_the_topics_is_not_waited_for(
    sender: Sender, level: GradeLevel, cells: list[int | None], code: str
) -> None:
    level.lines.update(has_topics=True)
    waiting = regulation_set(missing_topic_blocks=True).rules
    layout = [["toan", "scored", 2, 1], LAYOUT[1]]
    line = row(1, cells=[*cells, *GYM])
    totals = FEED.totals(replace(sender.header([]), layout=layout), [line])
    result = received(sender, line, layout=layout, totals=totals, rules=waiting)
    assert result.code == code


def test_a_set_is_known_by_its_digest_under_whatever_code(sender: Sender) -> None:
    digest = regulation_set().rules.partition("/")[2]
    assert received(sender, row(1), rules=f"tt22-cua-truong/{digest}").code == "accepted"


def test_a_package_waits_until_its_set_is_registered(sender: Sender) -> None:
    scheme = scheme_of("TT22", {"max_absences": 40})
    item = sender.seal([row(1)], rules=f"tt22-moi/{scheme.digest()}")
    [early] = receive_bundle(peer=sender.peer, items=[item])
    assert (early.code, early.retry) == ("unknown_rules", "after")
    assert "tt22-moi" in early.problems[0]["message"]
    regulation_set(max_absences=40)
    [again] = receive_bundle(peer=sender.peer, items=[item])
    assert again.code == "accepted"


@pytest.mark.parametrize(
    "about",
    [
        {"grade": "6"},
        {"grade": True},
        {"programme": 6},
        {"programme": "khong-co"},
        {"programme": None},
        {"grade": 3},
        {"grade": 10**9},
    ],
)
def test_a_class_that_is_not_under_the_set_is_refused(
    sender: Sender, level: GradeLevel, about: dict[str, Any]
) -> None:
    assert codes(received(sender, row(1), about=ABOUT | about)) == ["unknown_class"]

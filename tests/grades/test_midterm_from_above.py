"""The Department's request for mid-term results on a school's own portal."""

import pytest

from eduportal.exchange.wire import asked
from grades.models import MidtermRequest
from grades.selectors.midterm_asked import midterms_asked
from grades.selectors.midterm_lines import periods_asked
from grades.services.midterm import follow_above
from tests.factories import MidtermRequestFactory
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
NAME = "Sở Giáo dục và Đào tạo tỉnh Tây Ninh"


@pytest.fixture
def own_portal(world: World, settings) -> World:
    settings.EDUPORTAL_TIER = "school"
    return world


def rows(world: World, reason: str = "Rà soát") -> list[list[str]]:
    return [[world.year.code, f"gk{world.term.number}", reason]]


def test_what_is_asked_above_is_asked_here_with_its_reason_and_whose_it_is(
    own_portal: World, client_of: ClientOf
) -> None:
    follow_above(NAME, rows(own_portal))
    follow_above(NAME, rows(own_portal, "Rà soát lần hai"))
    request = MidtermRequest.objects.get()
    assert (request.reason, request.whose) == ("Rà soát lần hai", NAME)
    assert periods_asked(own_portal.year.code) == [f"gk{own_portal.term.number}"]


def test_what_is_asked_no_longer_above_is_gone_here(own_portal: World) -> None:
    follow_above(NAME, rows(own_portal))
    follow_above(NAME, [])
    assert not MidtermRequest.objects.exists()


def test_a_term_that_is_not_known_here_is_passed_over(own_portal: World) -> None:
    follow_above(NAME, [["2099-2100", "gk1", "Rà soát"], [own_portal.year.code, "gk7", "x"]])
    assert not MidtermRequest.objects.exists()


def test_a_department_asks_by_itself(world: World) -> None:
    MidtermRequestFactory(term=world.term)
    follow_above("Bộ", [])
    assert MidtermRequest.objects.count() == 1
    assert midterms_asked() == rows(world, MidtermRequest.objects.get().reason)


@pytest.mark.parametrize(
    "answer", [{}, {"asked": 1}, {"asked": [["2026-2027", "gk1"]]}, {"asked": [[1, 2, 3]] * 30}]
)
def test_an_answer_that_asks_for_nothing_readable_changes_nothing(answer: dict) -> None:
    assert asked.parse(answer.get("asked")) is None


def test_a_reason_is_as_long_as_the_department_may_write_it() -> None:
    said = [["2026-2027", "gk1", "Rà soát chất lượng " * 15]]
    assert asked.parse(said) == said
    assert asked.parse([["2026-2027", "gk1", "x" * 301]]) is None

"""The first page of officials: each class once, whose turn it is, and what is not above yet."""

from django.urls import reverse

from eduportal.dashboards.figures.left import LEFT, NUMBERS, left_at
from eduportal.dashboards.figures.selectors import term_figures
from eduportal.dashboards.figures.services import rebuild_all
from eduportal.dashboards.questions.home import Steps
from eduportal.exchange.selectors.matrix import Counts
from tests import factories


def test_each_class_counts_once_at_its_earliest_step():
    stops = {"entering": 3, "handing": 1, "approving": 2, "sealing": 1}
    sent = Counts(sealed=3, accepted=1, queued=1, returned=1)
    steps = Steps(10, stops, sent)
    assert [bar.count for bar in steps.bars] == [7, 6, 4, 3, 1]
    assert [bar.count for bar in steps.waiting] == [3, 1, 2, 1] and steps.unsealed == 7
    assert [bar.count for bar in steps.not_above] == [1, 1]
    assert [round(bar.percent) for bar in steps.bars] == [70, 60, 40, 30, 10]
    alone = Steps(0, dict.fromkeys(stops, 0), None)
    assert (len(alone.bars), alone.not_above, alone.bars[0].percent) == (4, [], 0)


def test_below_a_ministry_the_page_says_what_has_not_arrived_there(world, client_of, db_everywhere):
    rebuild_all()
    factories.PeerFactory(relation="upstream")
    page = client_of("department_officer").get(reverse("dashboards:overview"))
    assert page.context["steps"].sent == Counts()
    assert "Chưa tới Bộ" in page.content.decode()
    assert page.context["steps"].stops["entering"] == 8


def test_what_is_left_of_a_term_is_0_exactly_where_a_school_has_finished(world, db_everywhere):
    rebuild_all()
    [row] = [
        row for row in term_figures(world.term, None).schools if row.school.pk == world.school.pk
    ]
    assert {code: left_at(row, code) for code in (*LEFT, "TD-00")} == {
        "TD-03": 120, "TD-04": 4, "TD-05": 4, "TD-06": 2, "TD-00": 4,
    }  # fmt: skip
    without = factories.SchoolFactory()
    assert NUMBERS.left("TD-00", world.term)[without.pk] == 1
    unit = world.communes[0]
    for code in ("TD-00", "TD-06"):
        for school, of_unit in ((world.school, unit), (None, unit), (None, None)):
            assert NUMBERS.address(code, school, of_unit).startswith("/")

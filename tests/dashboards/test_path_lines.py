"""What is said of the paths of leavers of one place."""

import pytest
from django.utils.translation import override

from eduportal.dashboards.hiding.suppression import Levels
from eduportal.dashboards.questions.path_line import PathLine, parts_of
from students.paths.rates import Measure
from students.paths.vocabulary import Destination, Group


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({Destination.UNKNOWN: 6}, "not known"),
        ({Destination.UNKNOWN: 3, Destination.GDTX: 3}, "50.0% … 100.0%"),
        ({Destination.GDTX: 6}, "100.0%"),
    ],
)
def test_a_share_of_which_nothing_is_known_is_a_word(counts: dict[Destination, int], said: str):
    levels = Levels(parts_of(Group.NINE, counts), frozenset(), 1)
    with override("en"):
        assert PathLine("", levels, Group.NINE).text(Measure.UPPER) == said

"""A term's line in words, as pages of the exchange show it."""

import pytest

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.wire.package import Contents
from grades.rules.travelling import NOT_TAKEN
from grades.selectors.term_lines import FEED
from schools.models import Subject
from tests.exchange.conftest import CELLS, LAYOUT, Sender, row


@pytest.mark.parametrize(
    ("regular", "said"),
    [([80, 75, 90], "8,0 7,5 9,0 · "), ([80, 75, NOT_TAKEN], "8,0 7,5 – · ")],
    ids=["studies", "does not study"],
)
def test_a_subject_with_study_topics_is_shown_whoever_studies_them(
    sender: Sender, regular: list[int], said: str
) -> None:
    Subject.objects.get_or_create(code="toan", defaults={"name": "Toán", "position": 1})
    lines = [row(1, cells=[*regular, 80, 85, 81, *CELLS[5:]])]
    layout = [["toan", "scored", 2, 1], *LAYOUT[1:]]
    contents = Contents(sender.header(lines, layout=layout, totals={}), lines)

    words = feed_for(FEED).in_words(contents.header)(lines[0])
    assert words[Subject.objects.get(code="toan").name] == f"{said}GK 8,0 · CK 8,5 · TB 8,1"

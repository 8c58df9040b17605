"""The invented marks obey the regulation set in force, whatever it says."""

import pytest

from eduportal import scoping
from grades.cells import average_of
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from schools.models import CurriculumLine
from tests.factories.marks import regulation_set
from tests.operations.province import forget, seed
from tests.owner import connected_as_owner

ODD = {
    "rounding": "half_even",
    "regular_weight": 2,
    "midterm_weight": 3,
    "regular_many": 5,
    "missing_topic_blocks": True,
}
SAMPLE = 1500

# One worker makes the province, once: every test of this file reads the same one.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_owner"),
]


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        try:
            with connected_as_owner():
                regulation = regulation_set(**ODD)
                seed()
            yield regulation
        finally:
            forget()


@pytest.fixture(autouse=True)
def everywhere(province, db):
    with scoping.everywhere("a test reads the invented province"):
        yield


def test_every_sheet_stands_under_the_set_in_force(province):
    assert set(MarkSheet.objects.values_list("regulation", flat=True)) == {province.pk}
    assert MarkSheet.objects.filter(regular_count=5).exists()


def test_averages_are_those_of_the_set():
    records = MarkRecord.objects.filter(sheet__state=SheetState.APPROVED)
    sample = list(records.select_related("sheet__regulation").order_by("uid")[:SAMPLE])
    assert len(sample) == SAMPLE
    assert [each for each in sample if each.average != average_of(each)] == []


def test_study_topics_are_marked_in_three_subjects_of_a_class():
    with_topics = MarkSheet.objects.filter(has_topic=True, state=SheetState.APPROVED)
    assert with_topics.exists()
    lines = CurriculumLine.objects.filter(has_topics=True, form="scored")
    codes = set(lines.values_list("subject__code", flat=True))
    assert set(with_topics.values_list("subject__code", flat=True)) <= codes
    given = with_topics.filter(records__average__isnull=False)
    assert set(given.values_list("subject__code", flat=True)) == {"toan", "ngu-van", "lich-su"}

"""The invented marks obey the regulation set in force, whatever it says."""

import pytest

from eduportal import scoping
from grades.cells import average_of
from grades.choices import SheetState
from grades.models import MarkRecord, MarkSheet
from grades.services import open_sheets
from schools.models import ClassGroup
from students.selectors import study_topics
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
    secondary = MarkSheet.objects.exclude(form="levels")
    assert set(secondary.values_list("regulation", flat=True)) == {province.pk}
    assert MarkSheet.objects.filter(regular_count=5).exists()


def test_averages_are_those_of_the_set():
    records = MarkRecord.objects.filter(sheet__state=SheetState.APPROVED)
    sample = list(records.select_related("sheet__regulation").order_by("uid")[:SAMPLE])
    assert len(sample) == SAMPLE
    assert [each for each in sample if each.average != average_of(each)] == []


def test_study_topics_are_marked_where_the_register_says_that_they_are_studied():
    groups = ClassGroup.objects.filter(study_topics__isnull=False).distinct()
    assert groups.exists()
    alone = 0
    for group in groups:
        topics = study_topics(group)
        assert len(topics.of_class) == 3
        assert {len(own) for own in topics.own.values()} <= {3}
        for sheet in MarkSheet.objects.filter(class_group=group, form="scored"):
            assert sheet.has_topic == topics.anyone_studies(sheet.subject_id)
            alone += sheet.has_topic and sheet.subject_id not in topics.of_class
            for line in sheet.records.all() if sheet.has_topic else ():
                assert line.studies_topics == topics.studies(line.enrolment_id, sheet.subject_id)
                assert line.studies_topics or line.regular[-1] is None
    assert alone


def test_opening_the_sheets_of_the_demo_again_changes_nothing():
    open_sheet = MarkSheet.objects.filter(has_topic=True, state=SheetState.OPEN).first()
    group, term = open_sheet.class_group, open_sheet.term
    before = list(MarkSheet.objects.filter(class_group=group, term=term).values())
    open_sheets(class_group=group, term=term)
    assert list(MarkSheet.objects.filter(class_group=group, term=term).values()) == before

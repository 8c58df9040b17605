"""A class of continuing education: its own circular, its sheets, its seal and its package."""

import pytest
from django.db import connection

from eduportal.exchange.models import Package
from grades.choices import SheetState
from grades.models import MarkSheet, TermResult
from grades.selectors import revision_of_class
from grades.services import open_sheets, seal_class
from schools.models import ClassGroup, CurriculumLine
from schools.services import load_reference
from staffing.models import TeachingAssignment
from tests import factories
from tests.grades.conftest import fill, scope_of, set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
CHOSEN = {"dia-li", "vat-li", "hoa-hoc", "sinh-hoc"}


def centre_class(world: World) -> ClassGroup:
    """6A1 as a class of grade 10 of continuing education, with four electives taught."""
    load_reference()
    group = world.class_group
    TeachingAssignment.objects.filter(class_group=group).delete()
    MarkSheet.objects.filter(class_group=group, term=world.term).delete()
    ClassGroup.objects.filter(pk=group.pk).update(programme="gdtx", grade_level=10)
    group.refresh_from_db()
    lines = CurriculumLine.objects.filter(programme="gdtx", grade_level=10)
    for line in lines.filter(subject__code__in=CHOSEN):
        factories.TeachingAssignmentFactory(
            class_group=group, subject=line.subject, staff=world.staff["teacher"]
        )
    return group


def test_a_class_of_continuing_education_gets_its_sheets_and_is_sealed_under_its_circular(
    world: World,
) -> None:
    group = centre_class(world)
    sheets = open_sheets(class_group=group, term=world.term)
    assert {sheet.subject.code for sheet in sheets} == {"ngu-van", "toan", "lich-su", *CHOSEN}
    assert {sheet.scheme.code for sheet in sheets} == {"TT43"}
    for sheet in sheets:
        fill(sheet, 80)
        set_state(sheet, SheetState.APPROVED)
    seal_class(
        class_group=group,
        term=world.term,
        revision=revision_of_class(group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
        without_conduct=True,
        reason="Trung tâm chưa đánh giá rèn luyện",
    )
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    results = TermResult.objects.filter(term=world.term, enrolment__class_group=group)
    assert {each.get_learning_display() for each in results} == {"Tốt"}
    [package] = Package.objects.filter(feed="term")
    assert b'"programme":"gdtx"' in package.plain and b"tt43-0/" in package.plain

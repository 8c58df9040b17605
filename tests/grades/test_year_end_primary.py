"""The end of a year of primary school: levels of the second term, qualities, tests (TT 27/2020)."""

import pytest

from grades.choices import Matter, Promotion, SheetState, YearLevel
from grades.models import MarkRecord, MarkSheet, YearResult
from grades.rules.cells import CellCode
from grades.rules.year_end import Verdict
from grades.selectors.year_end import class_year
from grades.selectors.year_stored import differences_of
from grades.services.sheets import open_sheets
from grades.services.year_end import seal_year
from grades.services.year_steps import YearDecided, decide_year, propose_year
from tests import factories
from tests.grades.conftest import scope_of, set_states
from tests.grades.primary_class import PrimaryClass, primary_class
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def ended(world: World) -> PrimaryClass:
    """Both terms of 4A sealed with T and 9 throughout; the second student has C in one subject."""
    found = primary_class(world)
    second = open_sheets(class_group=found.class_group, term=world.next_term)
    found.fill()
    later = PrimaryClass(found.class_group, found.enrolments, {s.subject.code: s for s in second})
    later.fill()
    failed = [CellCode.COMPLETED.value, CellCode.NOT_COMPLETED.value]
    line = later.line("dao-duc", 1)
    MarkRecord.objects.filter(pk=line.pk).update(regular=failed, average=failed[1])
    traits = len(later.sheets["dao-duc"].scheme.traits(4))
    for stay in found.enrolments:
        factories.HomeroomRecordFactory(
            enrolment=stay, term=world.next_term, conduct=None, traits=[3] * traits
        )
    set_states(MarkSheet.objects.filter(class_group=found.class_group), SheetState.SEALED)
    return found


def test_completion_follows_and_who_has_not_completed_waits_for_the_principal(
    world: World, ended: PrimaryClass
) -> None:
    group, head = ended.class_group, world.users["head"]
    by = {"class_group": group, "scope": scope_of(world, "head"), "user": head}
    first, second, _third = class_year(group).students
    assert (first.outcome.learning, first.outcome.promotion) == (
        YearLevel.EXCELLENT,
        Promotion.PROMOTED,
    )
    assert first.outcome.award == "excellent_student"
    assert second.outcome.learning == YearLevel.NOT_COMPLETED
    assert second.outcome.open == (Matter.PROMOTION,)
    propose_year(revision=class_year(group).revision, **by)
    choice = YearDecided(
        second.stay.student_id,
        Matter.PROMOTION,
        Verdict(promotion=Promotion.RETAINED),
        "8/QĐ-TH",
        world.term.starts_on,
        "Chưa hoàn thành sau khi được giúp đỡ",
    )
    decide_year(decisions=[choice], revision=class_year(group).revision, **by)
    seal_year(revision=class_year(group).revision, **by)
    results = YearResult.objects.order_by("enrolment__position")
    assert [each.promotion for each in results] == ["promoted", "retained", "promoted"]
    assert differences_of(group) == []

"""Who has completed a level of education is recorded by decision, and goes up by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange.models import Package
from eduportal.exchange.services import seal_changed
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from grades.models import YearResult
from grades.selectors.completing import completing_lines
from grades.services.completing import complete_level, take_completion_back
from grades.services.errors import DecisionsRefused, NotAllowed
from schools.models import ClassGroup
from students.choices import Ended
from students.models import Enrolment
from tests import factories
from tests.grades.conftest import scope_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def ninth(world: World) -> World:
    """6A1 is a ninth grade whose year is sealed; the last student does not move up."""
    level = factories.GradeLevelFactory(id=9, name="Lớp 9", stage="03")
    ClassGroup.objects.filter(pk=world.class_group.pk).update(grade_level=level)
    world.class_group.refresh_from_db()
    stays = world.enrolments[world.class_group]
    for number, stay in enumerate(stays):
        promotion = "retained" if number == len(stays) - 1 else "promoted"
        factories.YearResultFactory(enrolment=stay, promotion=promotion)
    return world


def complete(world: World, results: list[YearResult], persona: str = "head") -> None:
    complete_level(
        class_group=world.class_group,
        results=[each.pk for each in results],
        completed_on=timezone.localdate() - timedelta(days=1),
        decision="20/QĐ-THCS ngày 31/05/2027",
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def results() -> list[YearResult]:
    return list(YearResult.objects.order_by("enrolment__position"))


def sealed(world: World) -> list[list[str]]:
    seal_changed()
    package = Package.objects.get(feed="graduation", state=PackageState.ACCEPTED)
    assert package.unit == world.class_group.code
    return [line[7:] for line in wire.parse(package.plain).lines]


def test_who_is_recorded_goes_up_and_who_is_taken_back_is_in_the_next_version_no_more(
    ninth: World,
) -> None:
    complete(ninth, results()[:2])
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    assert sealed(ninth) == [["03", yesterday, "20/QĐ-THCS ngày 31/05/2027"]] * 2
    take_completion_back(
        class_group=ninth.class_group,
        result_id=results()[0].pk,
        reason="Ghi nhầm em",
        scope=scope_of(ninth, "head"),
        user=ninth.users["head"],
    )
    assert len(sealed(ninth)) == 1
    complete(ninth, results()[:1])
    assert len(sealed(ninth)) == 2


def test_only_who_moves_up_completes_and_only_the_head_records_it(ninth: World) -> None:
    with pytest.raises(DecisionsRefused) as refusal:
        complete(ninth, results())
    assert len(refusal.value.problems) == 1
    with pytest.raises(NotAllowed):
        complete(ninth, results()[:1], "vice_head")
    complete(ninth, results()[:1])
    with pytest.raises(DecisionsRefused):
        complete(ninth, results()[:1])


def test_another_grade_completes_nothing(world: World) -> None:
    stay = world.enrolments[world.class_group][0]
    result = factories.YearResultFactory(enrolment=stay)
    with pytest.raises(DecisionsRefused):
        complete(world, [result])


def test_who_has_left_the_class_completes_nothing_but_may_be_taken_back(ninth: World) -> None:
    first, second = results()[:2]
    complete(ninth, [first])
    for each in (first, second):
        gone = {"ends_on": ninth.term.starts_on, "ended": Ended.TRANSFER}
        Enrolment.objects.filter(pk=each.enrolment_id).update(**gone)
    listed = [line.result for line in completing_lines(ninth.class_group)]
    assert first in listed and second not in listed
    with pytest.raises(DecisionsRefused):
        complete(ninth, [second])
    take_completion_back(
        class_group=ninth.class_group,
        result_id=first.pk,
        reason="Đã chuyển trường",
        scope=scope_of(ninth, "head"),
        user=ninth.users["head"],
    )
    assert first not in [line.result for line in completing_lines(ninth.class_group)]

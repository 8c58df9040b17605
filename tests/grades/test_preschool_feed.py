"""Who has completed preschool is sealed by itself when the year is over."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange.models import Line, Package
from eduportal.exchange.services import look_at_everything, seal_changed
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from schools.models import ClassGroup, GradeLevel, SchoolYear
from students.choices import Ended
from students.models import Enrolment
from tests.factories import ClassGroupFactory, EnrolmentFactory

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def children() -> list[Enrolment]:
    """Three children of a class of the oldest, whose year ended yesterday; one left before."""
    level, _new = GradeLevel.objects.get_or_create(
        pk=106, defaults={"name": "Mẫu giáo 5–6 tuổi", "stage": "01"}
    )
    group = ClassGroupFactory(name="Lá 1", grade_level=level, programme="gdmn")
    ends_on = timezone.localdate() - timedelta(days=1)
    SchoolYear.objects.filter(pk=group.school_year_id).update(
        starts_on=ends_on - timedelta(days=270), ends_on=ends_on
    )
    group.refresh_from_db()
    found = EnrolmentFactory.create_batch(
        3, class_group=group, starts_on=ends_on - timedelta(days=260)
    )
    gone = ends_on - timedelta(days=30)
    Enrolment.objects.filter(pk=found[2].pk).update(ends_on=gone, ended=Ended.LEFT)
    return found


def complete(stay: Enrolment) -> None:
    ends_on = stay.class_group.school_year.ends_on
    Enrolment.objects.filter(pk=stay.pk).update(ends_on=ends_on, ended=Ended.COMPLETED)


def look() -> None:
    """As every night."""
    look_at_everything()
    seal_changed()


def sealed() -> list[tuple[str, str, int]]:
    """Uid, standing and completion of each line that counts."""
    package = Package.objects.get(feed="preschool", state=PackageState.ACCEPTED)
    return [(line[0], line[5], line[7]) for line in wire.parse(package.plain).lines]


def test_who_has_completed_is_sealed_with_who_has_not(children: list[Enrolment]) -> None:
    complete(children[0])
    look()
    done, stayed, left = (str(each.student.person_uid) for each in children)
    assert sealed() == sorted([(done, "s", 1), (stayed, "s", 0), (left, "d", 0)])
    assert Line.objects.filter(feed="preschool", counted=True).count() == 2


def test_nothing_is_sealed_before_the_school_has_said_who_did(children: list[Enrolment]) -> None:
    look()
    assert not Package.objects.filter(feed="preschool").exists()


def test_nothing_is_sealed_before_the_year_is_over(children: list[Enrolment]) -> None:
    complete(children[0])
    SchoolYear.objects.update(ends_on=timezone.localdate() + timedelta(days=9))
    look()
    assert not Package.objects.filter(feed="preschool").exists()


def test_younger_children_complete_nothing(children: list[Enrolment]) -> None:
    younger, _new = GradeLevel.objects.get_or_create(
        pk=105, defaults={"name": "Mẫu giáo 4–5 tuổi", "stage": "01"}
    )
    ClassGroup.objects.update(grade_level=younger)
    complete(children[0])
    look()
    assert not Package.objects.filter(feed="preschool").exists()


def test_who_completes_later_is_in_the_next_version(children: list[Enrolment]) -> None:
    complete(children[0])
    look()
    complete(children[1])
    look()
    look()
    assert Package.objects.filter(feed="preschool").count() == 2
    assert [completed for _uid, _standing, completed in sealed()].count(1) == 2

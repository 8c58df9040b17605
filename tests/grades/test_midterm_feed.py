"""The middle of a term is sealed by itself, the day after its marks had to be there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eduportal.exchange.models import Line, Package
from eduportal.exchange.services import look_at_everything, seal_changed
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.package import Contents
from grades.models import MarkRecord
from grades.services.writing import update_records
from students.choices import Ended
from students.models import Enrolment, Student
from tests.factories import ProvinceWindowFactory
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def sweep() -> int:
    """The night's look at everything; how many packages of midterms it has sealed."""
    before = Package.objects.filter(feed="midterm").count()
    look_at_everything()
    seal_changed()
    return Package.objects.filter(feed="midterm").count() - before


def midterm(world: World) -> Contents:
    package = Package.objects.get(
        feed="midterm",
        school=world.school,
        unit=world.class_group.code,
        state=PackageState.ACCEPTED,
    )
    return wire.parse(package.plain)


def set_midterm(record: MarkRecord, mark: int) -> None:
    """As the sheet's page stores it: the mark, and when the sheet changed."""
    record.midterm = mark
    update_records([record])
    record.sheet.save(update_fields=["changed_at"])


@pytest.fixture
def over(world: World) -> World:
    """The days of the midterm column ended yesterday; of one student there is a mark."""
    yesterday = timezone.localdate() - timedelta(days=1)
    ProvinceWindowFactory(
        term=world.term,
        column="midterm",
        opens_on=world.term.starts_on,
        closes_on=yesterday,
    )
    set_midterm(world.record, 85)
    return world


def cell_of(world: World) -> int | None:
    contents = midterm(world)
    subject = [code for code, _form in contents.header.layout].index(world.sheet.subject.code)
    uid = str(world.record.enrolment.student.person_uid)
    [line] = [line for line in contents.lines if line[0] == uid]
    cell: int | None = line[7][subject]
    return cell


def test_before_the_last_day_nothing_is_sealed(world: World) -> None:
    ProvinceWindowFactory(term=world.term, column="midterm", closes_on=timezone.localdate())
    assert sweep() == 0


def test_the_day_after_every_class_is_sealed_once(over: World) -> None:
    assert sweep() == len(over.enrolments)
    assert cell_of(over) == 85
    header = midterm(over).header
    assert (header.scope.period, header.event) == ("gk1", "result")
    assert header.closes == (timezone.localdate() - timedelta(days=1)).isoformat()
    assert header.totals["students"] == len(over.enrolments[over.class_group])
    lines = Line.objects.filter(feed="midterm", counted=True)
    assert lines.count() == sum(map(len, over.enrolments.values()))
    assert sweep() == 0


def test_a_mark_corrected_later_makes_a_new_version(over: World) -> None:
    sweep()
    set_midterm(over.record, 90)
    assert sweep() == 1
    assert cell_of(over) == 90
    assert Package.objects.filter(feed="midterm", version=2).count() == 1


def test_a_name_corrected_later_does_not_change_what_was_sealed(over: World) -> None:
    sweep()
    student = over.record.enrolment.student
    Student.objects.filter(pk=student.pk).update(full_name="Tên Mới")
    record = over.record
    record.final = 70
    set_midterm(record, record.midterm)
    assert sweep() == 0
    assert student.full_name in [line[3] for line in midterm(over).lines]


def test_who_left_before_the_day_does_not_count(over: World) -> None:
    stay = over.record.enrolment
    last = timezone.localdate() - timedelta(days=5)
    Enrolment.objects.filter(pk=stay.pk).update(ends_on=last, ended=Ended.TRANSFER)
    sweep()
    [line] = [line for line in midterm(over).lines if line[5] == "t"]
    assert (line[0], line[6]) == (str(stay.student.person_uid), last.isoformat())
    assert not Line.objects.get(feed="midterm", student_uid=line[0]).counted

"""What the registers say is sealed by itself, once each time it has come to say something else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import ChangedFeed, OutboxEntry, Package
from eduportal.exchange.selectors.digests import school_digests
from eduportal.exchange.services import (
    accept_parked,
    look_at_everything,
    receive_bundle,
    seal_changed,
    seal_package,
)
from eduportal.exchange.services.receiving import ItemResult
from eduportal.exchange.services.schemas import readable
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.package import Contents
from schools.models import ClassGroup, School
from staffing.models import StaffMember
from students.choices import Ended
from students.feeds.register import SENSITIVE, StudentListFeed
from students.models import Student
from tests.exchange.conftest import Sender
from tests.factories import (
    ClassGroupFactory,
    EnrolmentFactory,
    HomeroomAssignmentFactory,
    PeerFactory,
    PostFactory,
    SchoolFactory,
    StaffMemberFactory,
    SubjectFactory,
    TeachingAssignmentFactory,
    TermFactory,
)

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def group() -> ClassGroup:
    """A class of two students, with a teacher who leads it."""
    group = ClassGroupFactory(name="6A1")
    TermFactory(school_year=group.school_year)
    EnrolmentFactory.create_batch(2, class_group=group)
    teacher = StaffMemberFactory(school=group.school)
    PostFactory(staff=teacher)
    HomeroomAssignmentFactory(staff=teacher, class_group=group)
    TeachingAssignmentFactory(staff=teacher, class_group=group, subject=SubjectFactory())
    return group


def contents(feed: str) -> Contents:
    """What counts of the feed."""
    return wire.parse(Package.objects.get(feed=feed, state=PackageState.ACCEPTED).plain)


def versions(feed: str) -> list[int]:
    return list(Package.objects.filter(feed=feed).order_by("pk").values_list("version", flat=True))


def test_all_registers_are_sealed_in_the_order_of_dependency(group: ClassGroup) -> None:
    PeerFactory()
    assert seal_changed() == 4
    sealed = OutboxEntry.objects.order_by("pk").values_list("package__feed", flat=True)
    assert list(sealed) == ["school", "staff", "class", "student"]
    teacher = StaffMember.objects.get()
    [line] = contents("class").lines
    assert line[:2] == ["6A1", "6A1"]
    assert line[5:] == [str(teacher.public_id), [["TOAN", 1, str(teacher.public_id)]]]
    [staff] = contents("staff").lines
    assert (staff[2], staff[7][0][:3]) == (teacher.full_name, ["teacher", 100, "payroll"])
    student = contents("student")
    assert student.header.totals == {"lines": 2, "studying": 2}
    uids = Student.objects.values_list("person_uid", flat=True)
    assert [each[0] for each in student.lines] == sorted(map(str, uids))


def test_a_register_that_says_the_same_is_not_sealed_again(group: ClassGroup) -> None:
    seal_changed()
    assert not ChangedFeed.objects.exists()
    Student.objects.first().save()
    assert ChangedFeed.objects.exists()
    assert seal_changed() == 0
    look_at_everything()
    assert seal_changed() == 0
    assert not ChangedFeed.objects.exists()


@pytest.mark.parametrize("feed", ["school", "staff"])
def test_another_day_alone_is_no_new_version(group: ClassGroup, feed: str) -> None:
    seal_changed()
    sealed = Package.objects.get(feed=feed)
    [today] = feed_for(feed).drafts(group.school, sealed.schema)
    tomorrow = replace(today, closes=today.closes + timedelta(days=1))
    assert seal_package(group.school, tomorrow) == sealed
    other = replace(tomorrow, lines=[[*each[:1], "X", *each[2:]] for each in today.lines])
    assert seal_package(group.school, other).version == 2


def test_a_corrected_name_makes_a_new_version_of_that_class_alone(group: ClassGroup) -> None:
    EnrolmentFactory(class_group=ClassGroupFactory(school=group.school, name="6A2"))
    seal_changed()
    student = Student.objects.filter(enrolments__class_group=group).first()
    Student.objects.filter(pk=student.pk).update(full_name="Trần Thị Bích")
    assert seal_changed() == 1
    changed = Package.objects.get(feed="student", version=2)
    assert (changed.unit, changed.event) == ("6A1", "result")
    assert "Trần Thị Bích" in [line[3] for line in wire.parse(changed.plain).lines]


def test_who_leaves_keeps_the_line_with_the_last_day(group: ClassGroup) -> None:
    seal_changed()
    stay = group.enrolments.first()
    stay.ends_on, stay.ended = stay.starts_on + timedelta(days=9), Ended.LEFT
    stay.save()
    seal_changed()
    [line] = [each for each in contents("student").lines if each[5] != "s"]
    assert line[5:7] == ["d", stay.ends_on.isoformat()]
    assert line[10] == "left"
    assert contents("student").header.totals == {"lines": 2, "studying": 1}


def test_a_renamed_class_keeps_its_scope(group: ClassGroup) -> None:
    seal_changed()
    ClassGroup.objects.filter(pk=group.pk).update(name="6 Chuyên")
    # In the list of classes, and over the list of its students.
    assert seal_changed() == 2
    assert contents("class").lines[0][:2] == ["6A1", "6 Chuyên"]
    assert contents("student").header.unit_name == "6 Chuyên"
    assert seal_changed() == 0


def test_a_class_taken_away_leaves_a_list_without_lines(group: ClassGroup) -> None:
    seal_changed()
    other = ClassGroupFactory(school=group.school, name="6A9", school_year=group.school_year)
    stay = EnrolmentFactory(class_group=other)
    seal_changed()
    stay.delete()
    other.delete()
    assert seal_changed() == 2
    assert [line[0] for line in contents("class").lines] == ["6A1"]
    emptied = Package.objects.get(feed="student", unit="6A9", state=PackageState.ACCEPTED)
    assert wire.parse(emptied.plain).lines == []


def test_a_school_of_another_node_is_not_sealed_here() -> None:
    school = SchoolFactory(node="truong-a")
    EnrolmentFactory(class_group=ClassGroupFactory(school=school))
    seal_changed()
    assert not Package.objects.filter(school=school).exists()
    assert not ChangedFeed.objects.filter(school=school).exists()


def test_a_register_no_node_would_take_leaves_the_others_alone(
    group: ClassGroup, caplog: pytest.LogCaptureFixture
) -> None:
    Student.objects.filter(pk=Student.objects.first().pk).update(ministry_code="có dấu")
    assert seal_changed() == 3
    assert versions("student") == []
    assert "student 6A1 was not sealed: [('bad_identity', [" in caplog.text


def test_a_school_is_looked_at_with_the_same_queries_however_large_it_is(
    group: ClassGroup,
) -> None:
    seal_changed()
    counts = []
    for round_number in range(2):
        Student.objects.first().save()
        with CaptureQueriesContext(connection) as few:
            assert seal_changed() == 0
        counts.append(len(few))
        for number in range(5):
            added = ClassGroupFactory(
                school=group.school, school_year=group.school_year, name=f"7A{round_number}{number}"
            )
            EnrolmentFactory.create_batch(3, class_group=added)
        seal_changed()
    assert counts[0] == counts[1] <= 30


# ---- arriving at another node ----


def arrive(sender: Sender, feed: str, sealed: Contents, **changes: Any) -> ItemResult:
    """The package as the school's own node would have sealed it, taken in here."""
    header = sealed.header
    scope = header.scope._replace(school=sender.school.code)
    fields = {name: getattr(header, name) for name in ("about", "layout", "totals", "closes")}
    sender.version, sender.previous = changes.pop("version", 0), changes.pop("previous", "")
    lines = changes.pop("lines", sealed.lines)
    item = sender.seal(
        lines, feed=feed, schema=header.schema, scope=scope, rules="", **(fields | changes)
    )
    return receive_bundle(peer=sender.peer, items=[item])[0]


@pytest.fixture
def sealed(group: ClassGroup) -> dict[str, Contents]:
    seal_changed()
    return {name: contents(name) for name in ("staff", "class", "student")}


def causes(result: ItemResult) -> list[tuple[str, list[Any]]]:
    problems = result.receipts[0].problems
    return [(each["code"], each["samples"][0][:2]) for each in problems]


def test_another_node_takes_them_in_order_and_holds_the_same(
    sealed: dict[str, Contents], sender: Sender
) -> None:
    for name, what in sealed.items():
        assert arrive(sender, name, what).code == "accepted"
    bodies = {
        name: [
            wire.body_of(each.plain)
            for each in Package.objects.filter(feed=name, state=PackageState.ACCEPTED)
        ]
        for name in sealed
    }
    assert all(len(both) == 2 and both[0] == both[1] for both in bodies.values())
    held = {each.school: each for each in school_digests(sender.peer.code)}
    assert held[sender.school.code][2:] == (3, 4)


def test_what_names_another_package_waits_for_it(
    sealed: dict[str, Contents], sender: Sender
) -> None:
    waiting = arrive(sender, "student", sealed["student"])
    assert waiting.code == "parked"
    assert causes(waiting) == [("missing_reference", [0, ""])]
    assert arrive(sender, "class", sealed["class"]).code == "parked"
    assert accept_parked() == 0
    assert arrive(sender, "staff", sealed["staff"]).code == "accepted"
    assert accept_parked() == 2
    assert not Package.objects.filter(state=PackageState.PARKED).exists()


def test_a_bad_line_is_returned_with_its_number_and_its_column(
    sealed: dict[str, Contents], sender: Sender
) -> None:
    arrive(sender, "staff", sealed["staff"])
    [line] = sealed["class"].lines
    bad = arrive(sender, "class", sealed["class"], lines=[[*line[:2], "sáu", *line[3:]]])
    assert (bad.code, causes(bad)) == ("returned", [("bad_element", [1, "grade"])])
    arrive(sender, "class", sealed["class"], version=1)
    first, second = sealed["student"].lines
    bad = arrive(
        sender, "student", sealed["student"], lines=[first, [*second[:7], "9", *second[8:]]]
    )
    assert (bad.code, causes(bad)) == ("returned", [("bad_element", [2, "sex"])])
    bad = arrive(sender, "student", sealed["student"], version=1, lines=[second, first])
    assert (bad.code, causes(bad)) == ("returned", [("not_sorted", [2, "uid"])])
    [staff] = sealed["staff"].lines
    bad = arrive(sender, "staff", sealed["staff"], version=2, lines=[[*staff[:7], "x", *staff[8:]]])
    assert bad.code == "fork"


def test_sensitive_columns_travel_only_where_every_node_above_asks(
    group: ClassGroup, settings: Settings
) -> None:
    Student.objects.update(ethnicity="Khmer")
    peer = PeerFactory(reads={"student": ["student.1"]})
    seal_changed()
    assert b"Khmer" not in Package.objects.get(feed="student").plain
    feed = StudentListFeed()
    settings.EXCHANGE_ASKS_FOR = [SENSITIVE]
    assert readable(feed) == ["student.1"]
    peer.reads = {"student": [SENSITIVE, "student.1"]}
    peer.save()
    assert readable(feed) == [SENSITIVE, "student.1"]
    look_at_everything()
    assert seal_changed() == 1
    assert contents("student").header.schema == SENSITIVE
    assert {line[11][0] for line in contents("student").lines} == {"Khmer"}


def test_above_the_province_a_school_is_what_its_register_says(
    sender: Sender, settings: Settings
) -> None:
    settings.EDUPORTAL_TIER = "ministry"
    code = sender.school.code
    line = [code, "Trường TH và THCS Mới", ["02", "03"], "1", "commune", "", "Ấp 1", "2026-05-31"]
    header = {"feed": "school", "schema": "school.1", "rules": "", "about": {}, "layout": []}
    scope = sender.scope(year="-", period="-", unit="-")
    item = sender.seal([line], totals={"schools": 1}, scope=scope, **header)
    assert receive_bundle(peer=sender.peer, items=[item])[0].code == "accepted"
    school = School.objects.get(code=code)
    assert (school.name, school.stages) == ("Trường TH và THCS Mới", ["02", "03"])
    assert (school.address, school.closed_on.isoformat()) == ("Ấp 1", "2026-05-31")

"""Factories of the exchange: peers, packages and their way up."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

import factory
from django.utils import timezone

from eduportal.exchange import models
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import daily, signing, tree
from eduportal.exchange.wire.custody import Link, to_line
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.package import build, compressed, digest, plain
from eduportal.exchange.wire.scope import ScopeKey
from schools.models import ClassGroup, Term
from students.models import Student
from tests.factories.register import SchoolFactory


class PeerFactory(factory.django.DjangoModelFactory):
    """The node above; `downstream=True` for one below, `revoked=True` for one cut off."""

    class Meta:
        model = models.Peer

    class Params:
        downstream = factory.Trait(relation=PeerRelation.DOWNSTREAM, base_url="")
        revoked = factory.Trait(revoked_at=factory.LazyFunction(timezone.now))

    code = factory.Sequence(lambda n: f"peer-{n}")
    relation = PeerRelation.UPSTREAM
    base_url = "https://moet.example.vn"


class NodeKeyFactory(factory.django.DjangoModelFactory):
    """A key of a node, valid without end; `public_key` is made up unless given."""

    class Meta:
        model = models.NodeKey

    node = "moet"
    public_key = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    key_id = factory.LazyAttribute(lambda key: signing.key_id(key.public_key))


class ContractFactory(factory.django.DjangoModelFactory):
    """One school served by a node below, heard once a day."""

    class Meta:
        model = models.Contract

    school = factory.SubFactory(SchoolFactory)
    peer = factory.SubFactory(PeerFactory, downstream=True)


class PackageFactory(factory.django.DjangoModelFactory):
    """An accepted package whose bytes and signature are filler: nobody can verify it."""

    class Meta:
        model = models.Package

    class Params:
        returned = factory.Trait(state=PackageState.RETURNED)
        parked = factory.Trait(state=PackageState.PARKED)

    school = factory.SubFactory(SchoolFactory)
    origin = "long-an"
    feed = "term"
    schema = "term.1"
    event = "result"
    year = "2026-2027"
    period = "hk1"
    unit = factory.Sequence(lambda n: f"6A{n + 1}")
    unit_name = factory.LazyAttribute(lambda package: package.unit)
    version = 1
    content = factory.Sequence(lambda n: compressed(f'{{"filler":{n}}}\n'.encode()))
    hash = factory.LazyAttribute(lambda package: digest(plain(package.content)))
    custody = factory.LazyAttribute(
        lambda package: to_line([Link(package.origin, "key-0", b"\x00" * 64)])
    )
    rules = "tt22-0/000000000000"
    about = factory.LazyFunction(dict)
    layout = factory.LazyFunction(list)
    totals = factory.LazyFunction(lambda: {"students": 6, "counted": 6, "results": 6, "sum": 510})
    records = 6
    closes = datetime.date(2027, 1, 16)
    sealed_at = factory.LazyFunction(timezone.now)
    sealed_by = "Lê Thu Hà"
    state = PackageState.ACCEPTED


def class_package(group: ClassGroup, term: Term, **more: Any) -> models.Package:
    """An accepted package of the class's term, without a line."""
    named = {"year": term.school_year.code, "period": term.period, "unit": group.code}
    package: models.Package = PackageFactory(
        school=group.school, unit_name=group.name, **named, **more
    )
    return package


def package_of(lines: Iterable[list[Any]], **fields: Any) -> models.Package:
    """A package whose bytes are these lines under a header of the same facts."""
    made: models.Package = PackageFactory.build(**fields)
    header = Header(
        feed=made.feed,
        schema=made.schema,
        event=made.event,
        scope=ScopeKey(made.school.code, made.year, made.period, made.unit),
        version=made.version,
        prev="",
        origin=made.origin,
        closes=made.closes.isoformat(),
        sealed_at=made.sealed_at.isoformat(timespec="seconds"),
        sealed_by=made.sealed_by,
        basis="số 1" if made.version > 1 else "",
        rules=made.rules,
        unit_name=made.unit_name,
        about=made.about,
        layout=made.layout,
        totals=made.totals,
    )
    content = compressed(build(header, lines))
    package: models.Package = PackageFactory(**{"unit": made.unit, **fields, "content": content})
    return package


def sealed_package(group: ClassGroup, term: Term, *lines: list[Any]) -> models.Package:
    """An accepted package of the class's term with these lines of no subject."""
    return package_of(
        lines,
        school=group.school,
        year=term.school_year.code,
        period=term.period,
        unit=group.code,
        unit_name=group.name,
        closes=term.ends_on,
        rules="",
    )


def readable_package(students: Iterable[Student], mark: int = 80, **fields: Any) -> models.Package:
    """A package that says so of these students: mathematics with this mark throughout."""
    lines = [
        [*_who(each), "2014-07-25", "s", None, [mark] * 5, [3, None, 4, 2]] for each in students
    ]
    return package_of(lines, layout=[["toan", "scored", 2, 0]], **fields)


def midterm_package(group: ClassGroup, term: Term, students: Iterable[Student]) -> models.Package:
    """The middle of the class's term as sealed: mathematics, 8.0 for each of these students."""
    lines = [[*_who(each), each.birth_date.isoformat(), "s", None, [80], []] for each in students]
    return package_of(
        lines,
        feed="midterm",
        schema="midterm.1",
        school=group.school,
        year=term.school_year.code,
        period=f"gk{term.number}",
        unit=group.code,
        layout=[["toan", "scored"]],
        rules="",
    )


def student_package(student: Student) -> models.Package:
    """An accepted package of one student, and its line of the ledger."""
    package = readable_package([student], school=student.school, unit="6A1")
    LineFactory(
        package=package, student_uid=student.person_uid, cells=[80] * 5, result=[3, None, 4, 2]
    )
    return package


def _who(student: Student) -> list[str]:
    return [str(student.person_uid), "", student.ministry_code or "", student.full_name]


class LineFactory(factory.django.DjangoModelFactory):
    """One student's term in an accepted package: no subject at all."""

    class Meta:
        model = models.Line

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    year = factory.SelfAttribute("package.year")
    period = factory.SelfAttribute("package.period")
    feed = factory.SelfAttribute("package.feed")
    student_uid = factory.LazyFunction(uuid.uuid4)
    standing = "s"
    counted = True
    cells = factory.LazyFunction(list)
    result = factory.LazyFunction(list)


class OutboxEntryFactory(factory.django.DjangoModelFactory):
    """A package waiting to be sent; `needs_human=True` for one given up."""

    class Meta:
        model = models.OutboxEntry

    class Params:
        needs_human = factory.Trait(state=OutboxState.NEEDS_HUMAN, attempts=10)
        accepted = factory.Trait(state=OutboxState.ACCEPTED, attempts=1)

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    peer = factory.SubFactory(PeerFactory)
    not_before = factory.LazyFunction(timezone.now)


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Delivery

    peer = factory.SubFactory(PeerFactory)
    packages = 1
    sent_bytes = 2048
    started_at = factory.LazyFunction(timezone.now)
    finished_at = factory.LazyFunction(timezone.now)


class ReceiptFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = models.Receipt

    package = factory.SubFactory(PackageFactory)
    school = factory.SelfAttribute("package.school")
    issuer = "moet"
    state = PackageState.ACCEPTED
    content = b"{}"
    signature = b"\x00" * 64
    issued_at = factory.LazyFunction(timezone.now)


class DailyRootFactory(factory.django.DjangoModelFactory):
    """The signed root of a day long gone, over nothing; the signature is filler."""

    class Meta:
        model = models.DailyRoot

    day = factory.Sequence(lambda n: datetime.date(2020, 1, 1) + datetime.timedelta(days=n))
    packages = 0
    receipts = 0
    root = tree.root([]).hex()
    content = factory.LazyAttribute(
        lambda root: daily.build(
            daily.RootFields(
                "long-an", str(root.day), "1", 0, 0, root.root, "", "2026-11-28T17:40:00+00:00"
            )
        )
    )
    signature = b"\x00" * 64


class MinistryRecordFactory(factory.django.DjangoModelFactory):
    """A mark's record that waits to be sent."""

    class Meta:
        model = models.MinistryRecord

    school = factory.SubFactory(SchoolFactory)
    feed, kind, table = "term", "mark", "KetQuaHocTapTHCSTHPTTX_DiemMon"
    year, period, unit = "2026-2027", "hk1", "6A1"
    record_id = factory.LazyFunction(uuid.uuid4)
    event, version, state, turn = "NEW", 1, "waiting", 6
    content = factory.LazyFunction(lambda: {"MaMonHoc": "TOC", "Diem": 8.0})
    not_before = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)
    changed_at = factory.LazyFunction(timezone.now)


class MinistryScopeFactory(factory.django.DjangoModelFactory):
    """A class's term of a school, its records made."""

    class Meta:
        model = models.MinistryScope

    school = factory.SubFactory(SchoolFactory)
    feed, year, period = "term", "2026-2027", "hk1"
    said = "::"

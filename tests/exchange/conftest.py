"""A node below with a key of its own, and what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import Draft, seal_package, trust_peer
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import Event, Header
from eduportal.exchange.wire.scope import ScopeKey
from grades.feeds.term import TermFeed
from schools.models import School
from tests.exchange.above import Above, listening
from tests.exchange.door import Program
from tests.exchange.line import Line
from tests.exchange.second_node import SecondNode, second_node
from tests.factories import NodeKeyFactory, PackageFactory, PeerFactory, SchoolFactory
from tests.factories.marks import regulation_set

FEED = TermFeed()
LAYOUT = [["toan", "scored", 2, 0], ["gdtc", "commented", 2, 0]]
ABOUT = {"programme": "gdpt-2018", "grade": 6}
# Of mathematics, then of physical education: regular marks, midterm, final, average.
CELLS = [80, 80, 80, 80, 80, 201, 201, 201, 201, 201]
CLOSES = date(2027, 1, 16)


def uid(number: int) -> str:
    return f"11111111-0000-4000-8000-{number:012d}"


def row(student: int, **changes: Any) -> list[Any]:
    """One student's line: 8.0 throughout and passed, or changed by the element's name."""
    fields = {
        "uid": uid(student),
        "number": f"0790{student:08d}",
        "code": f"25{student:08d}",
        "name": f"Nguyễn Văn {student}",
        "birth": "2014-07-25",
        "standing": "s",
        "left": None,
        "cells": CELLS,
        "result": [3, None, 4, 2],
    }
    return list((fields | changes).values())


def marks(mark: int) -> list[int]:
    """Cells with this mark in mathematics."""
    return [mark] * 5 + CELLS[5:]


@dataclass
class Sender:
    """A trusted node below and the versions it has sealed."""

    peer: Peer
    key: Ed25519PrivateKey
    school: School
    previous: str = ""
    version: int = 0
    sealed: list[Item] = field(default_factory=list)

    def seal(self, rows: list[list[Any]], **header: Any) -> Item:
        """The next version of the school's class 6A1, or whatever `header` changes."""
        self.version += 1
        item = self.signed(self.header(rows, **header), rows)
        self.previous = wire.digest(item.content)
        self.sealed.append(item)
        return item

    def signed(self, header: Header, rows: list[list[Any]]) -> Item:
        """Any header and lines, whatever is wrong with them, under this node's signature."""
        return self.under_signature(wire.build(header, rows))

    def under_signature(self, content: bytes) -> Item:
        links = custody.extended(self.key, self.peer.code, wire.digest(content))
        return Item(content, wire.compressed(content), tuple(links))

    def passed_on(self, item: Item) -> Item:
        """A package of another node with this node's signature after those it came with."""
        digest = wire.digest(item.content)
        links = custody.extended(self.key, self.peer.code, digest, item.custody)
        return replace(item, custody=tuple(links))

    def header(self, rows: list[list[Any]], **changes: Any) -> Header:
        """The next version's, with the totals of a term's lines unless told otherwise."""
        header = Header(
            feed=FEED.name,
            schema=FEED.schemas[0],
            event=Event.RESULT,
            scope=self.scope(),
            version=self.version,
            prev=self.previous,
            origin=self.peer.code,
            closes=CLOSES.isoformat(),
            sealed_at="2027-01-18T08:10:22+00:00",
            sealed_by="Hiệu trưởng",
            basis="",
            rules=regulation_set().rules,
            unit_name="6A1",
            about=ABOUT,
            layout=LAYOUT,
            totals={},
        )
        if "totals" not in changes:
            changes["totals"] = FEED.totals(header, rows)
        return replace(header, **changes)

    def scope(self, **changes: str) -> ScopeKey:
        """Term I of 6A1, or changed by the part's name."""
        return ScopeKey(self.school.code, "2026-2027", "hk1", "6A1")._replace(**changes)


def make_sender(code: str = "truong-a") -> Sender:
    key = Ed25519PrivateKey.generate()
    peer = PeerFactory(downstream=True, code=code)
    NodeKeyFactory(node=code, public_key=signing.public_bytes(key))
    return Sender(peer, key, SchoolFactory(node=code))


@pytest.fixture
def sender(db_everywhere: None, signing_key: None) -> Sender:
    return make_sender()


@pytest.fixture
def above(db_everywhere: None, signing_key: None) -> Iterator[Above]:
    """A trusted node above, listening."""
    above = Above()
    with listening(above) as address:
        above.trusted(address)
        yield above


def sealed(school: School, *numbers: int, unit: str = "6A1", period: str = "hk1") -> Package:
    """The next package of one of this node's own classes, with the lines of these numbers."""
    draft = Draft(
        feed=FEED.name,
        year="2026-2027",
        period=period,
        unit=unit,
        unit_name=unit,
        closes=CLOSES,
        about=ABOUT,
        layout=LAYOUT,
        lines=[row(number) for number in numbers],
        rules=regulation_set().rules,
        sealed_by="Hiệu trưởng",
    )
    return seal_package(school, draft)


@pytest.fixture
def school(db_everywhere: None) -> School:
    """One of this node's own, which the nodes above know already."""
    return described(SchoolFactory())


def described(school: School) -> School:
    """The school, its register sealed and long sent."""
    PackageFactory(
        school=school, feed="school", schema="school.1", year="-", period="-", unit="-", records=1
    )
    return school


@pytest.fixture
def below(db: None, signing_key: None) -> Sender:
    """A node below; the views have to open the scope for what they read and write."""
    with scoping.everywhere("a test trusts a node"):
        return make_sender()


@pytest.fixture
def program(below: Sender) -> Program:
    return Program(below.key)


@pytest.fixture(scope="session")
def ministry_node(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondNode]:
    """A real Ministry that trusts the key in `long-an.key` of its folder as the Department's."""
    folder = tmp_path_factory.mktemp("nodes")
    create_key(folder / "long-an.key")
    public = signing.to_text(signing.public_bytes(load_key(folder / "long-an.key")))
    with second_node(folder) as node:
        trust = ["trust_node", "long-an", "--name", "Sở Giáo dục và Đào tạo tỉnh Tây Ninh"]
        trust += ["--public-key", public, "--relation", "downstream", "--brings-schools"]
        node.console.run(*trust)
        yield node


@pytest.fixture
def ministry(ministry_node: SecondNode, transactional_db: None, settings: Settings) -> SecondNode:
    """The Ministry, empty, and trusted by this Department."""
    ministry_node.empty()
    settings.EDUPORTAL_NODE = "long-an"
    settings.EDUPORTAL_SIGNING_KEY_FILE = ministry_node.folder / "long-an.key"
    trust_peer(
        code="bo",
        name="Bộ Giáo dục và Đào tạo",
        key=ministry_node.public_key,
        relation=PeerRelation.UPSTREAM,
        base_url=ministry_node.address,
    )
    return ministry_node


@pytest.fixture
def line(ministry: SecondNode) -> Iterator[Line]:
    """The Department reaches the Ministry over this line only."""
    with Line(ministry.port) as line:
        Peer.objects.update(base_url=line.address)
        yield line

"""A node below with a key of its own, and what it sends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_django.fixtures import Settings

from eduportal import scoping
from eduportal.exchange.feeds import totals
from eduportal.exchange.keys import create_key, load_key
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.services import seal_package, trust_peer
from eduportal.exchange.wire import custody, signing
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.custody import Seal
from eduportal.exchange.wire.header import FORMAT, scope_of
from grades.feeds.subject_results import SubjectResultFeed
from schools.models import School
from tests.exchange.above import Above, listening
from tests.exchange.door import Program
from tests.exchange.line import Line
from tests.exchange.second_node import SecondNode, second_node
from tests.factories import PeerFactory, SchoolFactory
from tests.factories.marks import regulation_set

FEED = SubjectResultFeed()


def row(number: int, **changes: Any) -> list[Any]:
    """One record: marks 8.0 throughout, or changed by column name."""
    fields = {
        "record_uid": f"00000000-0000-4000-8000-{number:012d}",
        "student_uid": f"11111111-0000-4000-8000-{number:012d}",
        "student_code": f"25{number:08d}",
        "subject": "toan",
        "form": "scored",
        "regular": ["8.0", "8.0"],
        "topic": None,
        "midterm": "8.0",
        "final": "8.0",
        "average": "8.0",
        "exempt": False,
    }
    return list((fields | changes).values())


def rules() -> dict[str, Any]:
    """The default set, and a grade level whose programme the test's node need not hold."""
    return {"set": regulation_set().rules, "programme": "gdpt-2018", "grade_level": 6}


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
        item = self.signed(self.header(rows) | header, rows)
        self.previous = wire.digest(item.content)
        self.sealed.append(item)
        return item

    def signed(self, header: dict[str, Any], rows: list[list[Any]]) -> Item:
        """Any header and records, whatever is wrong with them, under this node's signature."""
        content = wire.build(header, rows)
        seal = Seal(wire.digest(content), str(header["scope"]), header["version"])
        return Item(content, tuple(custody.extended(self.key, self.peer.code, seal)))

    def passed_on(self, item: Item) -> Item:
        """A package of another node with this node's signature after those it came with."""
        header = wire.parse(item.content).header
        seal = Seal(wire.digest(item.content), header["scope"], header["version"])
        return Item(
            item.content, tuple(custody.extended(self.key, self.peer.code, seal, item.custody))
        )

    def header(self, rows: list[list[Any]]) -> dict[str, Any]:
        return {
            "fmt": FORMAT,
            "schema": FEED.schema,
            "schema_hash": FEED.schema_hash,
            "kind": FEED.kind,
            "scope": scope_of(self.school.code, "6A1", "2026-2027-HK1", FEED.kind),
            "school": {"code": self.school.code, "name": self.school.name, "stages": ["03"]},
            "class": "6A1",
            "term": "2026-2027-HK1",
            "version": self.version,
            "prev": self.previous,
            "origin": self.peer.code,
            "sealed_at": "2026-11-23T03:10:22+00:00",
            "sealed_by": "Hiệu trưởng",
            "reason": "",
            "columns": list(FEED.columns),
            "rules": rules(),
            **totals(FEED, rows),
        }


def make_sender(code: str = "truong-a") -> Sender:
    key = Ed25519PrivateKey.generate()
    public = signing.public_bytes(key)
    peer = PeerFactory(downstream=True, code=code, public_key=public, key_id=signing.key_id(public))
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


def sealed(
    school: School, *numbers: int, class_name: str = "6A1", term_code: str = "2026-2027-HK1"
) -> Package:
    """The next package of one of this node's own classes, with the records of these numbers."""
    return seal_package(
        school=school,
        kind=FEED.kind,
        class_name=class_name,
        term_code=term_code,
        rows=[row(number) for number in numbers],
        sealed_by="Hiệu trưởng",
        rules=rules(),
    )


@pytest.fixture
def school(db_everywhere: None) -> School:
    return SchoolFactory()


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
        trust += ["--public-key", public, "--relation", "downstream"]
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
        replace=True,
    )
    return ministry_node


@pytest.fixture
def line(ministry: SecondNode) -> Iterator[Line]:
    """The Department reaches the Ministry over this line only."""
    with Line(ministry.port) as line:
        Peer.objects.update(base_url=line.address)
        yield line

"""A node below with a key of its own, and what it sends."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from eduportal.exchange.models import Peer
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire import signing
from eduportal.exchange.wire.bundle import Item
from grades.feeds import SubjectResultFeed
from schools.models import School
from tests.factories import PeerFactory, SchoolFactory

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
        "midterm": "8.0",
        "final": "8.0",
        "average": "8.0",
        "exempt": False,
    }
    return list((fields | changes).values())


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
        content = wire.build(self.header(rows) | header, rows)
        parsed = wire.parse(content).header
        digest = wire.digest(content)
        statement = signing.seal_statement(digest, parsed["scope"], parsed["version"])
        self.previous = digest
        item = Item(content, self.peer.key_id, signing.sign(self.key, statement))
        self.sealed.append(item)
        return item

    def header(self, rows: list[list[Any]]) -> dict[str, Any]:
        return {
            "fmt": wire.FORMAT,
            "schema": FEED.schema,
            "kind": FEED.kind,
            "scope": wire.scope_of(self.school.code, "6A1", "2026-2027-HK1", FEED.kind),
            "school": {"code": self.school.code, "name": self.school.name, "stages": ["03"]},
            "class": "6A1",
            "term": "2026-2027-HK1",
            "version": self.version,
            "prev": self.previous,
            "origin": self.peer.code,
            "sealed_at": "2026-11-23T03:10:22+00:00",
            "sealed_by": "Hiệu trưởng",
            "reason": "",
            "counts": {"rows": len(rows), "students": FEED.students(rows)},
            "totals": {"score_sum": str(FEED.score_sum(rows))},
            "columns": list(FEED.columns),
        }


def make_sender(code: str = "truong-a") -> Sender:
    key = Ed25519PrivateKey.generate()
    public = signing.public_bytes(key)
    peer = PeerFactory(downstream=True, code=code, public_key=public, key_id=signing.key_id(public))
    return Sender(peer, key, SchoolFactory(node=code))


@pytest.fixture
def sender(db_everywhere: None, signing_key: None) -> Sender:
    return make_sender()

"""A node above that keeps a ledger in memory by the rules of docs/exchange.md, over real HTTP."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from eduportal.exchange.feeds import feed_for
from eduportal.exchange.wire import bundle
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from eduportal.exchange.wire.header import Header
from tests.exchange.above import Above, Asked, Reply, Said, answer

Place = tuple[str, str, str, str, str]
DIGEST_LENGTH = 32


@dataclass
class Kept:
    """One package as it was decided on."""

    item: Item
    header: Header
    state: str

    @property
    def place(self) -> Place:
        scope = self.header.scope
        return scope.school, scope.year, scope.period, self.header.feed, scope.unit


@dataclass
class LedgerAbove(Above):
    """Takes versions in by their chain; returns what `returns` names, at the first sight of it."""

    kept: dict[str, Kept] = field(default_factory=dict)
    returns: set[str] = field(default_factory=set)
    life: int = 1

    @property
    def heads(self) -> dict[Place, Kept]:
        """What counts, by scope and feed."""
        return {each.place: each for each in self.kept.values() if each.state == "accepted"}

    def copy(self) -> dict[str, tuple[Kept, str]]:
        """What a backup holds."""
        return {digest: (each, each.state) for digest, each in self.kept.items()}

    def restore(self, copy: dict[str, tuple[Kept, str]]) -> None:
        """Hold what the backup holds, in another life."""
        self.kept = {digest: each for digest, (each, _state) in copy.items()}
        for each, state in copy.values():
            each.state = state
        self.life += 1

    def accept(self, asked: Asked) -> Reply:
        address = urlsplit(asked.path)
        call = address.path.rpartition("/")[2]
        if call == "bundles":
            return self.with_life("results", [self.decide(item) for item in asked.items])
        if call == "digests":
            wanted = parse_qs(address.query).get("school")
            found = self.leaves(wanted) if wanted else self.schools()
            return self.with_life("leaves" if wanted else "schools", found)
        if call == "heads":
            places = {tuple(each) for each in json.loads(asked.body)["periods"]}
            return self.with_life("heads", [self.head(each) for each in self.within(places)])
        if call == "compared":
            everything = ",".join(f"{code} {digest}" for code, digest, *_rest in self.schools())
            digest = hashlib.sha256(everything.encode()).hexdigest()[:DIGEST_LENGTH]
            return self.with_life("digest", digest)
        known = [digest for digest in asked.hashes if digest in self.kept]
        if call == "fetch":
            items = [self.kept[digest].item for digest in known]
            return Reply(200, bundle.build((item.member, item.custody) for item in items))
        return self.with_life("known", [self.told(digest) for digest in known])

    def with_life(self, name: str, found: list[Any] | str) -> Reply:
        body = json.loads(answer(name, found).body)
        return Reply(200, json.dumps(body | {"ledger": str(uuid.UUID(int=self.life))}).encode())

    def decide(self, item: Item) -> Said:
        digest = wire.digest(item.content)
        if digest in self.kept:
            return self.told(digest) | {"code": "known"}
        header = wire.parse(item.content).header
        new = Kept(item, header, "returned" if digest in self.returns else "accepted")
        head = self.heads.get(new.place)
        if header.prev != (wire.digest(head.item.content) if head else ""):
            if header.prev and header.prev not in self.kept:
                return refused(digest, "missing_previous", "after")
            return refused(digest, "fork", "never")
        if head and new.state == "accepted":
            head.state = "superseded"
        self.kept[digest] = new
        return self.told(digest)

    def told(self, digest: str) -> Said:
        kept = self.kept[digest]
        state = "returned" if kept.state == "returned" else "accepted"
        return self.said(kept.item.content, state=state)

    def leaves(self, schools: list[str] | None = None) -> list[list[Any]]:
        """As selectors/digests.py computes them."""
        found: dict[tuple[str, str, str], list[Kept]] = {}
        for each in self.heads.values():
            if schools is None or each.place[0] in schools:
                found.setdefault(each.place[:3], []).append(each)
        return [
            [*place, digest_of(map(said_of, each)), len(each), sum(map(records, each))]
            for place, each in sorted(found.items())
        ]

    def schools(self) -> list[list[Any]]:
        found: dict[str, list[list[Any]]] = {}
        for leaf in self.leaves():
            found.setdefault(leaf[0], []).append(leaf)
        return [
            [
                school,
                digest_of(" ".join(leaf[1:4]) for leaf in leaves),
                sum(leaf[4] for leaf in leaves),
                sum(leaf[5] for leaf in leaves),
            ]
            for school, leaves in sorted(found.items())
        ]

    def within(self, places: set[tuple[str, ...]]) -> list[Kept]:
        return [each for each in self.heads.values() if each.place[:3] in places]

    def head(self, kept: Kept) -> list[Any]:
        digest = wire.digest(kept.item.content)
        return [*kept.place, kept.header.version, digest, "accepted"]


def records(kept: Kept) -> int:
    return feed_for(kept.header.feed).records(kept.header.totals)


def said_of(kept: Kept) -> str:
    return f"{kept.header.feed} {kept.place[4]} {wire.digest(kept.item.content)}"


def digest_of(texts: Any) -> str:
    joined = ",".join(sorted(texts))
    return hashlib.sha256(joined.encode()).hexdigest()[:DIGEST_LENGTH]


def refused(digest: str, code: str, retry: str) -> Said:
    problems = [{"code": code, "message": "It does not follow."}]
    return {"hash": digest, "code": code, "retry": retry, "problems": problems, "receipts": []}

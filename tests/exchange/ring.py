"""One Ministry, Departments below it, schools below those: all that may go wrong between them."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, algorithms

from eduportal.exchange.client import COVERED, TAG
from eduportal.exchange.feeds.school import Line as SchoolLine
from eduportal.exchange.models import Peer
from eduportal.exchange.wire import answer as answer_wire
from eduportal.exchange.wire import bundle, receipt, signing
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.bundle import Item
from schools.models import School
from tests.exchange import line as lines
from tests.exchange.conftest import Sender, marks, row
from tests.exchange.door import OneKey
from tests.exchange.levels import forget
from tests.exchange.line import Fault, Line
from tests.exchange.second_node import Console, SecondNode, environment_of, management, second_node
from tests.owner import owner_cursor, superuser_address

FAULTS: list[Fault] = [
    lines.cut_reply,
    lines.cut_answer,
    lines.cut_request,
    lines.cut_short,
    lines.spoil_request,
    lines.repeat,
    lines.at_once,
    lines.sign_in_page,
    lines.busy,
    lines.broken,
    lines.unpack_request,
    lines.repack_answer,
]
UNITS = ("6A1", "6A2", "6A3")
NEW_SCHOOL = """
from eduportal.scoping import everywhere
from schools.services import register_school
with everywhere("a test enters a school"):
    register_school(code={code!r}, name="Trường THCS", stages=["02"], node={node!r})
"""
DUE = "update exchange_outboxentry set not_before = now() where state = 'queued'"
WAITING = "select package_id, state, last_error from exchange_outboxentry where state <> 'accepted'"
MISCOUNTED = """
select student_uid::text, array_agg(package_id order by package_id), array_agg(counted::int)
from exchange_line group by student_uid, year, period, feed
having count(*) filter (where counted) <> 1
"""
READY = "update exchange_peer set paused_until = null"


@dataclass
class SchoolNode:
    """A school's own portal: it seals, sends and asks as docs/exchange.md says."""

    sender: Sender
    line: Line
    sealed: dict[str, list[Item]] = field(default_factory=dict)
    rows: dict[str, list[list[Any]]] = field(default_factory=dict)
    """What its mark book holds of each class now."""
    told: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.sender.school.code

    @property
    def items(self) -> list[Item]:
        return [item for chain in self.sealed.values() for item in chain]

    def seal_register(self) -> None:
        """What a Department's portal seals of a school by itself."""
        own = list(SchoolLine(self.code, "Trường THCS", ["02"], "", "", "", "", ""))
        item = self.sender.seal(
            [own],
            feed="school",
            schema="school.1",
            scope=self.sender.scope(year="-", period="-", unit="-"),
            layout=[],
            about={},
            rules="",
            totals={"schools": 1},
        )
        self.sealed["-"] = [item]

    def seal(self, unit: str, rows: list[list[Any]]) -> None:
        """The next version of a class."""
        chain = self.sealed.setdefault(unit, [])
        self.sender.version = len(chain)
        self.sender.previous = digest_of(chain[-1]) if chain else ""
        chain.append(self.sender.seal(rows, scope=self.sender.scope(unit=unit), unit_name=unit))
        self.rows[unit] = rows

    def deliver(self, most: int = 20) -> None:
        """Send what was not answered for good; without an answer nothing is known."""
        due = [item for item in self.items if digest_of(item) not in self.told][:most]
        if due:
            body = bundle.build((item.member, item.custody) for item in due)
            self.learn(self.ask("bundles", body, bundle.CONTENT_TYPE), "results")

    def compare(self) -> None:
        """Ask for everything: what the Department does not hold is due again."""
        hashes = [digest_of(item) for item in self.items]
        body = json.dumps({"hashes": hashes}).encode()
        found = self.ask("have", body, "application/json")
        if found is not None:
            self.told = {}
            self.learn(found, "known")

    def learn(self, found: dict[str, Any] | None, name: str) -> None:
        for digest, said in answer_wire.parse((found or {}).get(name)).items():
            if said.receipts:
                self.told[digest] = receipt.parse(said.receipts[0].content).state

    def ask(self, call: str, body: bytes, kind: str) -> dict[str, Any] | None:
        """The answer's JSON; None for anything else."""
        address = f"{self.line.address}/sync/v2/{call}"
        request = requests.Request("POST", address, data=body, headers={"Content-Type": kind})
        prepared = request.prepare()
        HTTPMessageSigner(
            signature_algorithm=algorithms.ED25519, key_resolver=OneKey(self.sender.key)
        ).sign(
            prepared,
            key_id=signing.key_id(signing.public_bytes(self.sender.key)),
            tag=TAG,
            covered_component_ids=COVERED,
            body=body,
        )
        try:
            with requests.Session() as session:
                answer = session.send(prepared, timeout=60)
            return dict(answer.json()) if answer.status_code == requests.codes.ok else None
        except (requests.RequestException, ValueError):
            return None


def digest_of(item: Item) -> str:
    return wire.digest(item.content)


@dataclass
class Department:
    """A Department's portal, its sender and its line up."""

    node: SecondNode
    environment: dict[str, str]
    up: Line
    down: Line
    schools: list[SchoolNode] = field(default_factory=list)

    @contextmanager
    def relaying(self) -> Iterator[Console]:
        with management(self.environment) as console:
            yield console

    def make_due(self) -> None:
        """Let the time pass that packages have to wait for."""
        with owner_cursor(superuser_address(self.node.name)) as cursor:
            cursor.execute(f"{DUE}; {READY}")

    def relay(self) -> None:
        self.make_due()
        self.node.console.run("sync_relay")


@dataclass
class Ring:
    """All nodes, and what chance does to them."""

    ministry: SecondNode
    departments: list[Department]
    chance: random.Random
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def schools(self) -> list[SchoolNode]:
        return [school for each in self.departments for school in each.schools]

    @property
    def nodes(self) -> list[SecondNode]:
        return [self.ministry, *(each.node for each in self.departments)]

    def step(self) -> None:
        """One thing that happens."""
        likely = [self.seal] * 6 + [self.deliver] * 6 + [self.relay] * 5
        happens = self.chance.choice(
            [
                *likely,
                *(self.compare, self.kill_receiver, self.kill_sender, self.rush),
                *(self.end_connections, self.restore),
            ]
        )
        self.steps[happens.__name__] = self.steps.get(happens.__name__, 0) + 1
        happens()

    def seal(self) -> None:
        school = self.chance.choice(self.schools)
        # Some students sit in two schools' lists: one of them counts, the other is held.
        students = sorted(self.chance.sample(range(1, 40), self.chance.randint(0, 8)))
        mark = self.chance.randrange(0, 101)
        school.seal(self.chance.choice(UNITS), [row(n, cells=marks(mark)) for n in students])

    def deliver(self) -> None:
        school = self.chance.choice(self.schools)
        self.spoil(school.line)
        school.deliver()

    def relay(self) -> None:
        department = self.chance.choice(self.departments)
        self.spoil(department.up)
        department.relay()

    def compare(self) -> None:
        department = self.chance.choice(self.departments)
        department.up.faults = []
        department.node.console.run("exchange_compare")
        for school in department.schools:
            school.compare()

    def rush(self) -> None:
        """Every school of a Department sends at once."""
        department = self.chance.choice(self.departments)
        department.down.faults = []
        sending = [threading.Thread(target=each.deliver) for each in department.schools]
        for thread in sending:
            thread.start()
        for thread in sending:
            thread.join()

    def kill_sender(self) -> None:
        """kill -9 to a Department's sender when the Ministry begins to answer."""
        department = self.chance.choice(self.departments)
        department.make_due()
        with department.relaying() as console:
            department.up.faults = [lines.at_first_byte(console.kill)]
            console.begin("sync_relay")
            with suppress(AssertionError):
                console.finish()
        department.up.faults = []

    def kill_receiver(self) -> None:
        """kill -9 to what serves a node's requests, while a bundle is on its way to it."""
        department = self.chance.choice(self.departments)
        if self.chance.random() < 0.5:
            department.up.faults = [lines.at_first_byte(self.ministry.kill)]
            department.relay()
        else:
            school = self.chance.choice(department.schools)
            school.line.faults = [lines.at_first_byte(department.node.kill)]
            school.deliver()

    def end_connections(self) -> None:
        """A node's database ends every connection of its pages, as a restart does."""
        node = self.chance.choice(self.nodes)
        with owner_cursor(superuser_address(node.name)) as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and usename = %s",
                [node.database.split("//")[1].split(":")[0]],
            )

    def restore(self) -> None:
        """A node's newest packages are gone, as after a restore of its backup."""
        node = self.chance.choice(self.nodes)
        [(newest,)] = node.rows("select coalesce(max(id), 0) from exchange_package")
        forget(node.name, f"where id > {newest - self.chance.randint(1, 6)}")
        node.console.run("exchange_rebuild")

    def spoil(self, line: Line) -> None:
        """Two of three requests meet a fault."""
        broken = self.chance.random() < 2 / 3
        line.faults = [self.chance.choice(FAULTS)] if broken else []

    def come_to_rest(self, rounds: int = 40) -> bool:
        """Every line is good again: everybody compares and sends until nothing is due."""
        for line in {id(each.line): each.line for each in self.schools}.values():
            line.faults = []
        for _round in range(rounds):
            for department in self.departments:
                department.up.faults = []
                for school in department.schools:
                    school.compare()
                    school.deliver(200)
                department.relay()
                department.node.console.run("exchange_compare")
            if self.is_conserved():
                return True
        return False

    def is_conserved(self) -> bool:
        """Every school's mark book is on both levels above it, and each student counts once."""
        return all(
            held_of(department.node, school) == held_of(self.ministry, school) == book_of(school)
            for department in self.departments
            for school in department.schools
        ) and all(is_at_rest(node) for node in self.nodes)

    def differences(self) -> list[object]:
        """What keeps the ring from being at rest, for whoever reads the failure."""
        return [
            *(node.rows(WAITING) + node.rows(MISCOUNTED) for node in self.nodes),
            *(
                (school.code, held_of(each.node, school), held_of(self.ministry, school))
                for each in self.departments
                for school in each.schools
                if not held_of(each.node, school)
                == held_of(self.ministry, school)
                == book_of(school)
            ),
        ]


def book_of(school: SchoolNode) -> list[tuple[Any, ...]]:
    """What a school's mark book holds: class, student, cells."""
    found = [(unit, line[0], line[7]) for unit, rows in school.rows.items() for line in rows]
    return sorted(found, key=lambda each: each[:2])


def held_of(node: SecondNode, school: SchoolNode) -> list[tuple[Any, ...]]:
    """The same as a node above holds it, and nothing under way."""
    found = node.rows(
        "select p.unit, l.student_uid::text, l.cells from exchange_line l "
        "join exchange_package p on p.id = l.package_id "
        "join schools_school s on s.id = p.school_id "
        f"where p.state = 'accepted' and s.code = '{school.code}'"
    )
    return sorted(found, key=lambda each: each[:2])


def is_at_rest(node: SecondNode) -> bool:
    """Of each student one line counts, every other one is held, and nothing is under way."""
    return node.rows(MISCOUNTED) == node.rows(WAITING) == []


@contextmanager
def ring(folder: Path, departments: int, schools: int, chance: random.Random) -> Iterator[Ring]:
    """Every node of the ring, running."""
    with ExitStack() as open_until_end:
        enter = open_until_end.enter_context
        ministry = enter(second_node(made(folder / "bo"), "bo"))
        found = Ring(ministry, [], chance)
        for number in range(1, departments + 1):
            code = f"so-{number}"
            place = made(folder / code)
            node = enter(second_node(place, code, "department"))
            up, down = enter(Line(ministry.port)), enter(Line(node.port))
            environment = environment_of(node.name, place, code, "department")
            department = Department(node, environment, up, down)
            trust(ministry, node, "downstream", "--brings-schools")
            trust(node, ministry, "upstream", "--base-url", up.address)
            department.schools = [
                school_of(department, f"{number}{each:03}") for each in range(schools)
            ]
            found.departments.append(department)
        yield found


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def trust(node: SecondNode, other: SecondNode, relation: str, *more: str) -> None:
    node.console.run(
        *("trust_node", other.code, "--name", other.code, "--public-key", other.public_key),
        *("--relation", relation, *more),
    )


def school_of(department: Department, code: str) -> SchoolNode:
    """A school of the Department's register, with a portal and a key of its own."""
    key, node = Ed25519PrivateKey.generate(), f"truong-{code}"
    public = signing.to_text(signing.public_bytes(key))
    console = department.node.console
    console.run("shell", "--verbosity", "0", "-c", NEW_SCHOOL.format(code=code, node=node))
    console.run(
        *("trust_node", node, "--name", node, "--public-key", public),
        *("--relation", "downstream"),
    )
    sender = Sender(Peer(code=node), key, School(code=code))
    school = SchoolNode(sender, department.down)
    school.seal_register()
    return school

"""Everybody tries everybody else's pages, at two nodes and many at a time: nothing leaks or moves.

Two portals over HTTP, whose students bear names that say node and school. Every persona asks for
every address with every verb, objects of every school, tokens that are missing, stale or somebody
else's, sessions of the other node, ended sessions, other verbs in headers, and fields that no form
has.
"""

import os
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from script.launcher.ports import HOST
from tests.attack.person import Count, Person, text_of
from tests.attack.targets import Target, targets_of
from tests.exchange.second_node import portal
from tests.owner import address_of, create_database, drop_database
from tests.world import MACHINE, OTHER_TEACHER, PERSONAS, World, build_world

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
THREADS = 8
MARKED = re.compile(r"zq([12])([0-3])n|\b79([12])([0-3])\d{6}\b")
SWAPPED = ("teacher", "head", "department_admin", "auditor")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
VERBS = ("GET", "HEAD", *UNSAFE, "OPTIONS", "TRACE")
EVERY_SCHOOL = frozenset(range(4))
OWN = {"teacher", "homeroom", "vice_head", "head", "clerk", MACHINE}
# Whose students a persona may see, and whose rows it may change, by the place of the school.
SEES = dict.fromkeys(PERSONAS, frozenset[int]()) | dict.fromkeys(OWN, frozenset({0}))
SEES |= {OTHER_TEACHER: frozenset({1}), "auditor": EVERY_SCHOOL, "department_admin": EVERY_SCHOOL}
CHANGES = SEES | {"auditor": frozenset()}
FIELDS = {
    "school": "3", "school_id": "3", "role": "head", "is_superuser": "on", "is_staff": "on",
    "state": "sealed", "user": "1", "actor": "1", "id": "1", "pk": "1", "imports_marks": "on",
    "_method": "DELETE",
}  # fmt: skip
OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
# What asking itself writes: sessions, who looked, who tried to sign in, when a token was used.
NOISE = re.compile(
    r"browsersession|signin|access|attempt|guess|authtoken|nonce|delivery|celery|migrations"
)
# When somebody signed in last is no change either.
DIGEST = """
select md5(string_agg(line, ' ' order by line))
from (select (to_jsonb(t) - 'last_login')::text as line from {} t) lines
"""
MARK = """
select set_config('eduportal.scope', '*', false);
update students_student set full_name = format('zq%%s%%sn%%s', %(node)s, %(place)s, id),
    search_key = format('zq%%s%%sn%%s', %(node)s, %(place)s, id),
    ministry_code = format('79%%s%%s%%s', %(node)s, %(place)s, lpad(id::text, 6, '0'))
where school_id = %(school)s
"""


@dataclass
class Node:
    """One portal, and what of it was attacked."""

    number: int
    database: str
    address: str
    count: Count
    found: list[str] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)

    def judge(self, persona: str, what: str, text: str, status: int) -> None:
        """Remember students that the persona must not see, and faults."""
        sees = SEES.get(persona, frozenset())
        for match in MARKED.finditer(text):
            node, school = (int(each) for each in match.groups() if each is not None)
            if node != self.number or school not in sees:
                self.found.append(f"{persona} {what}: {status} shows {match[0]}")
        if status >= 500:
            self.found.append(f"{persona} {what}: {status}")


@contextmanager
def cursor_at(database: str) -> Iterator[Any]:
    with psycopg2.connect(address_of(database)) as opened, opened.cursor() as cursor:
        yield cursor


def mark(database: str, node: int, world: World) -> None:
    with cursor_at(database) as cursor:
        for place, school in enumerate(world.schools):
            cursor.execute(MARK, {"node": node, "place": place, "school": school.pk})


def rows(database: str) -> dict[str, str]:
    """A digest of each table's rows, apart from what asking itself writes."""
    with cursor_at(database) as cursor:
        cursor.execute("select set_config('eduportal.scope', '*', true)")
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if not NOISE.search(name)]
        digests = {}
        for name in tables:
            cursor.execute(DIGEST.format(name))
            digests[name] = str(cursor.fetchone()[0])
        return digests


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[list[Node], list[Target]]]:
    world = build_world()
    targets = targets_of(world)
    tokens = world.token()
    own, other, count = connection.settings_dict["NAME"], "", Count()
    other = f"{own}_beside"
    connection.close()
    create_database(other, own)
    with ExitStack() as stack:
        stack.callback(drop_database, other)
        nodes = []
        for number, database in enumerate((own, other), 1):
            mark(database, number, world)
            environment = os.environ | {
                "DATABASE_URL": address_of(database),
                "EDUPORTAL_SECRET_KEY": f"{number}" * 60,
                "EDUPORTAL_PRIVATE_DIR": str(tmp_path / f"private{number}"),
            }
            port = stack.enter_context(portal(environment, tmp_path / f"web{number}.log"))
            nodes.append(Node(number, database, f"http://{HOST}:{port}", count))
        for node in nodes:
            node.people = {
                persona: Person(node.address, persona, count, tokens if persona == MACHINE else "")
                for persona in [*PERSONAS, "anonymous"]
            }
        yield nodes, targets


def test_nobody_sees_or_changes_what_is_somebody_elses(
    nodes: tuple[list[Node], list[Target]], record_property: Callable[[str, object], None]
) -> None:
    portals, targets = nodes
    before = [rows(node.database) for node in portals]
    jobs = [(node, persona) for persona in [*PERSONAS, "anonymous"] for node in portals]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(lambda job: walk(*job, targets), jobs))
        list(threads.map(lambda persona: swap(portals, persona, targets), SWAPPED))
    record_property("attack", f"The walker: {len(targets)} targets, {portals[0].count}")
    assert [line for node in portals for line in node.found] == []
    for node, digests in zip(portals, before, strict=True):
        after = rows(node.database)
        assert [name for name in digests if after[name] != digests[name]] == []
    assert portals[0].count.verbs.total() > 10_000


def walk(node: Node, persona: str, targets: list[Target]) -> None:
    """One persona at one node: everything once; with a good token only what must be refused.

    At the second node a third of it. Verbs an address does not have are tried by a few personas.
    """
    person, changes = node.people[persona], CHANGES.get(persona, frozenset())
    draw = random.Random(f"{persona} {node.number}")
    asked: set[str] = set()
    for target in draw.sample(targets, len(targets) // (1 if node.number == 1 else 3)):
        is_others = target.has_object and target.school not in changes
        if target.verb in UNSAFE:
            if is_others:
                send(node, person, target, **target.body)
                send(node, person, target, **with_fields(target))
            forge(node, person, target, draw.randrange(4))
        else:
            send(node, person, target)
        if is_others and target.name not in asked and draw.random() < 0.3:
            asked.add(target.name)
            others(node, person, target)


def send(node: Node, person: Person, target: Target, verb: str = "", **more: Any) -> None:
    answer = person.ask(verb or target.verb, target.path, **more)
    what = f"{verb or target.verb} {target.path}"
    node.judge(person.persona, what, text_of(answer), answer.status_code)


def with_fields(target: Target) -> dict[str, Any]:
    """The body with fields that no form of the page has."""
    if "json" in target.body and isinstance(target.body["json"], dict):
        return {"json": FIELDS | target.body["json"]}
    return {"data": FIELDS | target.body.get("data", {})}


def forge(node: Node, person: Person, target: Target, number: int) -> None:
    """The same from another site, without a token, with a stale one or with somebody else's."""
    if person.persona == MACHINE:
        return
    stranger = node.people["head" if person.persona != "head" else "clerk"]
    forged: list[dict[str, Any]] = [
        {"csrf": ""},
        {"csrf": "a" * 64},
        {"csrf": stranger.csrf},
        {"headers": {"Origin": "https://evil.example"}},
    ]
    answer = person.ask(target.verb, target.path, **target.body, **forged[number])
    what = f"{target.verb} {target.path} forged {number}"
    node.judge(person.persona, what, text_of(answer), answer.status_code)
    if answer.status_code < 300:
        node.found.append(f"{person.persona} {what}: {answer.status_code}")


def others(node: Node, person: Person, target: Target) -> None:
    """Verbs the address does not have, as such and in headers that some frameworks obey."""
    for verb in VERBS:
        if verb != target.verb:
            send(node, person, target, verb, data={})
    for header in OVERRIDES:
        for verb in ("POST", "DELETE"):
            send(node, person, target, "GET", headers={header: verb})


def swap(nodes: list[Node], persona: str, targets: list[Target]) -> None:
    """A session of the other node, and one that has been signed out, are no session."""
    here, there = nodes
    gone = Person(here.address, persona, here.count)
    kept = gone.cookies
    gone.ask("POST", "/accounts/sign-out/")
    theirs = here.people[persona].cookies
    assert "sessionid" in theirs, "both nodes call their cookies alike"
    for node, cookies in ((there, theirs), (here, kept)):
        stranger = Person(node.address, "anonymous", node.count)
        for target in targets:
            if target.verb == "GET":
                stranger.session.cookies.clear()
                send(node, stranger, target, cookies=cookies)

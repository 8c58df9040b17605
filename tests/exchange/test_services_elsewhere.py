"""Who comes from a school of another portal brings identity and results along, proved."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from eduportal.exchange import client
from eduportal.exchange.client import Unreachable
from eduportal.exchange.feeds import feed_for
from eduportal.exchange.models import Package, Peer
from eduportal.exchange.selectors import persons
from eduportal.exchange.selectors.persons import Wanted, leaver, results
from eduportal.exchange.services import receive_bundle
from eduportal.exchange.services.elsewhere import (
    NotListed,
    leaver_elsewhere,
    results_elsewhere,
)
from eduportal.exchange.wire import piece as wire
from eduportal.exchange.wire.piece import BadPiece
from eduportal.exchange.wire.scope import ScopeKey
from eduportal.privacy.models import Access
from eduportal.scoping import everywhere
from schools.models import School
from students.choices import Ended, Sex
from tests.exchange.above import Above, Asked, Reply, say
from tests.exchange.conftest import Sender, make_sender, row, uid
from tests.exchange.door import Program
from tests.factories import PackageFactory, SchoolFactory, StudentFactory

NAME, BIRTH, CODE = "Nguyễn Văn 2", "2014-07-25", "2500000002"


def listed(student: int, left: str | None = None) -> list[Any]:
    who = row(student, standing="t" if left else "s", left=left)[:7]
    return [*who, Sex.MALE, "2026-09-05", "", Ended.TRANSFER if left else ""]


def send_list(sender: Sender, *lines: list[Any], year: str = "2026-2027", version: int = 1) -> None:
    """The school's list of 6A1, taken in."""
    classes = Package.objects.filter(school=sender.school, feed="class", year=year)
    if not classes.exists():
        named = {"feed": "class", "schema": "class.1", "period": "-", "unit": "-"}
        PackageFactory(school=sender.school, year=year, layout=["6A1"], **named)
    earlier = Package.objects.filter(school=sender.school, feed="student", year=year)
    fields = {
        "feed": "student",
        "schema": "student.1",
        "scope": sender.scope(year=year, period="-"),
        "layout": [],
        "rules": "",
        "version": version,
        "prev": earlier.latest("version").hash if version > 1 else "",
        "sealed_at": "2027-01-19T08:10:22+00:00",
    }
    totals = feed_for("student").totals(sender.header([], **fields, totals={}), lines)
    item = sender.signed(sender.header([], **fields, totals=totals), list(lines))
    assert receive_bundle(peer=sender.peer, items=[item])[0].code == "accepted"


@pytest.fixture
def left(sender: Sender) -> Sender:
    """A school with a portal of its own, which one of two students has left in the term."""
    gone = {"standing": "t", "left": "2026-12-01"}
    receive_bundle(peer=sender.peer, items=[sender.seal([row(1), row(2, **gone)])])
    send_list(sender, listed(1), listed(2, "2026-12-01"))
    return sender


def wanted(sender: Sender, **changes: str) -> Wanted:
    return Wanted(sender.school.code, CODE, NAME, BIRTH)._replace(**changes)


def test_who_was_let_go_is_told_with_the_proof_and_nobody_else_is_shown(left: Sender) -> None:
    found = leaver(wanted(left))
    assert found is not None
    piece = wire.read(found)
    assert piece.line[:5] == row(2)[:5]
    assert piece.digest == Package.objects.get(feed="student").hash
    assert "Nguyễn Văn 1" not in json.dumps(found, ensure_ascii=False)
    assert uid(1) not in json.dumps(found["lines"])


@pytest.mark.parametrize(
    "changes",
    [
        {"school": "S9999"},
        {"known": "2500000001", "name": "Nguyễn Văn 1"},
        {"known": ""},
        {"name": "Nguyễn Văn 1"},
        {"birth": "2014-07-26"},
    ],
    ids=["another school", "who stays", "no code", "another name", "another birthday"],
)
def test_unless_all_agrees_and_the_school_let_go_nobody_is_told(
    changes: dict[str, str], left: Sender
) -> None:
    assert leaver(wanted(left, **changes)) is None


def test_what_was_accepted_elsewhere_comes_with_marks_and_without_the_askers_own(
    left: Sender,
) -> None:
    [found] = results(uid_of(2), but="S0001")
    piece = wire.read(found)
    assert (piece.header.feed, piece.line[5], found["school"]) == ("term", "t", left.school.name)
    assert results(uid_of(2), but=left.school.code) == []


def uid_of(student: int) -> UUID:
    return UUID(uid(student))


def test_nobody_is_told_of_by_a_birth_date_that_nobody_knows(sender: Sender) -> None:
    gone = listed(2, "2026-12-01")
    gone[4] = ""
    send_list(sender, gone)
    assert leaver(wanted(sender, birth="")) is None


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_a_line_that_is_held_here_is_no_result_of_the_student() -> None:
    own, stranger = make_sender("truong-a"), make_sender("truong-x")
    for each in (own, stranger):
        receive_bundle(peer=each.peer, items=[each.seal([row(3)])])
    assert [each["school"] for each in results(uid_of(3), but="S0001")] == [own.school.name]


def hk2(sender: Sender) -> ScopeKey:
    return sender.scope(period="hk2")


def test_a_school_that_lists_a_student_again_hears_nothing_of_the_one_that_has_the_student(
    left: Sender,
) -> None:
    """Who has left a school is known to it; its own list is its own word."""
    now = make_sender("truong-c")
    send_list(now, listed(2), year=this_year())
    receive_bundle(peer=now.peer, items=[now.seal([row(2)], scope=hk2(now))])
    assert results(uid_of(2), but=left.school.code) == []
    assert [each["school"] for each in results(uid_of(2), but="S0001")] == [left.school.name]
    send_list(now, listed(2, "2027-01-18"), year=this_year(), version=2)
    assert [each["school"] for each in results(uid_of(2), but=left.school.code)] == [
        now.school.name
    ]


def this_year() -> str:
    today = timezone.localdate()
    first = today.year if today.month >= 7 else today.year - 1
    return f"{first}-{first + 1}"


def test_packages_as_large_as_their_school_likes_leave_room_for_the_others(
    left: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = make_sender("truong-x")
    lines = [row(number, standing="t", left="2026-12-01") for number in range(2, 40)]
    receive_bundle(peer=large.peer, items=[large.seal(lines, scope=hk2(large))])
    assert len(results(uid_of(2), but="S0001")) == 2
    monkeypatch.setattr(persons, "MOST_BYTES", 3000)
    [found] = results(uid_of(2), but="S0001")
    assert found["school"] == left.school.name


def test_this_nodes_own_ledger_answers_its_own_schools(left: Sender) -> None:
    found = leaver_elsewhere(wanted(left))
    assert found is not None and found.piece.line[0] == uid(2)
    [mark] = results_elsewhere(SchoolFactory(), uid_of(2))
    assert mark.school == left.school.name


@pytest.mark.parametrize(
    "spoil", ["shown", "hidden", "no line", "an empty line", "two lines", "nothing"]
)
def test_a_piece_that_was_changed_is_none_or_has_another_name(spoil: str, left: Sender) -> None:
    found = leaver(wanted(left))
    assert found is not None
    digest, lines = wire.read(found).digest, found["lines"]
    if spoil == "shown":
        lines[-1] = lines[-1].replace("Nguyễn", "Trần")
        assert wire.read(found).digest != digest
        return
    changed = {
        "hidden": ["#x", *lines],
        "no line": lines[:1],
        "an empty line": [lines[0], "=[]"],
        "two lines": [*lines, lines[-1]],
        "nothing": [],
    }
    with pytest.raises(BadPiece):
        wire.read(found | {"lines": changed[spoil]})


# --- asked of the node above ---------------------------------------------------------------------


def says(
    above: Above, found: list[dict[str, Any]], by: Above | None = None, **more: object
) -> Callable[[Asked], Reply]:
    """The node above answers with these pieces, each with a receipt of it for the package."""
    signer = by or above
    pieces = [each | {"receipts": [signer.receipt(content_of(each))]} for each in found]
    body = json.dumps({"pieces": pieces, **more}).encode()

    def reply(asked: Asked) -> Reply:
        return Reply(200, body)

    return reply


def content_of(found: dict[str, Any]) -> bytes:
    return Package.objects.get(hash=wire.read(found).digest).plain


@pytest.fixture
def away(left: Sender, above: Above) -> dict[str, Any]:
    """What the node above holds of the student, and this node does not."""
    found = leaver(wanted(left))
    assert found is not None
    return found


def test_the_node_above_is_asked_and_its_signature_required(
    away: dict[str, Any], above: Above, left: Sender
) -> None:
    asked = wanted(left)
    above.replies = [says(above, [away]), says(above, [away], by=Above(code="bo"))]
    School.objects.filter(pk=left.school.pk).update(code="S8888")
    found = leaver_elsewhere(asked)
    assert found is not None and found.piece.line[3] == NAME
    assert json.loads(above.asked[0].body) == asked._asdict()
    with pytest.raises(Unreachable, match="not proved"):
        leaver_elsewhere(asked)


@pytest.mark.parametrize(
    "changes", [{"known": "2500000009"}, {"name": "Nguyễn Văn Khác"}, {"birth": "2014-07-26"}]
)
def test_an_answer_about_another_child_is_none(
    away: dict[str, Any], above: Above, left: Sender, changes: dict[str, str]
) -> None:
    above.replies = [says(above, [away])]
    asked = wanted(left, **changes)
    School.objects.filter(pk=left.school.pk).update(code="S8888")
    assert leaver_elsewhere(asked) is None


def test_the_name_of_a_school_holds_nothing_that_no_database_holds(
    away: dict[str, Any], above: Above, left: Sender
) -> None:
    above.replies = [says(above, [away | {"school": "Trường \0A"}])]
    asked = wanted(left)
    School.objects.filter(pk=left.school.pk).update(code="S8888")
    found = leaver_elsewhere(asked)
    assert found is not None and found.school == "Trường \ufffdA"


def test_a_node_above_that_has_no_list_of_the_school_yet_says_so(
    away: dict[str, Any], above: Above
) -> None:
    above.replies = [says(above, [], listed=False)]
    with pytest.raises(NotListed):
        results_elsewhere(SchoolFactory(), uid_of(2))


def test_without_an_answer_nobody_is_invented(above: Above) -> None:
    above.replies = [say(503)]
    with pytest.raises(Unreachable):
        results_elsewhere(SchoolFactory(), uid_of(2))


def test_a_person_waits_some_seconds_only(
    left: Sender, above: Above, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def silent(asked: Asked) -> Reply:
        over.wait(60)
        return Reply(200, b'{"pieces": []}')

    monkeypatch.setattr(client, "PERSON_WAITS_SECONDS", 1)
    above.replies = [silent]
    started = time.monotonic()
    with pytest.raises(Unreachable):
        leaver_elsewhere(wanted(left, birth="2014-07-26"))
    assert time.monotonic() - started < 30
    over.set()


# --- at the door ---------------------------------------------------------------------------------


def post(program: Program, call: str, question: object) -> Any:
    return program.ask("POST", f"/sync/v2/{call}", json.dumps(question).encode())


@dataclass
class Both:
    """The school that asks, and the one the student has left."""

    asker: Sender
    former: Sender


@pytest.fixture
def both(below: Sender) -> Both:
    """One of two students has left another school for that of the node which asks."""
    with everywhere("a test"):
        other = make_sender("truong-b")
        gone = {"standing": "t", "left": "2026-12-01"}
        receive_bundle(peer=other.peer, items=[other.seal([row(1), row(2, **gone)])])
        send_list(other, listed(1), listed(2, "2026-12-01"))
        StudentFactory(school=other.school, person_uid=uid(2))
    return Both(below, other)


def test_a_school_hears_of_whom_another_has_let_go_and_it_is_written_down(
    both: Both, program: Program
) -> None:
    other = both.former
    answer = post(program, "leaver", wanted(other)._asdict()).json()
    assert [wire.read(each).line[0] for each in answer["pieces"]] == [uid(2)]
    with everywhere("a test looks"):
        entry = Access.objects.get(route="sync:leaver")
        assert (entry.door, entry.school_id, len(entry.persons)) == ("sync", other.school.pk, 1)
    nobody = post(program, "leaver", wanted(other, birth="2014-01-01")._asdict())
    assert nobody.json()["pieces"] == []


def test_results_are_told_to_the_school_that_has_the_student_on_its_list(
    both: Both, program: Program
) -> None:
    question = {"school": both.asker.school.code, "uid": uid(2)}
    before = post(program, "results", question).json()
    assert (before["listed"], before["pieces"]) == (False, [])
    with everywhere("a test"):
        send_list(both.asker, listed(2))
    after = post(program, "results", question).json()
    assert [wire.read(each).header.feed for each in after["pieces"]] == ["term"]
    foreign = {"school": both.former.school.code, "uid": uid(1)}
    assert post(program, "results", foreign).json()["pieces"] == []


def test_after_many_questions_in_vain_a_node_is_answered_no_more_that_day(
    both: Both, program: Program, settings: Settings
) -> None:
    settings.EDUPORTAL_VAIN_QUESTIONS_A_DAY = 2
    right = wanted(both.former)._asdict()
    assert post(program, "leaver", right).json()["pieces"]
    for day in ("2014-07-01", "2014-07-02"):
        assert post(program, "leaver", right | {"birth": day}).json()["pieces"] == []
    refused = post(program, "leaver", right)
    assert (refused.status_code, refused.json()["code"]) == (429, "asked_too_often")
    yesterday = timezone.localdate() - timedelta(days=1)
    Peer.objects.filter(pk=both.asker.peer.pk).update(vain_on=yesterday)
    assert post(program, "leaver", right).json()["pieces"]


def test_a_node_on_trial_hears_of_nobody(both: Both, program: Program) -> None:
    other = both.former
    Peer.objects.filter(pk=both.asker.peer.pk).update(is_sandbox=True)
    assert post(program, "leaver", wanted(other)._asdict()).json()["pieces"] == []


@pytest.mark.parametrize("call", ["leaver", "results"])
@pytest.mark.parametrize(
    "question",
    [[], {}, {"school": "S1"}, {"school": 1, "uid": "x", "known": "", "name": "", "birth": ""}],
)
def test_what_is_no_question_is_refused(
    call: str, question: object, below: Sender, program: Program
) -> None:
    assert post(program, call, question).status_code == 400

"""Marks another portal's school has sealed come with the student, with their source."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.exchange.models import Package
from eduportal.exchange.selectors.persons import results
from eduportal.exchange.services import Proved, receive_bundle, results_elsewhere
from eduportal.exchange.wire import piece
from grades.cells import average_of
from grades.models import MarkRecord, OutsideTerm
from grades.rules.mark_text import format_cell
from grades.selectors.elsewhere import in_words, marks_given
from grades.selectors.origins import origin_of
from grades.selectors.outside import outside_lines
from students.choices import Began
from students.models import Enrolment
from tests.exchange.above import Above, say
from tests.exchange.conftest import FEED, Sender, above, make_sender, row, sender
from tests.factories import MarkSheetFactory
from tests.query_counts import ask_counted
from tests.world import ClientOf, World

__all__ = ["above", "sender"]

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


@pytest.fixture
def stay(world: World) -> Enrolment:
    """A student of 6A1 who came from elsewhere three days ago."""
    stay = world.record.enrolment
    stay.starts_on, stay.began = timezone.localdate() - datetime.timedelta(3), Began.TRANSFER
    stay.save()
    return stay


@pytest.fixture
def former(world: World, stay: Enrolment) -> Sender:
    """The school the student has left, whose portal has sealed the marks so far."""
    found = make_sender("truong-a")
    said, sealed = of(world, found), lines(stay, world)
    totals = FEED.totals(found.header([], **said, totals={}), sealed)
    item = found.seal(sealed, **said, totals=totals)
    [result] = receive_bundle(peer=found.peer, items=[item])
    assert result.code == "accepted", result.receipts[0].problems
    return found


def of(world: World, found: Sender) -> dict[str, Any]:
    """Header of the term of the world's year, with mathematics alone."""
    sheet = world.sheet
    return {
        "layout": [[sheet.subject.code, "scored", sheet.regular_count, int(sheet.has_topic)]],
        "scope": found.scope(year=world.year.code, period=world.term.period),
        "closes": world.term.ends_on.isoformat(),
    }


def lines(stay: Enrolment, world: World) -> list[list[Any]]:
    """Two regular marks and the midterm, given before the student left."""
    who = {"uid": str(stay.student.person_uid), "standing": "t", "left": "2026-10-01"}
    width = world.sheet.regular_count + int(world.sheet.has_topic)
    regular = [70, 85, *[None] * (width - 2)]
    average = average_of(MarkRecord(sheet=world.sheet, regular=regular, midterm=90))
    return [row(1, **who, cells=[*regular, 90, None, average], result=[None] * 4)]


def line_of(stay: Enrolment, world: World) -> MarkRecord:
    records = MarkRecord.objects.select_related("sheet__regulation", "sheet__term", "enrolment")
    return records.get(enrolment=stay, sheet__subject=world.subjects[0], sheet__term=world.term)


def address(stay: Enrolment) -> str:
    return reverse("grades:student-elsewhere", args=[stay.student.public_id])


def test_the_page_shows_what_was_sealed_and_by_whom(
    world: World, stay: Enrolment, former: Sender, client_of: ClientOf
) -> None:
    answer = ask_counted(client_of("clerk"), "grades:student-elsewhere", address(stay))
    page = answer.content.decode()
    package = Package.objects.get(feed="term", school=former.school)
    assert former.school.name in page and package.hash[:12] in page
    assert "7,0" in page and "9,0" in page and "01/10/2026" in page
    assert "079000000001" not in page, "a personal number is a request of its own"


def test_its_button_enters_the_marks_with_their_source(
    world: World, stay: Enrolment, former: Sender, client_of: ClientOf
) -> None:
    line = line_of(stay, world)
    MarkRecord.objects.filter(pk=line.pk).update(midterm=60)
    client = client_of("clerk")
    answer = client.post(address(stay), follow=True)
    assert answer.redirect_chain
    line.refresh_from_db()
    # A mark given here stays.
    assert (list(line.regular[:2]), line.midterm, line.final) == ([70, 85], 60, None)
    package = Package.objects.get(feed="term", school=former.school)
    said = origin_of(line, "tx1")
    assert former.school.name in said and package.hash[:12] in said
    client.post(address(stay))
    line.refresh_from_db()
    assert list(line.regular[:2]) == [70, 85], "twice changes nothing"


def test_a_form_of_assessment_that_differs_here_takes_no_mark(
    world: World, stay: Enrolment, former: Sender
) -> None:
    found = results_elsewhere(world.school, stay.student.person_uid)
    [line] = [each for each in outside_lines(stay.student) if each.pk == line_of(stay, world).pk]
    assert {given.cell for given in marks_given(found, [line])} == {"tx1", "tx2", "gk"}
    line.sheet.form = "commented"
    assert marks_given(found, [line]) == []


def test_another_term_is_shown_and_not_entered(
    world: World, stay: Enrolment, former: Sender
) -> None:
    [found] = results_elsewhere(world.school, stay.student.person_uid)
    other = outside_lines(stay.student)
    for line in other:
        line.sheet.term = world.next_term
    assert marks_given([found], other) == []
    [shown] = in_words([found])
    assert shown.words is not None and "7,0" in " ".join(shown.words.values())


def test_a_package_under_rules_unknown_here_is_named_and_not_read(
    world: World, stay: Enrolment, former: Sender
) -> None:
    [found] = results(stay.student.person_uid, but=world.school.code)
    unknown = f"tt22-0/{'0' * 12}"
    changed = re.sub('"rules":"[^"]*"', f'"rules":"{unknown}"', found["lines"][0])
    proved = Proved(piece.read(found | {"lines": [changed, *found["lines"][1:]]}), "A", "B")
    [shown] = in_words([proved])
    assert shown.words is None
    assert marks_given([proved], outside_lines(stay.student)) == []


@pytest.mark.parametrize("persona", ["teacher", "other_teacher"])
def test_only_who_keeps_the_register_sees_another_schools_record(
    persona: str, world: World, stay: Enrolment, former: Sender, client_of: ClientOf
) -> None:
    assert client_of(persona).get(address(stay)).status_code == 404
    outside = reverse("grades:student-outside", args=[stay.student.public_id])
    answer = client_of(persona).get(outside)
    assert address(stay) not in answer.content.decode()


def test_where_nothing_was_sealed_the_page_says_when_it_will_be(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    page = client_of("clerk").get(address(stay)).content.decode()
    assert "Không có kết quả ở trường khác" in page


def test_a_portal_above_that_does_not_answer_is_named(
    above: Above, world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    above.replies = [say(503), say(503)]
    client = client_of("clerk")
    assert "Cổng cấp trên không trả lời" in client.get(address(stay)).content.decode()
    assert client.post(address(stay)).status_code == 200
    assert line_of(stay, world).regular[0] is None


def test_a_list_that_is_not_above_yet_is_named(
    above: Above, world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    above.replies = [say(200, b'{"listed": false, "pieces": []}')]
    assert "chưa đến cổng cấp trên" in client_of("clerk").get(address(stay)).content.decode()


def test_an_exempt_student_takes_no_mark(world: World, stay: Enrolment, former: Sender) -> None:
    found = results_elsewhere(world.school, stay.student.person_uid)
    MarkRecord.objects.filter(enrolment=stay).update(exempt=True)
    assert marks_given(found, outside_lines(stay.student)) == []


def test_a_first_term_sealed_elsewhere_is_taken_as_its_package_says(
    world: World, stay: Enrolment, client_of: ClientOf
) -> None:
    found = make_sender("truong-b")
    said = of(world, found)
    width = world.sheet.regular_count + int(world.sheet.has_topic)
    marks = MarkRecord(sheet=world.sheet, regular=[80] * width, midterm=90, final=70)
    who = {"uid": str(stay.student.person_uid), "standing": "t", "left": "2026-10-01"}
    cells = [*marks.regular, 90, 70, average_of(marks)]
    sealed = [row(1, **who, cells=cells, result=[None, None, 4, 2])]
    item = found.seal(
        sealed, **said, totals=FEED.totals(found.header([], **said, totals={}), sealed)
    )
    [result] = receive_bundle(peer=found.peer, items=[item])
    assert result.code == "accepted", result.receipts[0].problems
    MarkRecord.objects.filter(enrolment=stay).delete()
    MarkSheetFactory(
        class_group=world.class_group, term=world.next_term, subject=world.sheet.subject
    )
    address = reverse("grades:student-first-term", args=[stay.student.public_id]) + "?package"
    clerk = client_of("clerk")
    assert format_cell(average_of(marks)) in clerk.get(address).content.decode()
    assert clerk.post(address, {"before": ""}).status_code == 302
    kept = OutsideTerm.objects.get()
    assert [row.result for row in kept.results.all()] == [average_of(marks)]
    assert (kept.conduct, kept.absences) == (4, 2)
    assert kept.paper.endswith(" v1")

"""What was sealed stays; a decision corrects it or withdraws it, on every level."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Line, OutboxEntry, Package
from eduportal.exchange.services import seal_changed, seal_package
from eduportal.exchange.services.acceptance import step_back
from eduportal.exchange.states import OutboxState, PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event
from grades.choices import SheetState
from grades.selectors import revision_of_class
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.selectors.correcting import SealedTerm, _differences, sealed_term, term_draft
from grades.services import (
    ClassNotReady,
    NotAllowed,
    ShownOtherwise,
    correct_class,
    seal_class,
    withdraw_class,
)
from schools.models import ClassGroup, Subject
from students.choices import Ended
from students.models import Enrolment, Student
from tests.conftest import ClientOf
from tests.factories import PeerFactory
from tests.grades.conftest import fill, scope_of, set_state
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
BASIS = "15/QĐ-THCS ngày 02/02/2027"


@pytest.fixture
def sealed(world: World) -> World:
    """6A1 sealed, with a node above."""
    PeerFactory()
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )
    # As the end of the request does: what is sealed has its package.
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    return world


def shown(world: World) -> SealedTerm:
    found = sealed_term(world.class_group, world.term)
    assert found is not None
    return found


def rename(world: World, name: str = "Trần Thị Bích") -> Student:
    student = world.record.enrolment.student
    Student.objects.filter(pk=student.pk).update(full_name=name)
    return student


def change(world: World, deed, persona: str = "head", **given: str) -> Package:
    arguments = {"revision": shown(world).revision, "basis": BASIS} | given
    return deed(
        class_group=world.class_group,
        term=world.term,
        scope=scope_of(world, persona),
        user=world.users[persona],
        **arguments,
    )


def things(world: World) -> list[tuple[str, str]]:
    return [(each.mine, each.theirs) for each in shown(world).differences]


def test_what_was_sealed_does_not_follow_the_register(sealed: World) -> None:
    before = shown(sealed).package.hash
    student = rename(sealed)
    assert things(sealed) == [(student.full_name, "Trần Thị Bích")]
    seal_class(
        without_conduct=True,
        class_group=sealed.class_group,
        term=sealed.term,
        revision="",
        scope=scope_of(sealed, "head"),
        user=sealed.users["head"],
    )
    seal_changed()
    assert shown(sealed).package.hash == before
    assert not Package.objects.filter(feed="term", version=2).exists()


def test_a_correction_is_the_next_version_under_a_decision(sealed: World) -> None:
    before = shown(sealed).package
    rename(sealed)
    package = change(sealed, correct_class)
    assert (package.version, package.prev, package.event) == (2, before.hash, "correction")
    assert (package.basis, package.sealed_by) == (BASIS, str(sealed.users["head"]))
    before.refresh_from_db()
    assert before.state == PackageState.SUPERSEDED
    assert "Trần Thị Bích" in [line[3] for line in wire.parse(package.plain).lines]
    assert things(sealed) == []
    assert OutboxEntry.objects.filter(package=package).count() == 1


def test_a_renamed_class_is_the_same_scope_and_its_name_a_correction(sealed: World) -> None:
    code = sealed.class_group.code
    ClassGroup.objects.filter(pk=sealed.class_group.pk).update(name="6 Chuyên")
    sealed.class_group.refresh_from_db()
    assert things(sealed) == [("6A1", "6 Chuyên")]
    package = change(sealed, correct_class)
    assert (package.unit, package.unit_name, package.version) == (code, "6 Chuyên", 2)
    assert things(sealed) == []


def test_a_column_that_changes_without_any_line_differs_from_what_was_sealed(
    sealed: World,
) -> None:
    before = shown(sealed)
    Subject.objects.filter(code="TOAN").update(code="TOANHOC")
    found = shown(sealed)
    assert [line for line in found.now.lines] == before.contents.lines
    assert len(found.differences) == 2 and found.can_be_corrected
    assert found.differing_lines == []
    assert found.revision != before.revision
    change(sealed, correct_class)
    assert things(sealed) == []


def test_another_form_of_a_subject_differs_from_what_was_sealed(sealed: World) -> None:
    before = shown(sealed)
    draft = before.now
    code, form, *counts = draft.layout[0]
    other = "commented" if form == "scored" else "scored"
    changed = replace(draft, layout=[[code, other, *counts], *draft.layout[1:]])
    [difference] = _differences(before.contents, changed)
    assert (difference.line, difference.mine != difference.theirs) == ("", True)


def test_the_same_lines_in_other_columns_are_a_new_version(sealed: World) -> None:
    package = shown(sealed).package
    draft = replace(shown(sealed).now, about={"programme": "gdtx", "grade": 6}, layout=[])
    assert not draft.is_said_by(package.plain)
    assert shown(sealed).now.is_said_by(package.plain)
    same = seal_package(sealed.class_group.school, shown(sealed).now)
    assert same.pk == package.pk


def test_a_renamed_class_is_in_its_list_of_students_too(sealed: World) -> None:
    seal_changed()
    ClassGroup.objects.filter(pk=sealed.class_group.pk).update(name="6 Chuyên")
    seal_changed()
    group = sealed.class_group
    lists = Package.objects.filter(feed="student", school=group.school_id, unit=group.code)
    assert list(lists.order_by("version").values_list("unit_name", flat=True)) == [
        "6A1",
        "6 Chuyên",
    ]


@pytest.mark.parametrize("basis", ["", "   ", "x" * 301])
def test_without_a_decision_nothing_is_corrected(sealed: World, basis: str) -> None:
    rename(sealed)
    for deed in (correct_class, withdraw_class):
        with pytest.raises(ClassNotReady):
            change(sealed, deed, basis=basis)
    assert shown(sealed).package.version == 1


def test_nothing_that_was_not_shown_is_corrected(sealed: World) -> None:
    rename(sealed)
    revision = shown(sealed).revision
    rename(sealed, "Lê Văn Cường")
    with pytest.raises(ShownOtherwise):
        change(sealed, correct_class, revision=revision)


def test_where_nothing_differs_there_is_nothing_to_correct(sealed: World) -> None:
    with pytest.raises(ClassNotReady):
        change(sealed, correct_class)


@pytest.mark.parametrize("persona", ["vice_head", "teacher", "clerk"])
def test_only_who_seals_corrects_and_withdraws(sealed: World, persona: str) -> None:
    rename(sealed)
    for deed in (correct_class, withdraw_class):
        with pytest.raises(NotAllowed):
            change(sealed, deed, persona)


def test_a_withdrawal_has_no_lines_and_leaves_the_mark_book_as_it_is(sealed: World) -> None:
    package = change(sealed, withdraw_class)
    assert (package.event, package.records, package.version) == ("withdrawal", 0, 2)
    assert wire.parse(package.plain).lines == []
    assert not Line.objects.filter(feed="term").exists()
    assert shown(sealed).is_withdrawn
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())
    sealed.sheet.refresh_from_db()
    assert sealed.sheet.state == SheetState.SEALED
    with pytest.raises(ClassNotReady):
        change(sealed, withdraw_class)
    again = change(sealed, correct_class, basis="16/QĐ-THCS")
    assert (again.version, again.event) == (3, "correction")
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())
    assert Line.objects.filter(feed="term", counted=True).count() == 6


def other_class_draft(world: World, uid: str) -> Draft:
    """The other class of the school with a line of this student."""
    other = world.classes[world.school][1]
    draft = term_draft(other, world.term, shown(world).package.rules)
    lines = [list(line) for line in draft.lines]
    lines[0][0] = uid
    return replace(draft, lines=sorted(lines, key=lambda line: line[0]), sealed_by="x")


def held_uids() -> list[str]:
    held = Line.objects.filter(counted=False, standing="s")
    return [str(uid) for uid in held.values_list("student_uid", flat=True)]


def test_the_old_class_reports_first_and_its_correction_lets_the_new_one_count(
    sealed: World,
) -> None:
    stay = sealed.record.enrolment
    uid = str(stay.student.person_uid)
    seal_package(sealed.school, other_class_draft(sealed, uid))
    assert held_uids() == [uid]
    last = sealed.term.starts_on + timedelta(days=20)
    Enrolment.objects.filter(pk=stay.pk).update(ends_on=last, ended=Ended.CLASS_CHANGE)
    change(sealed, correct_class)
    assert held_uids() == []
    counted = Line.objects.get(student_uid=uid, counted=True)
    assert counted.package.unit == sealed.classes[sealed.school][1].code


def test_the_new_class_reports_first_and_the_old_one_is_held_until_it_is_withdrawn(
    world: World, client_of: ClientOf
) -> None:
    uid = str(world.record.enrolment.student.person_uid)
    other = world.classes[world.school][1]
    regulation = world.sheet.regulation.rules
    draft = term_draft(other, world.term, regulation)
    lines = [list(line) for line in draft.lines]
    lines[0][0] = uid
    lines.sort(key=lambda line: line[0])
    seal_package(world.school, replace(draft, lines=lines, sealed_by="x"))
    mine = term_draft(world.class_group, world.term, regulation)
    seal_package(world.school, replace(mine, sealed_by="x"))
    assert held_uids() == [uid]
    page = client_of("head").get(reverse("exchange:held"))
    [held] = page.context["held"]
    assert (held.package.unit, held.elsewhere.unit) == (world.class_group.code, other.code)
    assert world.record.enrolment.student.full_name in page.content.decode()
    page = client_of("department_officer").get(reverse("exchange:held"))
    [held] = page.context["held"]
    assert (held.name, held.package.unit) == ("", world.class_group.code)
    assert "Không hiện họ tên" in page.content.decode()
    withdrawal = replace(mine, lines=(), event=Event.WITHDRAWAL, basis="QĐ 1", sealed_by="x")
    seal_package(world.school, withdrawal)
    assert held_uids() == []
    assert Line.objects.get(student_uid=uid, counted=True).package.unit == other.code


# ---- the pages ----


def address(world: World, name: str) -> str:
    return reverse(f"grades:{name}", args=[world.class_group.public_id, world.term.code])


def send(client: Client, world: World, name: str, **form: str):
    page = client.get(address(world, name))
    given = {"revision": page.context["sealed"].revision, "basis": BASIS} | form
    return client.post(address(world, name), given, follow=True)


def test_the_page_shows_both_and_its_button_corrects(sealed: World, client_of: ClientOf) -> None:
    student = rename(sealed)
    head = client_of("head")
    for name in ("class-detail", "student"):
        where = sealed.class_group if name == "class-detail" else student
        page = head.get(reverse(f"grades:{name}", args=[where.public_id]))
        assert address(sealed, "class-correct") in page.content.decode()
    page = head.get(address(sealed, "class-correct")).content.decode()
    assert student.full_name in page and "Trần Thị Bích" in page
    after = send(head, sealed, "class-correct")
    assert after.context["way"].package.version == 2
    assert BASIS in after.content.decode()
    page = head.get(reverse("grades:class-detail", args=[sealed.class_group.public_id]))
    assert address(sealed, "class-correct") not in page.content.decode()


def test_a_withdrawal_asks_for_the_name_of_the_class(sealed: World, client_of: ClientOf) -> None:
    head = client_of("head")
    send(head, sealed, "class-withdraw", confirmation="6A2")
    assert not shown(sealed).is_withdrawn
    after = send(head, sealed, "class-withdraw", confirmation="6a1")
    assert shown(sealed).is_withdrawn
    assert BASIS in after.content.decode()
    page = head.get(reverse("grades:class-detail", args=[sealed.class_group.public_id]))
    assert address(sealed, "class-correct") in page.content.decode()


def test_a_form_made_for_another_version_does_nothing(sealed: World, client_of: ClientOf) -> None:
    rename(sealed)
    after = send(client_of("head"), sealed, "class-correct", revision="000000000000")
    assert shown(sealed).package.version == 1
    assert [each.level_tag for each in after.context["messages"]] == ["error"]


@pytest.fixture
def returned(sealed: World) -> World:
    """The only version of 6A1 came back from the node above."""
    package = Package.objects.get(feed="term")
    step_back(package, PackageState.RETURNED)
    OutboxEntry.objects.filter(package=package).update(state=OutboxState.RETURNED)
    return sealed


def test_what_came_back_is_sealed_again_by_the_school(returned: World, client_of: ClientOf) -> None:
    head = client_of("head")
    of_class = reverse("grades:class-detail", args=[returned.class_group.public_id])
    for page in (of_class, address(returned, "class-seal")):
        assert address(returned, "class-correct") in head.get(page).content.decode()
    assert head.get(address(returned, "class-withdraw")).status_code == 404

    send(head, returned, "class-correct")

    newest = Package.objects.filter(feed="term").order_by("-version").first()
    assert (newest.version, newest.event, newest.state) == (2, "correction", "accepted")
    assert newest.basis == BASIS and newest.prev == ""
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())
    assert head.get(address(returned, "class-withdraw")).status_code == 200


def test_what_came_back_takes_what_the_register_says_by_now(returned: World) -> None:
    student = returned.enrolments[returned.class_group][0].student
    Student.objects.filter(pk=student.pk).update(full_name="Nguyễn Thị Đúng")
    found = sealed_term(returned.class_group, returned.term)
    assert found is not None and found.is_returned and found.differences
    with pytest.raises(ClassNotReady):
        withdraw_class(
            class_group=returned.class_group,
            term=returned.term,
            revision=found.revision,
            basis=BASIS,
            scope=scope_of(returned, "head"),
            user=returned.users["head"],
        )

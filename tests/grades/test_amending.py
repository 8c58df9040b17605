"""A sealed mark changes by one way: asked, confirmed and approved by three persons."""

import datetime
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from eduportal.exchange.models import Package
from eduportal.notices.models import Notice
from grades.choices import AmendmentState, SheetState
from grades.models import Amendment, MarkChange, MarkRecord, MarkSheet, TermResult
from grades.rules.cells import CellCode
from grades.selectors import revision_of_class
from grades.selectors.consequences import consequences_of
from grades.selectors.conservation import digest_of, ledger_lines, sealed_lines
from grades.selectors.correcting import sealed_term
from grades.selectors.recomputed import recomputed
from grades.services import (
    Act,
    AmendmentRefused,
    Asked,
    Decision,
    NotAllowed,
    ShownOtherwise,
    answer_amendment,
    approve_amendment,
    ask_amendment,
    confirm_amendment,
    question_amendment,
    refuse_amendment,
    seal_class,
    set_amendment_policy,
    withdraw_amendment,
    withdraw_class,
)
from grades.services.amendment_steps import revision_of
from grades.services.writing import update_records
from students.choices import Ended
from students.models import Enrolment
from students.services import exempt
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import edit, give_levels, scope_of
from tests.students.test_exempting import decision as exemption
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")
PICTURE = b"\xff\xd8\xff\xe0" + b"a paper with a mark"
DAY = datetime.date(2026, 1, 12)


def picture(content: bytes = PICTURE, name: str = "bai_ck.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def sealed(world: World, settings, tmp_path) -> World:
    """6A1 sealed with levels."""
    settings.STORAGES = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": tmp_path}}
    }
    give_levels(world)
    seal_class(
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
        without_conduct=True,
        reason="Chưa đánh giá rèn luyện",
    )
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; set constraints all deferred")
    world.sheet.refresh_from_db()
    return world


def ask(world: World, *edits, persona: str = "teacher", **said) -> Amendment:
    given = edits or (edit(world.record, "ck", "8,0", "2,0"),)
    asked = {"cause": "mistyped", "reason": "Gõ nhầm: bài 2,0.", "file": picture()} | said
    return ask_amendment(
        sheet=world.sheet,
        edits=given,
        asked=Asked(**asked),
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def act(world: World, amendment: Amendment, persona: str, words: str = "") -> Act:
    amendment.refresh_from_db()
    return Act(
        amendment, world.users[persona], scope_of(world, persona), revision_of(amendment), words
    )


def approve(world: World, amendment: Amendment, persona: str = "head") -> AmendmentState:
    """Where the readings differ then, the higher level is taken."""
    found = consequences_of(amendment)
    levels = {line.record.pk: between[0] for line, between in found.undecided}
    decision = Decision("15/QĐ-THCS", DAY, found.revision, levels)
    return approve_amendment(act=act(world, amendment, persona), decision=decision)


def line(world: World) -> MarkRecord:
    return MarkRecord.objects.get(pk=world.record.pk)


def test_three_persons_change_a_sealed_mark_and_the_next_version_carries_it(sealed: World) -> None:
    amendment = ask(sealed)
    assert line(sealed).final == 80
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    found = consequences_of(amendment)
    shown = {each.kind: (each.before, each.after) for each in found.lines[0].consequences}
    assert shown["average"] == ("8,0", "6,0") and shown["learning"][0] != shown["learning"][1]

    assert approve(sealed, amendment) == AmendmentState.WRITTEN

    written = line(sealed)
    assert (written.final, written.average) == (20, 60)
    newest = Package.objects.filter(feed="term").order_by("-version").first()
    assert newest is not None
    assert (newest.version, newest.event) == (2, "correction")
    assert newest.basis == "15/QĐ-THCS ngày 12/01/2026, đề nghị sửa điểm 1/2026"
    assert newest.sealed_by == str(sealed.users["head"])
    amendment.refresh_from_db()
    assert amendment.version == 2
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())
    result = TermResult.objects.get(enrolment=written.enrolment, term=sealed.term)
    assert str(result.get_learning_display()) == shown["learning"][1]


def test_the_history_names_both_values_the_decision_and_three_persons(sealed: World) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    approve(sealed, amendment)
    change = MarkChange.objects.filter(record=sealed.record.pk).order_by("-pk").first()
    assert change is not None and change.old and change.new
    assert (change.old["final"], change.new["final"]) == (80, 20)
    for text in ("15/QĐ-THCS", *(str(sealed.users[p]) for p in ("teacher", "homeroom", "head"))):
        assert text in change.reason


def test_the_sheet_stays_sealed_for_everything_else(sealed: World) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    approve(sealed, amendment)
    sealed.sheet.refresh_from_db()
    assert sealed.sheet.state == SheetState.SEALED
    record = line(sealed)
    record.final = 90
    with pytest.raises(DatabaseError), transaction.atomic():
        update_records([record])


@pytest.mark.parametrize(
    "change",
    [
        {"final": 30},
        {"final": 20, "midterm": 20},
        {"final": 20, "remark": "x"},
        {"midterm": 20},
        {"average": 10},
    ],
)
def test_the_database_takes_exactly_the_cells_of_an_approved_amendment(
    sealed: World, change: dict[str, object]
) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    Amendment.objects.filter(pk=amendment.pk).update(
        state="approved", approved_by=sealed.users["head"], decision="1", decided_on=DAY
    )
    with connection.cursor() as cursor:
        cursor.execute("select set_config('eduportal.amendment', %s, true)", [str(amendment.pk)])
    with pytest.raises(DatabaseError), transaction.atomic():
        MarkRecord.objects.filter(pk=sealed.record.pk).update(**change)
    other = sealed.records[sealed.sheet][1]
    with pytest.raises(DatabaseError), transaction.atomic():
        MarkRecord.objects.filter(pk=other.pk).update(final=20)
    assert MarkRecord.objects.filter(pk=sealed.record.pk).update(final=20) == 1


def test_before_it_is_approved_the_database_takes_nothing(sealed: World) -> None:
    amendment = ask(sealed)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('eduportal.amendment', %s, true)", [str(amendment.pk)])
    with pytest.raises(DatabaseError), transaction.atomic():
        MarkRecord.objects.filter(pk=sealed.record.pk).update(final=20)


@pytest.mark.parametrize(
    ("step", "persona"),
    [
        ("confirm", "teacher"),
        ("confirm", "vice_head"),
        ("confirm", "clerk"),
        ("approve", "homeroom"),
        ("approve", "vice_head"),
    ],
)
def test_nobody_takes_a_step_that_is_anothers(sealed: World, step: str, persona: str) -> None:
    amendment = ask(sealed)
    if step == "approve":
        confirm_amendment(act=act(sealed, amendment, "homeroom"))
    with pytest.raises(NotAllowed):
        if step == "confirm":
            confirm_amendment(act=act(sealed, amendment, persona))
        else:
            approve(sealed, amendment, persona)


def test_where_the_homeroom_teacher_gives_the_subject_the_vice_head_confirms(
    sealed: World,
) -> None:
    sheet = sealed.commented_sheet
    sheet.refresh_from_db()
    record = sealed.records[sheet][0]
    amendment = ask_amendment(
        sheet=sheet,
        edits=[edit(record, "gk", "Đ", "CĐ")],
        asked=Asked("mistyped", "Ghi nhầm.", picture()),
        scope=scope_of(sealed, "homeroom"),
        user=sealed.users["homeroom"],
    )
    with pytest.raises(NotAllowed):
        confirm_amendment(act=act(sealed, amendment, "homeroom"))
    confirm_amendment(act=act(sealed, amendment, "vice_head"))
    assert approve(sealed, amendment) == AmendmentState.WRITTEN
    assert MarkRecord.objects.get(pk=record.pk).average == 200


def test_where_the_head_asks_the_department_approves(sealed: World) -> None:
    factories.TeachingAssignmentFactory(
        staff=sealed.staff["head"], class_group=sealed.class_group, subject=sealed.subjects[0]
    )
    factories.MembershipFactory(user=sealed.users["head"], role="teacher", school=sealed.school)
    amendment = ask(sealed, persona="head")
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    with pytest.raises(NotAllowed):
        approve(sealed, amendment)
    assert approve(sealed, amendment, "department_admin") == AmendmentState.WRITTEN


def test_the_department_may_want_to_approve_as_well(sealed: World) -> None:
    set_amendment_policy(
        department_approves=True,
        reason="Công văn 12",
        scope=scope_of(sealed, "department_admin"),
        user=sealed.users["department_admin"],
    )
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    assert approve(sealed, amendment) == AmendmentState.ENDORSED
    assert line(sealed).final == 80
    assert approve(sealed, amendment, "department_admin") == AmendmentState.WRITTEN
    assert line(sealed).final == 20
    newest = Package.objects.filter(feed="term").order_by("-version").first()
    assert newest is not None and newest.sealed_by == str(sealed.users["head"])


def test_only_the_departments_administrator_sets_the_rule(sealed: World) -> None:
    with pytest.raises(NotAllowed):
        set_amendment_policy(
            department_approves=True,
            reason="x",
            scope=scope_of(sealed, "head"),
            user=sealed.users["head"],
        )


def test_asked_back_it_is_answered_and_confirmed_anew(sealed: World) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    question_amendment(act=act(sealed, amendment, "head", "Bài nào?"))
    answer_amendment(act=act(sealed, amendment, "teacher", "Đề 2."), file=picture(b"%PDF-1.7 x"))
    amendment.refresh_from_db()
    assert (amendment.state, amendment.confirmed_by) == ("asked", None)
    assert amendment.evidence.count() == 2
    told = Notice.objects.filter(user=sealed.users["teacher"], kind="amend_question")
    assert told.get().words == "Bài nào?"


Deed = Callable[..., None]


@pytest.mark.parametrize(
    ("deed", "persona", "state"),
    [
        (refuse_amendment, "homeroom", "refused"),
        (withdraw_amendment, "teacher", "withdrawn"),
    ],
)
def test_it_ends_with_words_and_says_so(
    sealed: World, deed: Deed, persona: str, state: str
) -> None:
    amendment = ask(sealed)
    with pytest.raises(AmendmentRefused):
        deed(act=act(sealed, amendment, persona))
    deed(act=act(sealed, amendment, persona, "Không có minh chứng."))
    amendment.refresh_from_db()
    assert amendment.state == state
    assert line(sealed).final == 80
    with pytest.raises(ShownOtherwise):
        deed(act=act(sealed, amendment, persona, "Lần nữa."))


def test_the_same_request_of_the_same_person_is_made_once(sealed: World) -> None:
    first = ask(sealed)
    with pytest.raises(AmendmentRefused, match=first.title):
        ask(sealed)
    withdraw_amendment(act=act(sealed, first, "teacher", "Xem lại đã."))
    assert ask(sealed).title != first.title


def test_a_request_about_a_cell_that_was_amended_meanwhile_is_overtaken(sealed: World) -> None:
    first, second = ask(sealed), ask(sealed, edit(sealed.record, "ck", "8,0", "3,0"))
    confirm_amendment(act=act(sealed, first, "homeroom"))
    approve(sealed, first)
    second.refresh_from_db()
    assert second.state == AmendmentState.OVERTAKEN
    assert Notice.objects.filter(user=sealed.users["teacher"], kind="amend_gone").exists()


def test_an_exemption_and_a_remark_are_amended_like_a_mark(sealed: World) -> None:
    amendment = ask(
        sealed,
        edit(sealed.record, "exempt", "", "1"),
        edit(sealed.record, "remark", "", "Có tiến bộ"),
        cause="decided",
    )
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    approve(sealed, amendment)
    written = line(sealed)
    assert (written.exempt, written.remark, written.average) == (True, "Có tiến bộ", None)
    assert digest_of(sealed_lines()) == digest_of(ledger_lines())
    # Another decision on the student is still recorded.
    student = written.enrolment.student
    exempt(student=student, decision=exemption(sealed.subjects[1], sealed.next_term))


@pytest.mark.parametrize(
    "said",
    [
        {"file": None},
        {"file": picture(b"MZ not a picture", "anh.jpg")},
        {"reason": "  "},
        {"cause": "other"},
    ],
)
def test_a_request_without_reason_or_proof_is_refused(sealed: World, said) -> None:
    with pytest.raises(AmendmentRefused):
        ask(sealed, **said)
    assert not Amendment.objects.exists()


def test_every_wrong_cell_is_named(sealed: World) -> None:
    with pytest.raises(AmendmentRefused) as refused:
        ask(
            sealed,
            edit(sealed.record, "gk", "8,0", "11"),
            edit(sealed.record, "ck", "7,0", "5,0"),
            edit(sealed.record, "tx9", "", "5,0"),
        )
    assert len(refused.value.problems) == 3
    with pytest.raises(AmendmentRefused):
        ask(sealed, edit(sealed.record, "ck", "8,0", "8,0"))


@pytest.mark.parametrize("persona", ["homeroom", "head", "clerk", "other_teacher"])
def test_only_its_teacher_asks(sealed: World, persona: str) -> None:
    with pytest.raises(NotAllowed):
        ask(sealed, persona=persona)


def test_of_withdrawn_results_nothing_is_amended(sealed: World) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    shown = sealed_term(sealed.class_group, sealed.term)
    assert shown is not None
    withdraw_class(
        class_group=sealed.class_group,
        term=sealed.term,
        revision=shown.revision,
        basis="1/QĐ",
        scope=scope_of(sealed, "head"),
        user=sealed.users["head"],
    )
    for deed in (lambda: approve(sealed, amendment), lambda: ask(sealed)):
        with pytest.raises(AmendmentRefused):
            deed()


def test_where_the_year_is_sealed_the_amendment_says_what_changes_of_it(sealed: World) -> None:
    for sheet in MarkSheet.objects.filter(class_group=sealed.class_group, term=sealed.term):
        other = factories.MarkSheetFactory(
            class_group=sheet.class_group,
            subject=sheet.subject,
            term=sealed.next_term,
            form=sheet.form,
        )
        for record in sheet.records.all():
            factories.MarkRecordFactory(
                sheet=other, enrolment=record.enrolment, average=record.average
            )
        set_state(other, SheetState.SEALED)
    amendment = ask(sealed)
    [found] = consequences_of(amendment).lines
    shown = [(each.before, each.after) for each in found.consequences if each.kind == "year"]
    # (8,0 + 2 × 8,0) / 3, then (6,0 + 2 × 8,0) / 3.
    assert shown[0] == ("8,0", "7,3")
    assert shown[1][0] != "chưa xếp mức"


def test_what_was_not_shown_is_not_approved(sealed: World) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    decision = Decision("1/QĐ", DAY, "000000000000")
    with pytest.raises(ShownOtherwise):
        approve_amendment(act=act(sealed, amendment, "head"), decision=decision)
    stale = Act(amendment, sealed.users["head"], scope_of(sealed, "head"), "asked-1", "x")
    with pytest.raises(ShownOtherwise):
        refuse_amendment(act=stale)


@pytest.mark.parametrize(("number", "day"), [("", DAY), ("1/QĐ", None), ("1", datetime.date.max)])
def test_without_a_decision_nothing_is_approved(sealed: World, number: str, day) -> None:
    amendment = ask(sealed)
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    shown = consequences_of(amendment).revision
    with pytest.raises(AmendmentRefused):
        approve_amendment(act=act(sealed, amendment, "head"), decision=Decision(number, day, shown))


def test_of_who_has_left_the_end_of_the_term_decides_nothing_in_an_amendment_either(
    sealed: World,
) -> None:
    """Taken out of the class since: a missed test of the line is 0 for nobody."""
    record = MarkRecord.objects.select_related("enrolment").get(pk=sealed.record.pk)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Enrolment.objects.filter(pk=record.enrolment_id).update(ends_on=yesterday, ended=Ended.LEFT)
    amendment = ask(sealed, edit(record, "ck", "8,0", "V"))
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    assert approve(sealed, amendment) == AmendmentState.WRITTEN
    assert (line(sealed).final, line(sealed).average) == (CellCode.ABSENT, None)
    assert recomputed(sealed.term).differences == []


def test_of_who_sits_in_the_class_a_missed_test_is_0_after_an_amendment(sealed: World) -> None:
    amendment = ask(sealed, edit(sealed.record, "ck", "8,0", "V"))
    confirm_amendment(act=act(sealed, amendment, "homeroom"))
    assert approve(sealed, amendment) == AmendmentState.WRITTEN
    assert line(sealed).average == 53
    assert recomputed(sealed.term).differences == []

"""What is unusual in how marks were entered is a question: found once, asked, answered, settled."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from eduportal import scoping
from eduportal.notices.models import Notice
from eduportal.scoping.context import Actor
from grades.choices import SheetState
from grades.models import MarkQuestion
from grades.rules.signals import Entry, Signal, Thresholds, entry_signals
from grades.selectors.history import cell_changes
from grades.selectors.questions import said, visible_questions
from grades.services import AmendmentRefused, NotAllowed, ShownOtherwise
from grades.services.questioning import (
    answer_question,
    ask_school,
    ask_teacher,
    find_questions,
    settle_question,
)
from grades.services.writing import update_records
from tests import factories
from tests.factories.marks import set_state
from tests.grades.conftest import Save, edit, fill, scope_of
from tests.world import World

CLOSES = datetime.date(2026, 1, 10)
NOON = datetime.datetime(2026, 1, 10, 12)
FEW = Thresholds(late_lines=2, night_lines=2, others_lines=1, retyped_cells=1)


def entry(record: int, at: datetime.datetime = NOON, **fields: object) -> Entry:
    given: dict[str, Any] = {"cell": "ck", "actor": 1, "before": 60, "after": 80, "teaches": True}
    return Entry(record=record, at=at, **given | fields)


def kinds(entries: list[Entry], limits: Thresholds = FEW) -> list[str]:
    return [each.kind for each in entry_signals(entries, CLOSES, limits)]


def test_marks_of_many_students_replaced_in_the_last_days_are_a_question() -> None:
    many = [entry(1), entry(2), entry(2)]
    assert entry_signals(many, CLOSES, FEW) == [Signal("late", day=CLOSES, actor=1, count=2)]
    assert kinds([entry(1), entry(2, actor=2)]) == []
    early = NOON - datetime.timedelta(days=2)
    assert kinds([entry(1, at=early), entry(2, at=early)]) == []
    assert kinds([entry(1, before=None), entry(2, before=None)]) == []


def test_a_night_is_one_though_it_has_two_dates() -> None:
    night = datetime.datetime(2025, 12, 1, 23, 30)
    entries = [entry(1, at=night), entry(2, at=night + datetime.timedelta(hours=2))]
    [signal] = entry_signals(entries, CLOSES, FEW)
    assert (signal.kind, signal.day, signal.count) == ("night", night.date(), 2)
    assert kinds([replace(each, at=night.replace(hour=22)) for each in entries]) == []


def test_entries_of_who_does_not_give_the_subject_are_a_question() -> None:
    day = datetime.datetime(2025, 12, 1, 9)
    assert kinds([entry(1, at=day, teaches=False)]) == ["others"]
    assert kinds([entry(1, at=day, teaches=False, actor=None)]) == []


def test_a_mark_deleted_and_entered_otherwise_is_counted_on_the_day_of_the_new_one() -> None:
    day = datetime.datetime(2025, 12, 1, 9)
    later = day + datetime.timedelta(days=3)
    gone = entry(1, at=day, after=None)
    assert kinds([gone]) == []
    assert kinds([gone, entry(1, at=later, before=None, after=60)]) == []
    [signal] = entry_signals([gone, entry(1, at=later, before=None, after=80)], CLOSES, FEW)
    assert (signal.kind, signal.day, signal.count) == ("retyped", later.date(), 1)
    assert kinds([gone, entry(1, at=later, before=None, cell="gk")]) == []


# ---- stored ----

pytestmark = pytest.mark.usefixtures("db_everywhere")


def look() -> None:
    after = find_questions(0)
    while after:
        after = find_questions(after)


@pytest.fixture
def found(world: World) -> MarkQuestion:
    """The head has entered the mark of a student, though another gives the subject."""
    with scoping.acting_as(Actor(world.users["clerk"].pk, "import")):
        fill(world.sheet, 80)
    look()
    return MarkQuestion.objects.get(sheet=world.sheet, kind="others")


def test_a_thing_is_found_once_however_often_it_is_looked_for(
    world: World, found: MarkQuestion
) -> None:
    look()
    assert MarkQuestion.objects.filter(kind="others").count() == 1
    assert found.author == world.users["clerk"] and found.facts["count"] == 6
    assert str(world.users["clerk"].full_name) in said(found)


def test_what_a_handed_in_sheet_holds_is_found_and_forgotten_once_it_holds_it_no_longer(
    world: World, settings
) -> None:
    settings.EDUPORTAL_SIGNALS = settings.EDUPORTAL_SIGNALS | {"fewest_zeros": 2, "fewest_marks": 6}
    fill(world.sheet, 80)
    records = list(world.sheet.records.all())
    for record in records[:3]:
        record.final = 0
    update_records(records)
    set_state(world.sheet, SheetState.SUBMITTED)
    look()
    assert MarkQuestion.objects.filter(sheet=world.sheet, kind="zeros").count() == 1
    for record in records[:3]:
        record.final = 80
    update_records(records)
    look()
    assert not MarkQuestion.objects.filter(kind="zeros").exists()


def by(world: World, persona: str):
    return {"scope": scope_of(world, persona), "user": world.users[persona]}


def test_it_is_asked_answered_settled_and_the_department_asks_back(
    world: World, found: MarkQuestion
) -> None:
    ask_teacher(question=found, words="Vì sao?", **by(world, "head"))
    found.refresh_from_db()
    assert (found.state, found.asked) == ("asked", world.users["clerk"])
    told = Notice.objects.get(user=world.users["clerk"], kind="marks_asked")
    assert told.words == "Vì sao?"
    with pytest.raises(NotAllowed):
        answer_question(question=found, words="x", user=world.users["teacher"])
    answer_question(question=found, words="Nhập hộ, có giấy.", user=world.users["clerk"])
    settle_question(question=found, words="Đã rõ.", **by(world, "vice_head"))
    with pytest.raises(NotAllowed):
        ask_school(question=found, words="Giấy nào?", **by(world, "head"))
    ask_school(question=found, words="Giấy nào?", **by(world, "department_admin"))
    found.refresh_from_db()
    assert found.state == "open" and found.steps.count() == 4


def test_a_step_needs_words_and_the_state_it_starts_from(world: World, found: MarkQuestion) -> None:
    with pytest.raises(AmendmentRefused):
        settle_question(question=found, words=" ", **by(world, "head"))
    settle_question(question=found, words="Đã rõ.", **by(world, "head"))
    with pytest.raises(ShownOtherwise):
        settle_question(question=found, words="Đã rõ.", **by(world, "head"))


def test_nobody_settles_what_the_own_entries_are_about(world: World) -> None:
    own = factories.MarkQuestionFactory(
        sheet=world.sheet, kind="night", author=world.users["head"], facts={"count": 12}
    )
    with pytest.raises(NotAllowed):
        settle_question(question=own, words="Tôi.", **by(world, "head"))
    seen = visible_questions(scope_of(world, "head"), world.users["head"].pk)
    assert not seen.exists()
    settle_question(question=own, words="Đã hỏi.", **by(world, "department_admin"))


@pytest.mark.parametrize("persona", ["teacher", "homeroom", "other_teacher", "clerk"])
def test_colleagues_see_nothing(world: World, found: MarkQuestion, persona: str) -> None:
    assert not visible_questions(scope_of(world, persona), world.users[persona].pk).exists()


def test_a_cell_that_was_emptied_weeks_ago_and_is_filled_otherwise_now_is_counted() -> None:
    filled = [entry(1, before=None, after=80), entry(2, before=None, after=60)]
    emptied = {(1, "ck"): 60, (2, "ck"): 60}
    [signal] = [
        each for each in entry_signals(filled, CLOSES, FEW, emptied) if each.kind == "retyped"
    ]
    assert signal.count == 1


def test_a_mark_deleted_and_entered_again_is_one_line_of_the_history(
    world: World, save: Save
) -> None:
    for before, after in (("", "8,0"), ("8,0", ""), ("", "9,0")):
        with scoping.acting_as(Actor(world.users["teacher"].pk, "browser")):
            save(world.sheet, edit(world.record, "gk", before, after))
    shown = [(each.before, each.after) for each in cell_changes(world.sheet)]
    assert shown == [("8,0", "9,0"), ("", "8,0")]
    assert cell_changes(world.sheet)[0].emptied is not None
    # However many changes lie between the two: here the list ends with the newest one.
    [newest] = cell_changes(world.sheet, limit=1)
    assert (newest.before, newest.after) == ("8,0", "9,0")

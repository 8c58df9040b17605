"""What rules find is kept: found once, mended, answered, open again after a change."""

import datetime

import pytest
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.selectors import scope_for
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.models import Notice
from eduportal.quality.checks import RULES
from eduportal.quality.choices import Move, State
from eduportal.quality.models import Finding, FindingStep, RuleStanding, SchoolCheck
from eduportal.quality.selectors.board import rule_lines, totals
from eduportal.quality.selectors.places import Place
from eduportal.quality.services.answering import answer_right, pass_on
from eduportal.quality.services.checking import (
    ask_for_all,
    ask_for_check,
    check_due,
    count_standings,
)
from eduportal.quality.services.errors import AnswerRefused
from eduportal.quality.services.reminding import remind
from students.models import Student
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")


def look(world: World) -> None:
    ask_for_check([world.school.pk])
    assert check_due() == 1


def the_finding(world: World, code: str = "CL04") -> Finding:
    return Finding.objects.get(rule=code, school=world.school)


def answer(world: World, finding: Finding, words: str = "Đúng như vậy", who: str = "head") -> None:
    user = world.users[who]
    answer_right(
        finding=finding,
        revision=finding.revision,
        words=words,
        scope=scope_for(user),
        user=user,
    )


def kinds(finding: Finding) -> list[str]:
    return list(finding.steps.values_list("kind", flat=True))


def test_a_finding_is_kept_once_with_its_owners_days(world: World) -> None:
    look(world)
    look(world)

    found = the_finding(world)
    days = datetime.timedelta(days=RULES["CL04"].days)
    assert (found.state, found.due_on - found.opened_on) == (State.OPEN, days)
    assert kinds(found) == [Move.FOUND]
    assert SchoolCheck.objects.get(school=world.school).records > 0


def test_what_is_mended_is_no_longer_open_and_is_open_again_when_found_again(world: World) -> None:
    look(world)
    without = world.classes[world.school][1]
    led = world.classes[world.school][0].homerooms.get()
    type(led).objects.filter(pk=led.pk).update(class_group=without)
    look(world)

    first = Finding.objects.get(rule="CL04", key=without.pk)
    assert (first.state, kinds(first)) == (State.MENDED, [Move.FOUND, Move.MENDED])

    type(led).objects.filter(pk=led.pk).update(class_group=world.class_group)
    look(world)
    first.refresh_from_db()
    assert (first.state, first.ended_at) == (State.OPEN, None)
    assert kinds(first)[-1] == Move.AGAIN


def test_what_is_right_stays_so_until_it_is_found_otherwise(world: World) -> None:
    look(world)
    found = the_finding(world)
    answer(world, found)
    look(world)
    found.refresh_from_db()
    assert (found.state, found.steps.last().by) == (State.RIGHT, world.users["head"])

    type(world.class_group).objects.filter(pk=found.key).update(name="6A9")
    look(world)
    found.refresh_from_db()
    assert found.state == State.OPEN


def test_an_answer_needs_words_the_role_and_the_newest_state(world: World) -> None:
    look(world)
    found = the_finding(world)
    with pytest.raises(AnswerRefused):
        answer(world, found, words="  ")
    with pytest.raises(AnswerRefused):
        answer(world, found, who="clerk")
    answer(world, found)
    with pytest.raises(AnswerRefused):
        answer(world, found)
    assert kinds(found) == [Move.FOUND, Move.RIGHT]


def same_child(world: World) -> None:
    """One child in classes of this school and of the one in the other commune."""
    for group in (world.class_group, world.foreign_class):
        Student.objects.filter(pk=world.enrolments[group][0].student_id).update(
            sort_key="same", birth_date=datetime.date(2015, 1, 5), personal_number=None
        )


def test_a_finding_between_schools_is_passed_on_with_the_words(world: World) -> None:
    same_child(world)
    look(world)
    mine = the_finding(world, "ST07")
    clerk = world.users["clerk"]
    given = {"words": "Học sinh đã chuyển đến đây", "scope": scope_for(clerk), "user": clerk}
    with pytest.raises(AnswerRefused):
        pass_on(finding=mine, revision=mine.revision, **given)

    # The other school is looked at because it was named.
    assert check_due() == 1
    theirs = Finding.objects.get(rule="ST07", school=world.foreign_school)
    with scoping.schools([world.school.pk]):
        pass_on(finding=mine, revision=mine.revision, **given)

    mine.refresh_from_db()
    assert (mine.state, theirs.state) == (State.PASSED, State.OPEN)
    assert theirs.steps.last().words == given["words"]
    with pytest.raises(AnswerRefused):
        found = the_finding(world)
        pass_on(finding=found, revision=found.revision, **given)


def test_every_open_school_is_due_by_night(world: World) -> None:
    assert ask_for_all() == len(world.schools)
    assert check_due() == len(world.schools)
    assert check_due() == 0


def age(world: World, days: int = 60) -> None:
    """What was found was found long ago."""
    Finding.objects.update(due_on=timezone.localdate() - datetime.timedelta(days=days))


def test_owners_are_reminded_once_a_day(world: World) -> None:
    look(world)
    age(world)
    by = world.users["department_officer"]
    rule = RULES["CL04"]

    assert remind(rule=rule, place=Place(None), user=by) == 1
    assert remind(rule=rule, place=Place(None), user=by) == 0
    told = Notice.objects.get(kind=NoticeKind.DATA_OVERDUE)
    assert told.user == world.users["head"]
    assert FindingStep.objects.filter(kind=Move.REMINDED).count() == told.facts["count"]


def test_a_rule_that_people_call_wrong_too_often_is_urgent_no_more(world: World) -> None:
    ask_for_all()
    check_due()
    age(world)
    [line] = [each for each in rule_lines(Place(None)) if each.rule.code == "CL05"]
    assert (line.false_alarms, line.urgent) == (None, line.overdue)

    ended = Finding.objects.filter(rule="CL05")
    assert ended.count() >= len(world.schools)
    RuleStanding.objects.update_or_create(rule="CL05", defaults={"ended": 50, "right": 6})
    [line] = [each for each in rule_lines(Place(None)) if each.rule.code == "CL05"]
    assert (line.is_unreliable, line.urgent, line.overdue > 0) == (True, 0, True)


def test_how_reliable_rules_are_is_counted_from_the_answers(world: World) -> None:
    look(world)
    answer(world, the_finding(world))
    count_standings()
    standing = RuleStanding.objects.get(rule="CL04")
    assert (standing.ended, standing.right) == (1, 1)


def test_the_trend_ends_at_what_is_open_now(world: World) -> None:
    look(world)
    place = Place(None, None, world.school)
    lines = rule_lines(place)
    found = totals(place, lines)
    assert found.open == Finding.objects.filter(school=world.school).count() > 0
    for line in lines:
        assert line.weeks[-1] == line.open
        assert line.weeks[0] == 0

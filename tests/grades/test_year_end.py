"""The end of a class's year: from the sealed terms to the package that goes up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from eduportal.exchange.models import Line, Package
from eduportal.exchange.wire import package as wire
from eduportal.scoping import reasoned
from grades.choices import Level, Matter, Promotion, SheetState, YearState
from grades.models import (
    Amendment,
    MarkRecord,
    MarkSheet,
    YearDecision,
    YearResult,
    YearStep,
    YearSubject,
)
from grades.rules.year_end import Verdict
from grades.selectors.year_lines import counting_year
from grades.selectors.year_stored import differences_of, spoilt_in
from grades.selectors.year_words import lines_of
from grades.services.errors import ClassNotReady, DecisionsRefused, NotAllowed, ShownOtherwise
from grades.services.year_end import correct_year, seal_year
from grades.services.year_steps import YearDecided, decide_year, return_year
from schools.choices import LineKind
from schools.models import ClassGroup, CurriculumLine, Subject, Term
from students.choices import Ended
from students.models import ChosenSubject, Enrolment
from tests import factories
from tests.grades.conftest import amending, scope_of, set_states
from tests.grades.ended_year import end_terms, propose, seal, year_of
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere", "signing_key")


def test_levels_titles_and_what_follows_come_from_the_sealed_terms(world: World) -> None:
    end_terms(world, {(1, "TOAN"): 30, (2, "TOAN"): 41, (2, "MON0"): 32, (3, "GDTC"): 200})
    found = [each.outcome for each in year_of(world).students]
    assert [(each.learning, each.promotion) for each in found[:4]] == [
        (Level.GOOD, Promotion.PROMOTED),
        # One subject alone costs three levels: raised by one (Art. 9(3)).
        (Level.PASSED, Promotion.PROMOTED),
        (Level.FAILED, Promotion.REASSESSMENT),
        # Whether a comment-only subject may be the one is a reading: a person decides.
        (Level.FAIR, None),
    ]
    assert found[0].award == "good_student" and found[1].award is None


def test_reasons_name_subjects_marks_and_clause(world: World) -> None:
    end_terms(world, {(2, "TOAN"): 41, (2, "MON0"): 32})
    [first, *_others] = lines_of(year_of(world))
    [reason] = first.reasons
    assert "4,1 · Môn 0 3,2" in reason and "14" in reason


def came_from_the_other_class(world: World) -> Enrolment:
    """The first student sat in 6A2 in the first term; returns that stay."""
    stay = world.enrolments[world.class_group][0]
    first_day = world.next_term.starts_on
    Enrolment.objects.filter(pk=stay.pk).update(starts_on=first_day)
    return factories.EnrolmentFactory(
        student=stay.student,
        class_group=world.classes[world.school][1],
        starts_on=world.term.starts_on,
        ends_on=world.term.ends_on,
        ended="class_change",
        succeeded_on=first_day,
    )


def test_nothing_follows_while_a_sheet_of_an_earlier_class_is_open(world: World) -> None:
    earlier = came_from_the_other_class(world)
    end_terms(world, earlier=earlier)
    year = year_of(world)
    assert {each.class_group for each in year.unsealed} == {earlier.class_group}
    assert len(year.unsealed) == 8 and not year.students
    set_states(MarkSheet.objects.filter(class_group=earlier.class_group), SheetState.SEALED)
    first = year_of(world).students[0]
    assert first.outcome.learning == Level.GOOD and not first.outcome.open


def test_who_came_without_a_first_term_is_decided_on(world: World) -> None:
    end_terms(world)
    newcomer = factories.EnrolmentFactory(
        class_group=world.class_group, starts_on=world.next_term.starts_on, position=99
    )
    first = year_of(world).students[-1]
    assert first.stay == newcomer
    assert Matter.LEARNING in first.outcome.open and Matter.CONDUCT in first.outcome.open


def decided(world: World, number: int, matter: Matter, verdict: Verdict, reason: str = "x") -> None:
    student = year_of(world).students[number]
    decide_year(
        class_group=world.class_group,
        decisions=[
            YearDecided(
                student.stay.student_id, matter, verdict, "12/QĐ", world.term.starts_on, reason
            )
        ],
        revision=year_of(world).revision,
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def test_readings_that_differ_wait_for_the_head_and_a_later_decision_replaces_an_earlier(
    world: World,
) -> None:
    end_terms(world, {(0, "GDTC"): 200})
    [student, *_others] = year_of(world).students
    assert student.outcome.open == (Matter.READINGS,) and student.outcome.promotion is None
    decided(world, 0, Matter.READINGS, Verdict(Level.PASSED))
    assert year_of(world).students[0].outcome.learning == Level.PASSED
    decided(world, 0, Matter.READINGS, Verdict(Level.FAIR), "Theo hướng dẫn của Sở")
    assert year_of(world).students[0].outcome.learning == Level.FAIR
    assert YearDecision.objects.count() == 2
    with pytest.raises(DecisionsRefused):
        decided(world, 0, Matter.READINGS, Verdict(Level.GOOD))


def miss(world: World, number: int, days: int) -> None:
    stay = world.enrolments[world.class_group][number]
    for day in range(days):
        factories.AbsenceFactory(
            enrolment=stay, on=world.term.starts_on + timedelta(days=day), excused=True
        )


def test_46_sessions_wait_for_the_heads_word_and_45_do_not(world: World) -> None:
    miss(world, 0, 46)
    miss(world, 1, 45)
    end_terms(world)
    first, second, *_others = year_of(world).students
    assert first.outcome.open == (Matter.ABSENCES,)
    assert second.outcome.promotion == Promotion.PROMOTED
    decided(world, 0, Matter.ABSENCES, Verdict(promotion=Promotion.RETAINED))
    assert year_of(world).students[0].outcome.promotion == Promotion.RETAINED


def test_a_decision_is_about_the_same_however_the_students_subjects_were_listed(
    world: World,
) -> None:
    """Equal sets of numbers that share a place run in the order in which they were filled."""
    end_terms(world)
    student = year_of(world).students[0]
    one, other = (
        replace(student, facts=replace(student.facts, own_list=frozenset(listed)))
        for listed in ([8, 0], [0, 8])
    )
    assert one.facts == other.facts and repr(one.facts) != repr(other.facts)
    assert one.about(Matter.LEARNING) == other.about(Matter.LEARNING)


def test_a_decision_on_something_else_than_the_year_says_now_does_not_count(world: World) -> None:
    miss(world, 0, 46)
    end_terms(world)
    student = year_of(world).students[0]
    factories.YearDecisionFactory(class_group=world.class_group, student=student.stay.student)
    student = year_of(world).students[0]
    assert student.outcome.open == (Matter.ABSENCES,) and not student.decisions
    assert [row.about for row in student.overtaken.values()] == ["otherwise"]


def seal_as(world: World, persona: str, revision: str = "") -> Package:
    return seal_year(
        class_group=world.class_group,
        revision=revision or year_of(world).revision,
        scope=scope_of(world, persona),
        user=world.users[persona],
    )


def test_the_year_is_sealed_by_the_head_once_submitted_and_decided(world: World) -> None:
    end_terms(world, {(0, "GDTC"): 200})
    with pytest.raises(NotAllowed):
        propose(world, "teacher")
    propose(world)
    with pytest.raises(NotAllowed):
        seal_as(world, "vice_head")
    with pytest.raises(ClassNotReady, match="Chưa có quyết định"):
        seal_as(world, "head")
    stale = year_of(world).revision
    decided(world, 0, Matter.READINGS, Verdict(Level.FAIR))
    with pytest.raises(ShownOtherwise):
        seal_as(world, "head", stale)
    seal_as(world, "head")
    assert year_of(world).state == YearState.SEALED
    assert YearResult.objects.count() == len(year_of(world).students)


def test_the_head_returns_the_proposals_with_a_reason(world: World) -> None:
    end_terms(world)
    propose(world)
    return_year(
        class_group=world.class_group,
        reason="Xem lại chuyên cần",
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )
    assert year_of(world).state == YearState.OPEN
    assert YearStep.objects.last().reason == "Xem lại chuyên cần"
    propose(world)


def test_the_package_says_of_each_student_what_follows(world: World) -> None:
    end_terms(world, {(2, "TOAN"): 41, (2, "MON0"): 32})
    seal(world)
    package = Package.objects.get(feed="year", school=world.school)
    contents = wire.parse(package.plain)
    by_uid = {line[0]: line for line in contents.lines}
    stays = world.enrolments[world.class_group]
    good, weak = (by_uid[str(stays[number].student.person_uid)] for number in (0, 2))
    assert good[8] == [4, 4, 4, 1, 1, 0]
    assert weak[8] == [1, 1, 4, 0, None, 0]
    codes = [code for code, _form in contents.header.layout]
    assert (weak[7][codes.index("TOAN")], weak[7][codes.index("MON0")]) == (41, 32)
    assert Line.objects.filter(feed="year", counted=True).count() == len(stays)


def test_what_is_stored_is_what_the_records_give_and_changes_with_a_reason_only(
    world: World,
) -> None:
    end_terms(world)
    seal(world)
    assert differences_of(world.class_group) == []
    row = YearResult.objects.order_by("pk").first()
    with pytest.raises(IntegrityError), transaction.atomic():
        YearResult.objects.filter(pk=row.pk).update(learning=Level.PASSED)
    with reasoned("thử"):
        YearResult.objects.filter(pk=row.pk).update(learning=Level.PASSED)
    [found] = differences_of(world.class_group)
    assert (found.thing, found.stored, found.computed) == ("learning", 2, Level.GOOD)


def test_a_correction_stores_what_follows_now_and_makes_a_version(world: World) -> None:
    end_terms(world)
    seal(world)
    row = YearSubject.objects.filter(subject__code="TOAN").first()
    with reasoned("thử"):
        YearSubject.objects.filter(pk=row.pk).update(result=10)
    head = world.users["head"]
    named = {"class_group": world.class_group, "scope": scope_of(world, "head"), "user": head}
    shown = year_of(world).revision
    correct_year(basis="15/QĐ ngày 01/06/2027", revision=shown, **named)
    assert differences_of(world.class_group) == []
    package = Package.objects.filter(feed="year").order_by("version").last()
    assert (package.version, package.event) == (2, "correction")
    with pytest.raises(ClassNotReady):
        correct_year(basis="15/QĐ", revision=shown, **named)


def test_who_is_taken_out_of_the_class_after_the_seal_goes_with_the_correction(
    world: World,
) -> None:
    end_terms(world)
    seal(world)
    stay = world.enrolments[world.class_group][1]
    gone = {"ends_on": world.term.starts_on, "ended": Ended.TRANSFER}
    Enrolment.objects.filter(pk=stay.pk).update(**gone)
    assert [each.thing for each in differences_of(world.class_group)] == ["student"]
    assert spoilt_in(world.class_group) == []
    named = {"scope": scope_of(world, "head"), "user": world.users["head"]}
    named |= {"class_group": world.class_group, "revision": year_of(world).revision}
    package = correct_year(basis="QĐ 16", **named)
    [line] = [
        each for each in wire.parse(package.plain).lines if each[0] == str(stay.student.person_uid)
    ]
    assert line[-1] == [None] * 6
    assert differences_of(world.class_group) == []


def corrected(world: World) -> Package:
    return correct_year(
        class_group=world.class_group,
        revision=year_of(world).revision,
        basis="QĐ 16",
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def test_a_subject_that_a_correction_drops_is_stored_and_sent_no_more(world: World) -> None:
    end_terms(world)
    lines = CurriculumLine.objects.filter(subject__code__in=("MON4", "MON5"))
    lines.update(kind=LineKind.OPTIONAL)
    seal(world)
    kept = Subject.objects.get(code="MON4")
    for stay in world.enrolments[world.class_group]:
        ChosenSubject.objects.create(school=world.school, enrolment=stay, subject=kept)
    assert {each.stored[2] for each in differences_of(world.class_group)} == {85}
    assert spoilt_in(world.class_group) == []
    layout = wire.parse(corrected(world).plain).header.layout
    assert "MON4" in dict(layout) and "MON5" not in dict(layout)
    assert differences_of(world.class_group) == spoilt_in(world.class_group) == []
    # Chosen again, it is of the year again.
    ChosenSubject.objects.all().delete()
    assert differences_of(world.class_group)
    corrected(world)
    assert differences_of(world.class_group) == spoilt_in(world.class_group) == []


def test_a_year_whose_marks_were_amended_since_is_to_be_corrected_and_not_spoilt(
    world: World,
) -> None:
    end_terms(world)
    seal(world)
    line = MarkRecord.objects.filter(
        enrolment__class_group=world.class_group, sheet__term=world.term, average=85
    ).first()
    with amending(line):
        MarkRecord.objects.filter(pk=line.pk).update(average=75)
    assert [each.is_amended for each in spoilt_in(world.class_group)] == [False]
    [amendment] = Amendment.objects.all()
    factories.AmendmentStepFactory(amendment=amendment, kind="write", actor=None)
    assert [each.is_amended for each in spoilt_in(world.class_group)] == [True]
    corrected(world)
    assert spoilt_in(world.class_group) == []


def test_a_class_renamed_and_days_closed_after_the_seal_change_nothing_of_the_year(
    world: World,
) -> None:
    end_terms(world)
    seal(world)
    ClassGroup.objects.filter(pk=world.class_group.pk).update(name="6A9")
    Term.objects.filter(pk=world.next_term.pk).update(entry_closes_on=world.next_term.starts_on)
    group = ClassGroup.objects.get(pk=world.class_group.pk)
    assert differences_of(group) == spoilt_in(group) == []
    assert counting_year(group) is not None

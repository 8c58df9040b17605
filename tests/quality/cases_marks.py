"""For each rule about marks, results and the exchange: a row it finds, and one it does not."""

import datetime
from typing import Any

from django.utils import timezone

from eduportal.exchange.models import OutboxEntry
from eduportal.exchange.states import OutboxState
from eduportal.imports.models import ImportJob
from eduportal.quality.checks.exchange import not_sent
from eduportal.quality.checks.marks import averages
from eduportal.quality.checks.results import all_good as all_good_rule
from grades.choices import Promotion, RecordMoment, SheetState, YearState
from grades.models import HomeroomRecord, MarkQuestion, MarkRecord, MarkSheet
from schools.models import Term
from tests import factories
from tests.factories.marks import set_state, set_states
from tests.grades.conftest import fill
from tests.quality.case import Case, Pair, ago
from tests.world import World

CASES: dict[str, Case] = {}


def case(code: str) -> Any:
    def keep(function: Case) -> Case:
        CASES[code] = function
        return function

    return keep


def sheet_pair(world: World) -> tuple[MarkSheet, MarkSheet]:
    """Mathematics in both classes of the school."""
    here, there = world.classes[world.school]
    return world.sheets[here, world.subjects[0]], world.sheets[there, world.subjects[0]]


def entry_over(world: World, *terms: Term) -> None:
    """The days of entry ended long ago."""
    for term in terms or (world.term,):
        Term.objects.filter(pk=term.pk).update(
            entry_opens_on=ago(60).date(), entry_closes_on=ago(40).date()
        )


def changed_long_ago(*sheets: MarkSheet) -> None:
    MarkSheet.objects.filter(pk__in=[each.pk for each in sheets]).update(changed_at=ago(30))


@case("MK01")
def sheet_missing(world: World) -> Pair:
    bare = factories.ClassGroupFactory(school=world.school, school_year=world.year, name="6A8")
    subject = world.subjects[0].pk
    return (bare.pk, subject), (world.class_group.pk, subject)


@case("MK02")
def open_too_long(world: World) -> Pair:
    entry_over(world)
    still_open, handed_in = sheet_pair(world)
    set_state(handed_in, SheetState.SUBMITTED)
    return still_open.pk, handed_in.pk


@case("MK03")
def waits_for_approval(world: World) -> Pair:
    waits, fresh = sheet_pair(world)
    set_states([waits, fresh], SheetState.SUBMITTED)
    changed_long_ago(waits)
    MarkSheet.objects.filter(pk=fresh.pk).update(changed_at=timezone.now())
    return waits.pk, fresh.pk


@case("MK04")
def ready_not_sealed(world: World) -> Pair:
    entry_over(world)
    here, there = world.classes[world.school]
    ready = [world.sheets[here, subject] for subject in world.subjects]
    partly = world.sheets[there, world.subjects[0]]
    set_states([*ready, partly], SheetState.APPROVED)
    changed_long_ago(*ready, partly)
    return here.pk, there.pk


@case("MK05")
def without_result(world: World) -> Pair:
    lacks, whole = sheet_pair(world)
    fill(whole, 80)
    set_states([lacks, whole], SheetState.SUBMITTED)
    return lacks.pk, whole.pk


@case("MK06")
def question_waits(world: World) -> Pair:
    old, fresh = (factories.MarkQuestionFactory(sheet=each) for each in sheet_pair(world))
    MarkQuestion.objects.filter(pk=old.pk).update(found_at=ago(20))
    return (old.sheet_id, old.pk), (fresh.sheet_id, fresh.pk)


def averaged(world: World, first: int, second: int) -> Pair:
    """Both sheets handed in, every student of each with one mark; six are enough for once."""
    high, usual = sheet_pair(world)
    fill(high, first)
    fill(usual, second)
    set_states([high, usual], SheetState.SUBMITTED)
    averages.FEWEST = 6
    return high.pk, usual.pk


@case("MK07")
def all_very_good(world: World) -> Pair:
    return averaged(world, 95, 90)


@case("MK08")
def half_below_five(world: World) -> Pair:
    return averaged(world, 45, 50)


@case("MK09")
def exempt_without_decision(world: World) -> Pair:
    bare, decided = world.records[world.sheet][:2]
    factories.ExemptionFactory(
        student=decided.enrolment.student, subject=world.subjects[0], starts_on=ago(60)
    )
    MarkRecord.objects.filter(pk__in=[bare.pk, decided.pk]).update(exempt=True)
    subject = world.subjects[0].pk
    return (bare.enrolment.student_id, subject), (decided.enrolment.student_id, subject)


@case("MK10")
def nothing_entered(world: World) -> Pair:
    Term.objects.filter(pk=world.term.pk).update(
        entry_closes_on=timezone.localdate() + datetime.timedelta(days=5)
    )
    empty, begun = sheet_pair(world)
    MarkSheet.objects.filter(pk=empty.pk).update(revision=0)
    MarkSheet.objects.filter(pk=begun.pk).update(revision=3)
    return empty.pk, begun.pk


@case("MK11")
def conduct_missing(world: World) -> Pair:
    entry_over(world)
    Term.objects.filter(pk=world.term.pk).update(ends_on=ago(41).date())
    here, there = world.classes[world.school]
    HomeroomRecord.objects.bulk_create(
        HomeroomRecord(
            school=world.school,
            enrolment=each,
            term=world.term,
            moment=RecordMoment.FINAL,
            conduct=4,
        )
        for each in world.enrolments[there]
    )
    return here.pk, there.pk


def results(world: World, bad: dict[str, int | None], good: dict[str, int | None]) -> Pair:
    first, second = world.enrolments[world.class_group][:2]
    for enrolment, values in ((first, bad), (second, good)):
        factories.TermResultFactory(
            enrolment=enrolment, term=world.term, **{"learning": 3, "conduct": 4, **values}
        )
    term = world.term.pk
    return (first.student_id, term), (second.student_id, term)


@case("RS01")
def no_level(world: World) -> Pair:
    return results(world, {"learning": None}, {})


@case("RS02")
def no_conduct(world: World) -> Pair:
    return results(world, {"conduct": None}, {})


@case("RS03")
def good_and_failed(world: World) -> Pair:
    return results(world, {"learning": 4, "conduct": 1}, {"learning": 4, "conduct": 2})


@case("RS04")
def leap(world: World) -> Pair:
    first, second = world.enrolments[world.class_group][:2]
    for enrolment, before in ((first, 1), (second, 2)):
        factories.TermResultFactory(enrolment=enrolment, term=world.term, learning=before)
        factories.TermResultFactory(enrolment=enrolment, term=world.next_term, learning=3)
    term = world.next_term.pk
    return (first.student_id, term), (second.student_id, term)


@case("RS05")
def all_good(world: World) -> Pair:
    all_good_rule.FEWEST = 6
    here, there = world.classes[world.school]
    for group, levels in ((here, [4] * 6), (there, [4] * 5 + [3])):
        for enrolment, level in zip(world.enrolments[group], levels, strict=True):
            factories.TermResultFactory(enrolment=enrolment, term=world.term, learning=level)
    return (here.pk, world.term.number), (there.pk, world.term.number)


@case("RS06")
def year_not_sealed(world: World) -> Pair:
    entry_over(world, world.term, world.next_term)
    here, there = world.classes[world.school]
    factories.YearStepFactory(class_group=there)
    factories.YearStepFactory(
        class_group=there, from_state=YearState.PROPOSED, to_state=YearState.SEALED
    )
    return here.pk, there.pk


def last_year(world: World, number: int, **values: object) -> int:
    """What the year before says of one student, who was in grade 6 already."""
    student = world.enrolments[world.class_group][number].student
    begins = world.year.starts_on - datetime.timedelta(days=365)
    year = factories.SchoolYearFactory(
        code=f"{begins.year - 1}-{begins.year}",
        starts_on=begins,
        ends_on=world.year.starts_on - datetime.timedelta(days=10),
    )
    group = factories.ClassGroupFactory(school=world.school, school_year=year)
    stay = factories.EnrolmentFactory(
        student=student, class_group=group, school_year=year, starts_on=begins
    )
    factories.YearResultFactory(enrolment=stay, **values)
    return int(student.pk)


@case("RS07")
def moved_up_or_not(world: World) -> Pair:
    return (
        last_year(world, 0, promotion=Promotion.PROMOTED.value),
        last_year(world, 1, promotion=Promotion.RETAINED.value),
    )


@case("RS08")
def summer_open(world: World) -> Pair:
    waits = Promotion.REASSESSMENT.value
    return (
        last_year(world, 0, promotion=waits),
        last_year(world, 1, promotion=waits, promotion_again=Promotion.PROMOTED.value),
    )


def entry(world: World, **values: object) -> OutboxEntry:
    package = factories.PackageFactory(school=world.school)
    made: OutboxEntry = factories.OutboxEntryFactory(package=package, **values)
    return made


@case("EX01")
def not_sent_yet(world: World) -> Pair:
    not_sent.PATIENCE = datetime.timedelta(0)
    waits, arrived = entry(world), entry(world, accepted=True)
    return (waits.package_id, waits.peer_id), (arrived.package_id, arrived.peer_id)


@case("EX02")
def sent_back(world: World) -> Pair:
    returned, mended = entry(world), entry(world)
    OutboxEntry.objects.filter(pk__in=[returned.pk, mended.pk]).update(
        state=OutboxState.RETURNED, settled_at=timezone.now()
    )
    factories.PackageFactory(school=world.school, unit=mended.package.unit, version=2, parked=True)
    return (returned.package_id, returned.peer_id), (mended.package_id, mended.peer_id)


@case("EX03")
def needs_a_person(world: World) -> Pair:
    stuck, waits = entry(world, needs_human=True), entry(world)
    return (stuck.package_id, stuck.peer_id), (waits.package_id, waits.peer_id)


@case("EX04")
def held(world: World) -> Pair:
    for school, counted in ((world.school, False), (world.neighbour_school, True)):
        package = factories.PackageFactory(school=school, year=world.year.code)
        factories.LineFactory(package=package, counted=counted)
    return world.school.pk, world.neighbour_school.pk


@case("EX05")
def import_waits(world: World) -> Pair:
    old, fresh = (
        factories.ImportJobFactory(school=world.school, checked=True) for _each in range(2)
    )
    ImportJob.objects.filter(pk=old.pk).update(created_at=ago(9))
    return old.pk, fresh.pk


@case("EX06")
def rows_refused(world: World) -> Pair:
    lost, whole = (
        factories.ImportJobFactory(school=world.school, applied=True) for _each in range(2)
    )
    ImportJob.objects.filter(pk=lost.pk).update(refused=3)
    return lost.pk, whole.pk

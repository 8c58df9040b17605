"""The end of a class's year: from the sealed terms to what follows for each student."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from eduportal.core.revisions import fingerprint
from grades.choices import Matter, SheetState, YearState
from grades.models import (
    MarkRecord,
    MarkSheet,
    OutsideTerm,
    RegulationSet,
    YearDecision,
    YearResult,
    YearStep,
)
from grades.rules.levels import Award, Promotion, level_of
from grades.rules.schemes import Scheme
from grades.rules.year_end import (
    Verdict,
    YearFacts,
    YearOutcome,
)
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.year_facts import outside_terms, year_facts
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment
from students.selectors import in_class_for, reported_for


@dataclass(frozen=True)
class StudentYear:
    """One student of the class with what follows from the sealed terms.

    `decisions` are those in force by matter, `overtaken` those that were about something else than
    the terms say now; `outside` is the first term, where it was spent at another school.
    """

    stay: Enrolment
    facts: YearFacts
    outcome: YearOutcome
    decisions: Mapping[Matter, YearDecision]
    overtaken: Mapping[Matter, YearDecision]
    outside: OutsideTerm | None = None

    def about(self, matter: Matter) -> str:
        """What a decision in the matter is about, as a digest."""
        return about(matter, self.facts, self.outcome)


@dataclass(frozen=True)
class ClassYear:
    """A class's year. Without `regulation` the class has no second term in the mark book.

    `unsealed` are the sheets of the class, and of classes its students came from, that are not
    sealed: nothing follows while there is one, and `students` is empty. `steps` are all steps of
    the year, the newest first.
    """

    class_group: ClassGroup
    regulation: RegulationSet | None
    unsealed: list[MarkSheet]
    students: list[StudentYear]
    subjects: Mapping[int, Subject]
    steps: list[YearStep]

    @property
    def last_step(self) -> YearStep | None:
        return self.steps[0] if self.steps else None

    @property
    def state(self) -> YearState:
        return YearState(self.steps[0].to_state) if self.steps else YearState.OPEN

    @property
    def scheme(self) -> Scheme:
        """The rules of the set the second term is sealed under."""
        if self.regulation is None:
            raise LookupError(self.class_group)
        return self.regulation.scheme

    @property
    def is_due(self) -> bool:
        """Whether both terms are sealed, so that the year can be ended."""
        return self.regulation is not None and not self.unsealed

    @cached_property
    def is_roll_called(self) -> bool:
        """Whether the roll was ever called: otherwise nothing missed may mean nothing recorded."""
        return self.class_group.roll_calls.exists()

    @cached_property
    def undecided(self) -> list[StudentYear]:
        """On whom the head still has to decide."""
        return [each for each in self.students if each.outcome.open]

    @cached_property
    def revision(self) -> str:
        """What a page shows, so that a form can say what it was made for."""
        shown = [
            (
                each.stay.pk,
                each.facts,
                [(matter.value, row.pk) for matter, row in each.decisions.items()],
            )
            for each in self.students
        ]
        rules = self.regulation.rules if self.regulation else ""
        steps = [step.pk for step in self.steps[:1]]
        return fingerprint((shown, rules, steps))


def class_year(class_group: ClassGroup) -> ClassYear:
    """The year of a class, with what follows for each student: about twelve queries."""
    terms = terms_of(class_group)
    steps = list(
        YearStep.objects.filter(class_group=class_group)
        .select_related("actor", "principal")
        .order_by("-pk")
    )
    last = terms.get(2)
    has_book = last and MarkSheet.objects.filter(class_group=class_group, term=last).exists()
    if last is None or not has_book:
        return ClassYear(class_group, None, [], [], {}, steps)
    regulation = regulation_of_class(class_group, last)
    stays = _stays(class_group, last)
    unsealed = _unsealed(class_group, stays)
    outside = {} if unsealed else outside_terms(stays)
    facts = {} if unsealed else year_facts(class_group, stays, regulation, outside)
    decisions = {} if unsealed else decisions_by_student(class_group)
    students = [
        student_year(
            stay,
            facts[stay.pk],
            decisions.get(stay.student_id, {}),
            regulation.scheme,
            outside.get(stay.student_id),
        )
        for stay in stays
        if stay.pk in facts
    ]
    return ClassYear(class_group, regulation, unsealed, students, _subjects(students), steps)


def terms_of(class_group: ClassGroup) -> dict[int, Term]:
    """The terms of the class's year by number: one query."""
    terms = Term.objects.filter(school_year=class_group.school_year_id)
    return {term.number: term for term in terms.select_related("school_year")}


def student_with(student: StudentYear, facts: YearFacts, scheme: Scheme) -> StudentYear:
    """The student's year if the terms said something else; each decision that no longer is about
    what the year says is overtaken then."""
    rows = {**student.overtaken, **student.decisions}
    return student_year(student.stay, facts, rows, scheme, student.outside)


def student_year(
    stay: Enrolment,
    facts: YearFacts,
    rows: Mapping[Matter, YearDecision],
    scheme: Scheme,
    outside: OutsideTerm | None = None,
) -> StudentYear:
    """The year of one student, each decision applied that is still about what the year says.

    One matter may raise the next: where no level is given, it is open whether the student moves
    up. So they are taken one after the other.
    """
    in_force: dict[Matter, YearDecision] = {}
    now, outcome = facts, scheme.year(facts)
    while matter := next(_deciding(rows, in_force, now, outcome), None):
        in_force[matter] = rows[matter]
        verdicts = {each: verdict_of(row) for each, row in in_force.items()}
        now = replace(facts, decided=verdicts)
        outcome = scheme.year(now)
    overtaken = {
        matter: row
        for matter, row in rows.items()
        if matter in outcome.matters and matter not in in_force
    }
    return StudentYear(stay, now, outcome, in_force, overtaken, outside)


def _deciding(
    rows: Mapping[Matter, YearDecision],
    in_force: Collection[Matter],
    facts: YearFacts,
    outcome: YearOutcome,
) -> Iterator[Matter]:
    """The matters that a decision settles which is not in force yet."""
    for each in outcome.matters:
        if each not in in_force and _holds(rows.get(each), each, facts, outcome):
            yield each


def _holds(
    row: YearDecision | None, matter: Matter, facts: YearFacts, outcome: YearOutcome
) -> bool:
    """Whether the decision is about what the year says, and one of the choices."""
    if row is None or row.about != about(matter, facts, outcome):
        return False
    return verdict_of(row) in [choice.verdict for choice in outcome.matters[matter]]


def about(matter: Matter, facts: YearFacts, outcome: YearOutcome) -> str:
    """What a decision in the matter is about, as sixteen characters."""
    things: dict[Matter, object] = {
        Matter.FIRST_TERM: facts.terms,
        Matter.READINGS: sorted(outcome.results.items()),
        Matter.LEARNING: (sorted(outcome.results.items()), facts.own_list),
        Matter.CONDUCT: facts.conduct,
        Matter.ABSENCES: facts.absences,
        Matter.PROMOTION: (outcome.learning, outcome.conduct, facts.absences),
        Matter.AWARD: (facts.terms, facts.tests, facts.traits),
    }
    return fingerprint(things[matter], 16)


def verdict_of(row: YearDecision) -> Verdict:
    """What a stored decision says, as the rules know it."""
    return Verdict(
        level_of(row.level) if row.level else None,
        Promotion(row.promotion) if row.promotion else None,
        row.second_term,
        Award(row.award) if row.award else None,
    )


def _stays(class_group: ClassGroup, last: Term) -> list[Enrolment]:
    """Who counts in the class at the end of the year, in its order."""
    stays = Enrolment.objects.filter(in_class_for(last), class_group=class_group)
    return list(
        stays.select_related("student", "class_group").order_by(
            "position", "student__sort_key", "pk"
        )
    )


def _unsealed(class_group: ClassGroup, stays: Sequence[Enrolment]) -> list[MarkSheet]:
    """The sheets the year needs and that are not sealed: those of the class, and of each class
    that reports one of the students for a term of the year."""
    students = [stay.student_id for stay in stays]
    reporting = Enrolment.objects.filter(
        student__in=students, school_year=class_group.school_year_id
    )
    sheets = MarkSheet.objects.filter(
        term__school_year=class_group.school_year_id,
        class_group__in=reporting.values("class_group"),
    ).exclude(state=SheetState.SEALED)
    lines = MarkRecord.objects.filter(
        reported_for("sheet__term", "enrolment__"),
        sheet__in=sheets,
        enrolment__student__in=students,
    )
    needed = sheets.filter(class_group=class_group) | sheets.filter(pk__in=lines.values("sheet"))
    return list(needed.distinct().select_related("class_group", "subject", "term__school_year"))


def decisions_by_student(
    class_group: ClassGroup, until: datetime.datetime | None = None
) -> dict[int, dict[Matter, YearDecision]]:
    """The newest decision of each student and matter, `until` a moment: one query."""
    rows = YearDecision.objects.filter(class_group=class_group)
    if until is not None:
        rows = rows.filter(at__lte=until)
    found: defaultdict[int, dict[Matter, YearDecision]] = defaultdict(dict)
    for row in rows.select_related("class_group", "actor", "principal").order_by("pk"):
        found[row.student_id][Matter(row.matter)] = row
    return found


def decisions_recorded(class_group: ClassGroup) -> list[YearDecision]:
    """Every decision on students of the class, the newest first: one query."""
    rows = YearDecision.objects.filter(class_group=class_group)
    return list(rows.select_related("student", "class_group", "actor", "principal").order_by("-pk"))


def _subjects(students: Iterable[StudentYear]) -> dict[int, Subject]:
    keys = {pair.subject for each in students for pair in each.facts.terms}
    found = Subject.objects.filter(pk__in=keys).order_by("position", "pk")
    return {subject.pk: subject for subject in found}


def sealed_results(class_group: ClassGroup) -> list[YearResult]:
    """The sealed results of the class with students and subjects: two queries."""
    rows = YearResult.objects.filter(enrolment__class_group=class_group)
    rows = rows.select_related(
        "enrolment__student", "enrolment__class_group", "adjusted_for", "regulation"
    )
    return list(
        rows.prefetch_related("subjects__subject").order_by(
            "enrolment__position", "enrolment__student__sort_key", "pk"
        )
    )

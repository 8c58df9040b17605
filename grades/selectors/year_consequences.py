"""What an amendment of a term changes of the year, where every term is sealed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from grades.choices import ANY_LEVEL_NAMES, AWARD_NAMES, MATTER_NAMES, YearState
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm
from grades.rules.mark_text import format_cell
from grades.rules.year_end import TermPair, YearFacts, YearOutcome
from grades.selectors.explained import in_words
from grades.selectors.explaining import Explained, term_name
from grades.selectors.explaining_year import explained_end
from grades.selectors.outcomes import Standing
from grades.selectors.year_end import ClassYear, StudentYear, class_year, student_with
from grades.selectors.year_words import outcome_label
from schools.models import Term
from students.models import Enrolment
from students.selectors import in_class_for


@dataclass(frozen=True)
class YearChange:
    """One value of a student's year before and after, as text, and how it would come about."""

    title: str
    before: str
    after: str
    explained: Explained | None


@dataclass(frozen=True)
class YearChanges:
    """By enrolment of the sheet's class what changes of the year; equal where it stays.

    `sealed` are the classes whose sealed year would say something else then.
    """

    by_stay: Mapping[int, list[YearChange]]
    sealed: list[str]


def year_changes(
    sheet: MarkSheet, standings: Mapping[int, Standing], lines: Mapping[int, MarkRecord]
) -> YearChanges:
    """What changes of the year of these students, in the class where each sits at its end.

    `standings` and `lines` are those after the amendment, by enrolment. Nothing of a student while
    a sheet of the year is not sealed. About twelve queries a class.
    """
    stays = _ends_of_year(sheet, standings)
    years = {each.class_group_id: class_year(each.class_group) for each in stays.values()}
    found: dict[int, list[YearChange]] = {}
    sealed = set()
    for stay, end in stays.items():
        year = years[end.class_group_id]
        student = next((each for each in year.students if each.stay.pk == end.pk), None)
        if student is None:
            continue
        facts = _facts_after(sheet, student.facts, standings[stay], lines[stay])
        after = student_with(student, facts, year.scheme)
        found[stay] = _changes(sheet, year, student, after)
        if year.state == YearState.SEALED and student.outcome != after.outcome:
            sealed.add(year.class_group.name)
    return YearChanges(found, sorted(sealed))


def _ends_of_year(sheet: MarkSheet, standings: Mapping[int, Standing]) -> dict[int, Enrolment]:
    """Where each student sits at the end of the year, by the stay in the sheet's class."""
    last = Term.objects.filter(school_year=sheet.term.school_year_id).order_by("-number").first()
    here = dict(Enrolment.objects.filter(pk__in=standings).values_list("student", "pk"))
    if last is None:
        return {}
    found = Enrolment.objects.filter(
        in_class_for(last), student__in=here, school=sheet.school_id
    ).select_related("class_group__school_year", "class_group__school")
    return {here[each.student_id]: each for each in found}


def _facts_after(
    sheet: MarkSheet, facts: YearFacts, standing: Standing, line: MarkRecord
) -> YearFacts:
    result = standing.results.get(sheet.subject_id)
    if result is None:
        return facts
    return replace(
        facts,
        tests=_tests_after(sheet, facts, line),
        terms=tuple(
            _pair_after(sheet, each, result.result) if each.subject == sheet.subject_id else each
            for each in facts.terms
        ),
    )


def _tests_after(
    sheet: MarkSheet, facts: YearFacts, line: MarkRecord
) -> tuple[tuple[int, int | None], ...]:
    """The tests at the end of the year of primary school, as year_facts reads them."""
    has_test = sheet.form == AssessmentForm.LEVELS and sheet.periodic_count > 0
    if sheet.term.number == 1 or not has_test:
        return facts.tests
    tests = {subject: mark for subject, mark in facts.tests if subject != sheet.subject_id}
    if not line.exempt:
        tests[sheet.subject_id] = line.final
    return tuple(sorted(tests.items()))


def _pair_after(sheet: MarkSheet, pair: TermPair, result: int | None) -> TermPair:
    if sheet.term.number == 1:
        return pair._replace(term1=result)
    return pair._replace(term2=result)


def _changes(
    sheet: MarkSheet, year: ClassYear, before: StudentYear, after: StudentYear
) -> list[YearChange]:
    """The year in the subject, learning, what follows, the title, and decisions overtaken."""
    how = {
        name: replace(each, is_proposed=True) for name, each in explained_end(year, after).items()
    }
    rows = (
        (
            _("Result of the year in %(subject)s") % {"subject": sheet.subject.name},
            lambda outcome: _mark(outcome, sheet.subject_id),
            _of_subject(sheet, year, after.facts),
        ),
        (_("Learning result of the year"), _level, how.get("level")),
        (
            _("What follows from the year"),
            lambda outcome: outcome_label(outcome, year.class_group.grade_level_id),
            how.get("promotion"),
        ),
        (_("Title"), _title, how.get("award")),
    )
    found = [
        YearChange(title, text(before.outcome), text(after.outcome), explained)
        for title, text, explained in rows
    ]
    if before.decisions.keys() != after.decisions.keys():
        title = _("Decisions on the year that hold")
        found.append(YearChange(title, _decided(before), _decided(after), None))
    return found


def _decided(student: StudentYear) -> str:
    names = dict(MATTER_NAMES)
    rows = student.decisions.items()
    return ", ".join(f"{names[matter.value]}: {row.in_words}" for matter, row in rows) or "–"


def _of_subject(sheet: MarkSheet, year: ClassYear, facts: YearFacts) -> Explained | None:
    """How the result of the year in the sheet's subject would come about."""
    pair = next((each for each in facts.terms if each.subject == sheet.subject_id), None)
    explaining, regulation = year.scheme.explaining, year.regulation
    if pair is None or explaining is None or regulation is None:
        return None
    found = explaining.year(pair.form, pair.term1, pair.term2)
    words = in_words(found, term_name, regulation.circular)
    return Explained(words, regulation, is_sealed=False, is_proposed=True)


def _mark(outcome: YearOutcome, subject: int) -> str:
    result = outcome.results.get(subject)
    return format_cell(result.result) or "–" if result else "–"


def _level(outcome: YearOutcome) -> str:
    return str(dict(ANY_LEVEL_NAMES)[outcome.learning]) if outcome.learning else _("no level")


def _title(outcome: YearOutcome) -> str:
    return str(dict(AWARD_NAMES)[outcome.award]) if outcome.award else "–"

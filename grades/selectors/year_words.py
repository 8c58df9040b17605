"""What follows for each student of a class's year, in words and with the clause behind it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grades.choices import (
    ANY_LEVEL_NAMES,
    AWARD_NAMES,
    Award,
    Level,
    Matter,
    Promotion,
)
from grades.choices.promotion import promotion_name
from grades.choices.traits import names_of_traits
from grades.models import YearDecision, YearResult
from grades.rules.cells import HIGHEST_MARK, AssessmentForm, CellForm
from grades.rules.levels import AnyLevel
from grades.rules.mark_text import format_cell
from grades.rules.summer import SealedYear
from grades.rules.year_end import YearOutcome
from grades.selectors.citations import places_text
from grades.selectors.year_end import ClassYear, StudentYear

DECISION = "decision"
# In the order in which a page lists them; those who need a person come first.
OUTCOMES = (
    DECISION,
    Promotion.REASSESSMENT.value,
    Promotion.SUMMER_TRAINING.value,
    Promotion.RETAINED.value,
    Promotion.PROMOTED.value,
)


class SubjectMarks(NamedTuple):
    """One subject of a student's year, each result as text. `is_derived` says that the result of
    the year can be explained."""

    name: str
    code: str
    term1: str
    term2: str
    year: str
    is_derived: bool


@dataclass(frozen=True)
class YearLine:
    """One student on the page: levels by name, what follows as a key of OUTCOMES and in words, and
    why.

    `marks` are the results of the year, subject by subject; `again` what the summer said;
    `grounds` what the records say for a title that people recognise.
    """

    student: StudentYear
    learning: str
    conduct: str
    outcome: str
    label: str
    award: str
    reasons: list[str]
    marks: list[SubjectMarks]
    again: str
    grounds: str

    @property
    def is_title_open(self) -> bool:
        """Whether nobody has decided on a title that people recognise."""
        return Matter.AWARD not in self.student.outcome.decided

    @property
    def name_key(self) -> str:
        """By what the list of the class is sorted."""
        return self.student.stay.student.sort_key

    @property
    def lacks_first_term(self) -> bool:
        """Whether it is open what counts of the first term, or it comes from another school."""
        return Matter.FIRST_TERM in self.student.outcome.matters or bool(self.student.outside)

    @property
    def decisions(self) -> list[YearDecision]:
        return list(self.student.decisions.values())


def outcome_name(outcome: str, grade: int) -> str:
    """What the outcome is called in the grade."""
    return _("the head decides") if outcome == DECISION else promotion_name(outcome, grade)


def outcome_label(outcome: YearOutcome, grade: int) -> str:
    """What follows in words; that the head decides where nothing follows by itself."""
    if outcome.promotion is None:
        return outcome_name(DECISION, grade)
    return promotion_name(outcome.promotion.value, grade, outcome.learning)


def lines_of(year: ClassYear, stored: Iterable[YearResult] = ()) -> list[YearLine]:
    """Every student of the class, those to look at first on top."""
    after = {each.enrolment_id: each.said(each.promotion_again) for each in stored}
    lines = [_line(year, each, after.get(each.stay.pk, "")) for each in year.students]
    return sorted(lines, key=lambda line: (OUTCOMES.index(line.outcome), not line.reasons))


def _line(year: ClassYear, student: StudentYear, again: str) -> YearLine:
    outcome = student.outcome
    promotion = outcome.promotion
    return YearLine(
        student=student,
        learning=_level(outcome.learning),
        conduct=_level(outcome.conduct),
        outcome=promotion.value if promotion else DECISION,
        label=outcome_label(outcome, year.class_group.grade_level_id),
        award=str(dict(AWARD_NAMES)[outcome.award.value]) if outcome.award else "",
        reasons=list(_reasons(year, student)),
        marks=_marks(year, student),
        again=again,
        grounds=grounds_words(year, student),
    )


def _level(level: AnyLevel | None) -> str:
    return str(dict(ANY_LEVEL_NAMES)[level.value]) if level else "–"


def _marks(year: ClassYear, student: StudentYear) -> list[SubjectMarks]:
    """Subject, both terms and the year, in the order of the mark book."""
    pairs = {each.subject: each for each in student.facts.terms}
    results = student.outcome.results
    return [
        SubjectMarks(
            subject.name,
            subject.code,
            format_cell(pairs[pk].term1) or "–",
            format_cell(pairs[pk].term2) or "–",
            format_cell(results[pk].result) or "–",
            year.scheme.explaining is not None,
        )
        for pk, subject in year.subjects.items()
        if pk in pairs
    ]


def _reasons(year: ClassYear, student: StudentYear) -> Iterator[str]:
    clauses = year.scheme.year_clauses
    for matter in student.outcome.matters:
        yield f"{_matter_words(year, student, matter)} ({places_text(clauses[matter])})"
    outcome = student.outcome.outcome
    if outcome and outcome.because_of and not outcome.needs_decision:
        said = _("raised by one level: %(subject)s")
        named = _named(year, student, [outcome.because_of.key])
        yield f"{said % {'subject': named}} ({places_text(clauses['adjusted'])})"
    if student.outcome.conduct == Level.FAILED:
        terms = " · ".join(_level(level) for level in student.facts.conduct)
        said = _("conduct of the terms: %(terms)s, so not passed over the year")
        yield f"{said % {'terms': terms}} ({places_text(clauses['training'])})"
    again = again_words(year, student)
    if again:
        yield f"{again} ({places_text(clauses['reassessment'])})"
    yield from _award_reason(year, student)


def _award_reason(year: ClassYear, student: StudentYear) -> Iterator[str]:
    award = student.outcome.award
    bar = year.scheme.award_mark(award) if award else None
    if bar is None:
        return
    count = sum(
        each.result is not None and bar <= each.result <= HIGHEST_MARK
        for each in student.outcome.results.values()
        if each.form == AssessmentForm.SCORED
    )
    said = ngettext("%(count)s subject from %(mark)s", "%(count)s subjects from %(mark)s", count)
    words = said % {"count": count, "mark": format_cell(bar)}
    yield f"{words} ({places_text(year.scheme.year_clauses['award'])})"


def _matter_words(year: ClassYear, student: StudentYear, matter: Matter) -> str:
    """What a person has to decide, or has decided, in words."""
    facts, outcome = student.facts, student.outcome
    if matter is Matter.ABSENCES:
        said = ngettext(
            "%(count)s session missed, more than %(most)s",
            "%(count)s sessions missed, more than %(most)s",
            facts.absences,
        )
        return said % {"count": facts.absences, "most": year.scheme.most_absences}
    if matter is Matter.FIRST_TERM:
        alone = [each.subject for each in facts.terms if _is_alone(each.term1, each.term2)]
        return _("no result of the first term: %(subjects)s") % {
            "subjects": ", ".join(year.subjects[pk].name for pk in alone if pk in year.subjects)
        }
    if matter is Matter.READINGS and outcome.outcome:
        levels = (outcome.outcome.before, Level(outcome.outcome.before + 1))
        said = _("%(low)s or %(high)s, by how the one-subject rule is read")
        return said % {"low": _level(levels[0]), "high": _level(levels[1])}
    if matter is Matter.LEARNING:
        return _learning_words(year, student)
    if matter is Matter.CONDUCT:
        missing = [name for name, level in zip("12", facts.conduct, strict=True) if level is None]
        terms = ", ".join({"1": _("Term I"), "2": _("Term II")}[name] for name in missing)
        return _("no conduct: %(terms)s") % {"terms": terms}
    if matter is Matter.AWARD:
        return _title_words(year, student)
    return _("whether the student moves up or completes")


def _title_words(year: ClassYear, student: StudentYear) -> str:
    """That the class may recognise the student, and what the records say for it."""
    said = _("“%(title)s”, if the class recognises it")
    words = said % {"title": dict(AWARD_NAMES)[Award.EXEMPLARY_STUDENT.value]}
    return ": ".join(filter(None, [words, grounds_words(year, student)]))


def _learning_words(year: ClassYear, student: StudentYear) -> str:
    results = student.outcome.results
    lacking = [pk for pk in year.subjects if pk in results and results[pk].result is None]
    if lacking:
        names = ", ".join(year.subjects[pk].name for pk in lacking)
        return _("no result of the year: %(subjects)s") % {"subjects": names}
    scored = [
        each
        for each in results.values()
        if each.form == AssessmentForm.SCORED and (each.result or 0) <= HIGHEST_MARK
    ]
    said = ngettext(
        "%(count)s subject with marks, too few for a level",
        "%(count)s subjects with marks, too few for a level",
        len(scored),
    )
    return said % {"count": len(scored)}


def _is_alone(term1: int | None, term2: int | None) -> bool:
    return term1 is None and term2 is not None


def again_words(year: ClassYear, student: StudentYear) -> str:
    """In what the student may be assessed again: "Toán C · Tiếng Việt 4 · Trung thực"."""
    facts, outcome = student.facts, student.outcome
    sealed = SealedYear(
        tuple(outcome.results.values()),
        outcome.learning,
        outcome.conduct,
        outcome.absences,
        dict(facts.tests),
        facts.traits,
    )
    again = year.scheme.again(sealed)
    tests = _tests(year, student, again.tests)
    subjects = _named(year, student, again.subjects)
    return " · ".join(filter(None, [subjects, *tests, *_traits(year, again.traits)]))


def grounds_words(year: ClassYear, student: StudentYear) -> str:
    """What the records say for a title: "Toán 10 · progress: Trung thực"; empty for others."""
    if Matter.AWARD not in student.outcome.matters:
        return ""
    found = year.scheme.grounds(student.facts)
    words = _tests(year, student, found.subjects)
    if found.progress:
        names = ", ".join(_traits(year, found.progress))
        words.append(_("progress: %(names)s") % {"names": names})
    return " · ".join(words)


def _tests(year: ClassYear, student: StudentYear, keys: Iterable[object]) -> list[str]:
    """Subjects with the marks of their tests at the end of the year."""
    wanted = set(keys)
    return [
        f"{year.subjects[pk].name} {format_cell(mark, CellForm.POINTS) or '–'}"
        for pk, mark in student.facts.tests
        if pk in wanted
    ]


def _traits(year: ClassYear, places: Iterable[int]) -> list[str]:
    names = names_of_traits(year.scheme.traits(year.class_group.grade_level_id))
    return [names[place] for place in places]


def _named(year: ClassYear, student: StudentYear, keys: Iterable[object]) -> str:
    """Subjects with their results: "Toán 4,1 · Tiếng Anh 3,2"."""
    results, wanted = student.outcome.results, set(keys)
    return " · ".join(
        f"{subject.name} {format_cell(results[pk].result) or '–'}"
        for pk, subject in year.subjects.items()
        if pk in wanted
    )

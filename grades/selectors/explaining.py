"""Why a derived value is what it is: the facts of one student, explained by their scheme."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.utils.translation import gettext as _

from grades.cells import cell_label
from grades.choices import READY_TO_SEAL, SheetState
from grades.models import (
    MarkRecord,
    MarkSheet,
    RegulationSet,
    SealDecision,
    TermResult,
    YearDecision,
)
from grades.rules.cells import AssessmentForm
from grades.rules.explaining import Asks, Explaining, Explanation, Input, YearKey
from grades.rules.mark_text import format_cell
from grades.rules.sheets import Moment
from grades.selectors.class_regulations import regulation_of_class
from grades.selectors.days import days_of_sheet, undue_kinds
from grades.selectors.ending import ending_of
from grades.selectors.explained import Shown, in_words, value_in_words
from grades.selectors.history import CellChange, record_changes
from grades.selectors.outcomes import Standing, standings_of
from grades.selectors.settling import OpenLine, moment_for, moment_of
from grades.selectors.sheet import records_of
from schools.models import ClassGroup, Subject, Term
from schools.models.year import TERM_NUMBERS
from students.models import Enrolment
from students.selectors import OwnSubjects, own_subjects, reported_for

FIRST, SECOND = (number for number, _name in TERM_NUMBERS)


@dataclass(frozen=True)
class Explained:
    """One derived value in words, and the set by which it was computed.

    `next_use` says what the value enters; `stored` is the value that is kept, where it is another:
    sealed lines keep what they were sealed with. `corrected` are changes of marks that were there
    before, `decision` is what a person decided on the value. `is_proposed` says that an amendment
    would lead to the value, `is_settled` that the seal would for the gaps there are.
    """

    shown: Shown
    regulation: RegulationSet
    is_sealed: bool
    stored: str = ""
    next_use: str = ""
    corrected: tuple[CellChange, ...] = ()
    decision: SealDecision | YearDecision | None = None
    is_proposed: bool = False
    is_settled: bool = False


@dataclass(frozen=True)
class Neighbours:
    """The records before and after one on its sheet; None at either end."""

    before: int | None
    after: int | None


def record_of(sheet: MarkSheet, record_id: int) -> tuple[MarkRecord | None, Neighbours]:
    """One line of the sheet with its student, and its neighbours: two queries."""
    order = list(records_of(sheet).values_list("pk", flat=True))
    if record_id not in order:
        return None, Neighbours(None, None)
    place = order.index(record_id)
    record = records_of(sheet).get(pk=record_id)
    record.sheet = sheet
    before = order[place - 1] if place else None
    return record, Neighbours(before, order[place + 1] if place + 1 < len(order) else None)


def why_term_result(record: MarkRecord) -> Explained | None:
    """Why a line has its average or result: one query, two on a sealed sheet.

    None where the circular derives nothing of a term.
    """
    sheet = record.sheet
    explaining = sheet.scheme.explaining
    if explaining is None:
        return None
    is_sealed = sheet.state == SheetState.SEALED
    moment, undue = Moment.RUNNING, frozenset[str]()
    if is_sealed:
        moment = moment_for(record.enrolment, sheet.term)
        undue = undue_kinds(record.enrolment, days_of_sheet(sheet))
    found = explaining.term(sheet, record, moment, undue)
    kept, given = format_cell(record.average), format_cell(_cell(found))
    changed = [each for each in record_changes(record) if each.before and _is_mark(sheet, each)]
    return Explained(
        shown=in_words(found, lambda key: cell_label(sheet, str(key)), sheet.regulation.circular),
        regulation=sheet.regulation,
        is_sealed=is_sealed,
        stored=(kept or "–") if kept != given else "",
        next_use=_year_formula(explaining, sheet, found),
        corrected=tuple(changed),
    )


def why_settled(record: MarkRecord) -> Explained | None:
    """Why a line without a result would get one by the seal, for its gaps alone: one query.

    None where it has a result, or the seal decides nothing of it.
    """
    sheet = record.sheet
    explaining = sheet.scheme.explaining
    is_open = record.average is None and not record.exempt and sheet.state != SheetState.SEALED
    if explaining is None or not is_open:
        return None
    line = OpenLine(record, undue_kinds(record.enrolment, days_of_sheet(sheet)))
    moment = moment_of(sheet.term)
    if not line.settled(moment):
        return None
    found = explaining.term(sheet, record, moment, line.undue)
    shown = in_words(found, lambda key: cell_label(sheet, str(key)), sheet.regulation.circular)
    title = _("Once the class is sealed: %(title)s") % {"title": shown.title}
    return Explained(
        replace(shown, key="settled", title=title),
        sheet.regulation,
        is_sealed=False,
        is_settled=True,
    )


def _cell(found: Explanation) -> int | None:
    return cast(int | None, found.result)


def _is_mark(sheet: MarkSheet, change: CellChange) -> bool:
    return change.cell in {column.label for column in sheet.columns.values()}


def _year_formula(explaining: Explaining, sheet: MarkSheet, found: Explanation) -> str:
    """How an average of a term enters that of the year: "(7,9 + 2 × term II) ÷ 3"."""
    if sheet.form != AssessmentForm.SCORED or found.result is None:
        return ""
    year = explaining.year(AssessmentForm.SCORED, _cell(found), _cell(found))
    here = {sheet.term.number: value_in_words(found)}
    parts = []
    for each in year.inputs:
        number = cast(int, each.key)
        name = here.get(number, term_name(number))
        parts.append(name if each.weight == 1 else f"{each.weight} × {name}")
    return f"({' + '.join(parts)}) ÷ {sum(each.weight or 0 for each in year.inputs)}"


def term_name(key: Hashable) -> str:
    """The name of a term by its number."""
    return str(dict(TERM_NUMBERS)[cast(int, key)])


def why_level(
    stays: list[Enrolment], term: Term, address: Callable[[MarkRecord], str]
) -> Explained | None:
    """Why a student has the level of a term; None where no class reports the student's marks.

    `address` is that of how a line's average came about. Nine queries while sheets are open or once
    the class is sealed, fourteen between: the class that is ready shows what sealing would settle,
    the open one what its marks give by now.
    """
    if (stay := _reporting_stay(stays, term)) is None:
        return None
    result = _stored(stay, term)
    group, is_sealed = stay.class_group, result is not None
    regulation = result.regulation if result else regulation_of_class(group, term)
    own = own_subjects(group)
    standing = _standings(group, term, regulation, own, is_sealed=is_sealed).get(stay.pk)
    explaining = regulation.scheme.explaining
    if standing is None or explaining is None:
        return None
    subjects = standing.results.values()
    found = explaining.learning(subjects, own_list=standing.own_list, optional=own.optional)
    links = _links(stay, term, address)
    kept = str(result.get_learning_display() or "–") if result else ""
    return Explained(
        shown=in_words(found, names_of(found.inputs), regulation.circular, links),
        regulation=regulation,
        is_sealed=is_sealed,
        stored=kept if result and result.learning != found.result else "",
        decision=result.decision if result else None,
    )


def _stored(stay: Enrolment, term: Term) -> TermResult | None:
    found = TermResult.objects.filter(enrolment=stay, term=term)
    return found.select_related("regulation", "decision__actor", "decision__principal").first()


def _links(
    stay: Enrolment, term: Term, address: Callable[[MarkRecord], str]
) -> dict[Hashable, str]:
    """The address of each subject's average, by the subject."""
    lines = MarkRecord.objects.filter(enrolment=stay, sheet__term=term).select_related("sheet")
    return {line.sheet.subject_id: address(line) for line in lines}


def _standings(
    group: ClassGroup, term: Term, regulation: RegulationSet, own: OwnSubjects, *, is_sealed: bool
) -> Mapping[int, Standing]:
    """The standings of the class, as the pages of sealing show them once every sheet is ready."""
    sheets = MarkSheet.objects.filter(class_group=group, term=term)
    if is_sealed or sheets.exclude(state__in=READY_TO_SEAL).exists():
        return standings_of(group, term, regulation, own)
    return ending_of(group, term, regulation, own).standings


def _reporting_stay(stays: list[Enrolment], term: Term) -> Enrolment | None:
    """The stay whose class reports the student for the term: one query."""
    found = Enrolment.objects.filter(reported_for(term), pk__in=[stay.pk for stay in stays])
    last = found.order_by("starts_on", "pk").values_list("pk", flat=True).last()
    return next((stay for stay in stays if stay.pk == last), None)


def names_of(inputs: Iterable[Input]) -> "Names":
    """The names of these inputs' subjects: one query."""
    return names_of_subjects(each.key for each in inputs)


def names_of_subjects(keys: Iterable[Hashable]) -> "Names":
    """The names of these subjects: one query."""
    subjects = Subject.objects.filter(pk__in=cast(list[int], list(keys)))
    return Names(dict(subjects.values_list("pk", "name")))


@dataclass(frozen=True)
class Names:
    """Names of subjects by their ids, and of levels."""

    by_key: Mapping[Hashable, str]

    @classmethod
    def of_year(cls, subjects: Iterable[Subject], traits: Iterable[str]) -> "Names":
        """With the two levels on which promotion rests, and what YearKeys stand for; `traits` are
        the names of the qualities and competences in their order."""
        names: dict[Hashable, str] = {"learning": _("Learning result"), "conduct": _("Conduct")}
        for subject in subjects:
            names[subject.pk] = subject.name
            test = _("%(subject)s, test") % {"subject": subject.name}
            names[YearKey(Asks.TESTS, subject.pk)] = test
        for place, name in enumerate(traits):
            names[YearKey(Asks.TRAITS, place)] = name
        return cls(names)

    def __call__(self, key: Hashable) -> str:
        return self.by_key.get(key, str(key))


def about_sheet(record: MarkRecord) -> str:
    """Whose value on which sheet: "Nguyễn An · Toán 6A3 · Học kỳ I"."""
    sheet = record.sheet
    return _("%(student)s · %(subject)s %(class)s · %(term)s") % {
        "student": record.enrolment.student.full_name,
        "subject": sheet.subject.name,
        "class": sheet.class_group.name,
        "term": sheet.term.get_number_display(),
    }

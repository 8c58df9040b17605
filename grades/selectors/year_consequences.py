"""What an amendment of a term changes of the year, where every term is sealed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from grades.choices import LEVEL_NAMES, SheetState
from grades.models import MarkRecord, MarkSheet
from grades.rules.cells import AssessmentForm, CellCode
from grades.rules.mark_text import format_cell
from grades.rules.sheets import SubjectResult
from grades.selectors.outcomes import Standing
from schools.models.year import TERM_NUMBERS
from students.selectors import own_subjects

LEVELS = dict(LEVEL_NAMES)
# A subject's results by the number of the term, with the form of its assessment.
Terms = tuple[AssessmentForm, dict[int, int | None]]
Change = tuple[str, str, str]


def year_changes(sheet: MarkSheet, standings: Mapping[int, Standing]) -> dict[int, list[Change]]:
    """Of each enrolment: what changes of the year, before and after as text; equal where it stays.

    `standings` are those after the amendment. Empty while not every sheet
    of the class's year is sealed. Four queries.
    """
    known = _results(sheet, standings)
    if not known:
        return {}
    optional = own_subjects(sheet.class_group).optional
    found = {}
    for stay, subjects in known.items():
        after = {pk: (form, {**terms}) for pk, (form, terms) in subjects.items()}
        for pk, result in standings[stay].results.items():
            if pk in after:
                after[pk][1][sheet.term.number] = result.result
        both = (_year(sheet, subjects), _year(sheet, after))
        own_list = standings[stay].own_list
        learned = [
            sheet.scheme.learning(each.values(), own_list=own_list, optional=optional)
            for each in both
        ]
        mark = [_text(each.get(sheet.subject_id)) for each in both]
        level = [str(LEVELS[each.final]) if each else _("no level") for each in learned]
        title = _("Result of the year in %(subject)s") % {"subject": sheet.subject.name}
        found[stay] = [
            (title, mark[0], mark[1]),
            (_("Learning result of the year"), level[0], level[1]),
        ]
    return found


def _results(sheet: MarkSheet, stays: Iterable[int]) -> dict[int, dict[int, Terms]]:
    """The sealed results of the year by enrolment and subject, as long as every term is sealed."""
    year = sheet.term.school_year_id
    of_class = MarkSheet.objects.filter(class_group=sheet.class_group, term__school_year=year)
    states = set(of_class.values_list("term__number", "state"))
    if len(states) < len(TERM_NUMBERS) or {state for _number, state in states} != {
        SheetState.SEALED
    }:
        return {}
    found: defaultdict[int, dict[int, Terms]] = defaultdict(dict)
    records = MarkRecord.objects.filter(sheet__in=of_class, enrolment__in=list(stays))
    fields = ("enrolment", "sheet__subject", "sheet__form", "sheet__term__number")
    for stay, subject, form, number, average, exempt in records.values_list(
        *fields, "average", "exempt"
    ):
        _form, terms = found[stay].setdefault(subject, (AssessmentForm(form), {}))
        terms[number] = CellCode.EXEMPT.value if exempt else average
    return dict(found)


def _year(sheet: MarkSheet, subjects: Mapping[int, Terms]) -> dict[int, SubjectResult]:
    """The result of the year of each subject."""
    return {
        pk: SubjectResult(pk, form, _year_of(sheet, form, terms))
        for pk, (form, terms) in subjects.items()
    }


def _year_of(sheet: MarkSheet, form: AssessmentForm, terms: Mapping[int, int | None]) -> int | None:
    """A subject from which the student was exempt all year stays so."""
    if set(terms.values()) == {CellCode.EXEMPT.value}:
        return CellCode.EXEMPT.value
    return sheet.scheme.year_result(form, terms.get(1), terms.get(2))


def _text(result: SubjectResult | None) -> str:
    return format_cell(result.result) or "–" if result else "–"

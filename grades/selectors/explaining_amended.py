"""How the values would come about that an amendment of sealed marks leads to."""

from collections.abc import Mapping, Sequence

from grades.cells import cell_label
from grades.models import MarkRecord, MarkSheet
from grades.selectors.days import days_of_sheets, undue_kinds
from grades.selectors.explained import in_words
from grades.selectors.explaining import Explained, names_of
from grades.selectors.outcomes import Standing
from grades.selectors.settling import moment_for
from students.selectors import own_subjects


def averages_explained(sheet: MarkSheet, lines: Sequence[MarkRecord]) -> dict[int, Explained]:
    """The result of each line, as it would be, by record: one query.

    Empty where the circular derives nothing of a term.
    """
    explaining = sheet.scheme.explaining
    if explaining is None:
        return {}
    days = days_of_sheets([sheet])[sheet.pk]
    found = {}
    for line in lines:
        moment = moment_for(line.enrolment, sheet.term)
        reckoned = explaining.term(sheet, line, moment, undue_kinds(line.enrolment, days))
        words = in_words(
            reckoned, lambda key: cell_label(sheet, str(key)), sheet.regulation.circular
        )
        found[line.pk] = Explained(words, sheet.regulation, is_sealed=False, is_proposed=True)
    return found


def levels_explained(sheet: MarkSheet, standings: Mapping[int, Standing]) -> dict[int, Explained]:
    """The level of the term of each student by enrolment: two queries and one a student."""
    explaining = sheet.scheme.explaining
    if explaining is None:
        return {}
    optional = own_subjects(sheet.class_group).optional
    found = {}
    for stay, standing in standings.items():
        reckoned = explaining.learning(
            standing.results.values(), own_list=standing.own_list, optional=optional
        )
        words = in_words(reckoned, names_of(reckoned.inputs), sheet.regulation.circular)
        found[stay] = Explained(words, sheet.regulation, is_sealed=False, is_proposed=True)
    return found

"""Which subject and term each sheet of a file is about: as chosen, otherwise as its title says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eduportal.imports.importer import Importer, Table
from eduportal.workbooks.problems import Place, Problem
from grades.importers.mark_sheet.titles import TitleFacts, title_facts
from grades.rules.cells import AssessmentForm
from schools.models import Subject, Term
from schools.rules.subject_names import find_subject
from schools.selectors import current_term


@dataclass(frozen=True)
class Target:
    """What one sheet of the file is read into; the class is said row by row."""

    subject: Subject
    term: Term


def marked_subjects() -> list[Subject]:
    """The subjects that have mark sheets, in the order of the mark book."""
    forms = [form.value for form in AssessmentForm]
    return list(Subject.objects.filter(lines__form__in=forms).distinct().order_by("position"))


class Targets:
    """Finds the target of each sheet; problems go to the importer."""

    def __init__(self, importer: Importer, options: Mapping[str, Any]) -> None:
        self._importer = importer
        self._subjects = marked_subjects()
        terms = Term.objects.select_related("school_year")
        self._terms = {term.code: term for term in terms}
        self._chosen_subject = next(
            (s for s in self._subjects if s.code == options.get("subject")), None
        )
        self._chosen_term = self._terms.get(str(options.get("term", "")))

    def target_of(self, table: Table) -> Target | None:
        """The sheet's target; None, with every reason reported, if it is not clear."""
        facts = title_facts(table)
        name = table[0].name
        if facts.is_whole_year and self._chosen_term is None:
            self._report(self._importer.problem("year_not_supported", Place(name)))
            return None
        subject, term = self._subject(name, facts), self._term(name, facts)
        return Target(subject, term) if subject and term else None

    def _subject(self, sheet: str, facts: TitleFacts) -> Subject | None:
        found = find_subject(facts.subject_text, self._subjects) if facts.subject_text else None
        chosen = self._chosen_subject
        if chosen and found and chosen != found:
            self._warn(sheet, found=found.name, chosen=chosen.name)
        if not chosen and not found:
            self._report(self._importer.problem("subject_not_given", Place(sheet)))
        return chosen or found

    def _term(self, sheet: str, facts: TitleFacts) -> Term | None:
        """A title that names the term but no year means the year we are in."""
        today = current_term()
        year = facts.year or (today.school_year.code if today else "")
        code = f"{year}-HK{facts.term}"
        found = self._terms.get(code) if facts.term else None
        chosen = self._chosen_term
        if chosen:
            # The year alone, or a term the portal does not have, is worth a word as well.
            said = code if facts.term else facts.year
            if said and said not in chosen.code:
                self._warn(sheet, found=said, chosen=chosen.code)
        elif found is None and facts.term and facts.year:
            self._report(
                self._importer.problem(
                    "term_unknown", Place(sheet), number=facts.term, year=facts.year
                )
            )
        elif found is None:
            self._report(self._importer.problem("term_not_given", Place(sheet)))
        return chosen or found

    def _report(self, problem: Problem) -> None:
        self._importer.problems.append(problem)

    def _warn(self, sheet: str, *, found: str, chosen: str) -> None:
        self._report(
            self._importer.problem(
                "chosen_instead", Place(sheet), severity="warning", found=found, chosen=chosen
            )
        )

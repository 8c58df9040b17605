"""Which subject and term each sheet of a file is about: as chosen, otherwise as its title says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from eduportal.imports.importer import Importer, Table
from eduportal.workbooks.headers import Header
from eduportal.workbooks.problems import Place, Problem
from grades.importers.mark_sheet.titles import TitleFacts, subject_names, title_facts
from grades.models import MarkSheet
from grades.rules.cells import AssessmentForm
from schools.models import Subject, Term
from schools.rules.subject_names import find_subject
from schools.selectors import current_term

# Sheet and part of one table of the file.
TableKey: TypeAlias = tuple[str, str]


def key_of(header: Header) -> TableKey:
    return header.sheet, header.part


@dataclass(frozen=True)
class Target:
    """What one sheet of the file is read into; the class is said row by row."""

    subject: Subject
    term: Term


def marked_subjects() -> list[Subject]:
    """The subjects that have mark sheets, in the order of the mark book."""
    forms = [form.value for form in AssessmentForm]
    return list(Subject.objects.filter(lines__form__in=forms).distinct().order_by("position"))


def named_subjects(school_id: int) -> dict[str, str]:
    """What subjects are called in files (side_by_side.subject_names), the school's own first: two
    stages may call different ones alike."""
    own = set(MarkSheet.objects.filter(school=school_id).values_list("subject", flat=True))
    return subject_names(sorted(marked_subjects(), key=lambda each: each.pk not in own))


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
        self._chosen_moment = str(options.get("moment", ""))

    def target_of(self, table: Table) -> Target | None:
        """The sheet's target; None, with every reason reported, if it is not clear."""
        facts = title_facts(table)
        name = table[0].name
        if self._is_of_year(name, facts):
            return None
        subject, term = self._subject(name, facts), self._term(name, facts)
        return Target(subject, term) if subject and term else None

    def targets_of(
        self, table: Table, codes: Iterable[str], *, is_timeless: bool
    ) -> dict[str, Target]:
        """The targets of a sheet with these subjects side by side, by their codes.

        Of the subject alone that was chosen, if one was. `is_timeless`: columns of primary school
        that do not say the time; the end of the year is then that of its second term.
        """
        chosen, there = self._chosen_subject, set(codes)
        subjects = [s for s in self._subjects if s.code in there and chosen in (None, s)]
        if chosen and not subjects:
            place = Place(table[0].name)
            self._report(self._importer.problem("chosen_not_there", place, subject=chosen.name))
        term = self.term_of(table, is_timeless=is_timeless)
        return {each.code: Target(each, term) for each in subjects} if term else {}

    def term_of(self, table: Table, *, is_timeless: bool) -> Term | None:
        """The term of the sheet; None, with the reason reported, if it is not clear."""
        facts, name = title_facts(table), table[0].name
        if is_timeless and facts.ends_year and not facts.term:
            facts = replace(facts, term=2, is_whole_year=False)
        return None if self._is_of_year(name, facts) else self._term(name, facts)

    def moment_of(self, table: Table) -> str:
        """Of which time of the term the sheet is: gk or ck; "", and it is reported, if unknown."""
        moment = self._chosen_moment or title_facts(table).moment
        if not moment:
            self._report(self._importer.problem("time_not_given", Place(table[0].name)))
        return moment

    def _is_of_year(self, sheet: str, facts: TitleFacts) -> bool:
        """Whether the sheet is of the whole year, which no choice says otherwise."""
        if not facts.is_whole_year or self._chosen_term is not None:
            return False
        self._report(self._importer.problem("year_not_supported", Place(sheet)))
        return True

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

"""Whose result would change under a regulation set. Nothing is written."""

import time
from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.core.looking import Kind, printed
from eduportal.scoping import everywhere
from grades.models import RegulationSet
from grades.rules.schemes import settings_of
from grades.selectors.citations import clause_text
from grades.selectors.comparing import Change, ShadowRun, next_classes
from grades.selectors.comparisons import level_text, result_text
from grades.selectors.regulations import comparison_year, governing_without
from schools.models import SchoolYear, Subject, Term
from students.models import Enrolment


class Command(BaseCommand):
    """One line a student and term: school, class, student's code, term, level, subjects, cause.

    The set is compared with the one that governs without it in that year, or in its own first
    year if that is later. A student without a code of the Ministry is named by the public id.
    `sealed` marks results that keep their set. The last lines count them by setting; the very last
    names both sets and says how many students were looked at, how many change, and how long it
    took.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("set", help="code of a regulation set, for example tt22-1")
        parser.add_argument(
            "--school-year",
            help="for example 2026-2027; default: the set's first year, or while that has no mark "
            "sheets the newest that has some",
        )
        parser.add_argument("--quiet", action="store_true", help="only the counts")

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        regulation = _set(options["set"])
        year = _year(options["school_year"], regulation)
        base = _base(regulation, year)
        run = ShadowRun(regulation, base, year)
        causes: Counter[str] = Counter()
        changed = sealed = 0
        words = _Words(regulation, are_printed=not options["quiet"])
        for changes in _changes(run, regulation, year):
            for change, line in words.lines(changes):
                causes.update(change.difference.causes)
                changed, sealed = changed + (not change.sealed), sealed + change.sealed
                if not options["quiet"]:
                    self.stdout.write(line)
        for key, count in causes.most_common():
            self.stdout.write(f"{key} ({words.clauses[key]}): {count}")
        seconds = time.monotonic() - began
        # A run compares terms; what follows from a year is computed when it is ended.
        self.stderr.write("terms only: settings of promotion, re-assessment and titles change none")
        self.stdout.write(
            f"set={regulation.code} base={base.code} year={year.code} students={run.students} "
            f"changed={changed} sealed={sealed} seconds={seconds:.1f}"
        )


def _set(code: str) -> RegulationSet:
    found = RegulationSet.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(RegulationSet.objects.values_list("code", flat=True))
        raise CommandError(f"There is no regulation set {code!r}. There are: {known}.")
    return found


def _year(code: str | None, regulation: RegulationSet) -> SchoolYear:
    if code:
        year = SchoolYear.objects.filter(code=code).first()
    else:
        with everywhere("a shadow run covers every school"):
            year = comparison_year(regulation)
    if year is None:
        raise CommandError(
            f"There is no school year {code!r}."
            if code
            else "No school year has mark sheets: there is nothing to compare."
        )
    return year


def _base(regulation: RegulationSet, year: SchoolYear) -> RegulationSet:
    base = governing_without(regulation, year.code)
    if base is None:
        raise CommandError(f"No other set is in force with which to compare {regulation.code}.")
    return base


def _changes(run: ShadowRun, regulation: RegulationSet, year: SchoolYear) -> Iterator[list[Change]]:
    """The changes of one batch of classes at a time, each batch in a transaction of its own."""
    last: int | None = 0
    while last is not None:
        with everywhere("a shadow run covers every school"):
            batch = next_classes(regulation, year, after=last)
            yield list(run.changes(batch))
        last = batch[-1].pk if batch else None


class _Words:
    """Turns changes into lines of text."""

    def __init__(self, regulation: RegulationSet, *, are_printed: bool) -> None:
        self._are_printed = are_printed
        circular = regulation.circular
        self.clauses = {
            each.key: clause_text(each.clause, circular) for each in settings_of(circular)
        }
        self._terms = {term.pk: term.code for term in Term.objects.select_related("school_year")}
        self._subjects: dict[Hashable, str] = dict(Subject.objects.values_list("pk", "code"))

    def lines(self, changes: list[Change]) -> Iterator[tuple[Change, str]]:
        """Each change with its line: one query for the students of all of them."""
        rows = Enrolment.objects.filter(pk__in={change.enrolment_id for change in changes})
        if self._are_printed:
            shown = rows.values_list("student_id", "school_id")
            printed("compare_regulations", Kind.STUDENT, shown)
        students = {
            pk: (school, name, code or str(public_id))
            for pk, school, name, code, public_id in rows.values_list(
                "pk",
                "school__code",
                "class_group__name",
                "student__ministry_code",
                "student__public_id",
            )
        }
        for change in changes:
            yield change, "\t".join([*students[change.enrolment_id], *self._told(change)])

    def _told(self, change: Change) -> list[str]:
        before, after = change.difference.before.level, change.difference.after.level
        subjects = [
            f"{self._subjects[pk]} {result_text(old)} → {result_text(new)}"
            for pk, old, new in change.difference.subjects
        ]
        told = [self._terms[change.term_id], f"{level_text(before)} → {level_text(after)}"]
        told += ["; ".join(subjects), ", ".join(change.difference.causes)]
        return [*told, "sealed"] if change.sealed else told

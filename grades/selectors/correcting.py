"""What was sealed of a class's term, and what the register says of it by now."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from eduportal.exchange.feeds import Draft
from eduportal.exchange.models import Package
from eduportal.exchange.selectors.differences import Difference, differ, differences
from eduportal.exchange.selectors.held import HeldAt, held_of
from eduportal.exchange.selectors.proof import contents_of
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Event, Header
from eduportal.exchange.wire.package import Contents
from grades.choices import FORM_NAMES
from grades.models import MarkSheet
from grades.selectors.term_lines import FEED, term_lines
from schools.choices import Programme
from schools.models import ClassGroup, Subject, Term
from students.models import Enrolment, Student


@dataclass(frozen=True)
class SealedTerm:
    """The package that counts for a class's term, beside what would be sealed today.

    Where none counts because the only one came back from above, that one.

    `now` holds today's lines; its `sealed_by` and `basis` are for whoever seals to say.
    """

    package: Package
    contents: Contents
    now: Draft

    @cached_property
    def differences(self) -> list[Difference]:
        """What the register says otherwise, in words."""
        return _differences(self.contents, self.now)

    @cached_property
    def held(self) -> list[HeldAt]:
        """Whose lines are held because they count elsewhere."""
        return held_of(self.package)

    @property
    def is_withdrawn(self) -> bool:
        return self.package.event == Event.WITHDRAWAL

    @property
    def is_returned(self) -> bool:
        return self.package.state == PackageState.RETURNED

    @property
    def can_be_corrected(self) -> bool:
        """Whether a new version would say something that does not count already."""
        return self.is_returned or self.is_withdrawn or _is_other(self.contents, self.now)

    @property
    def differing_lines(self) -> list[Sequence[Any]]:
        """The lines of either side that the differences are about."""
        if self.is_withdrawn:
            return []
        sealed, now = _apart(self.contents, self.now)
        return [*sealed, *now]

    @property
    def revision(self) -> str:
        """What a page shows, so that a form can say what it was made for."""
        heading = repr(_heading(self.now)).encode()
        shown = self.package.hash.encode() + wire.body(self.now.lines) + heading
        return hashlib.sha256(shown).hexdigest()[:12]


def versions(class_group: ClassGroup, term: Term, state: PackageState) -> "QuerySet[Package]":
    """The versions of the class's term in this state, the newest first."""
    return Package.objects.filter(
        school=class_group.school_id,
        feed=FEED,
        year=term.school_year.code,
        period=term.period,
        unit=class_group.code,
        state=state,
    ).order_by("-version")


def counting_package(class_group: ClassGroup, term: Term) -> Package | None:
    """The version that counts of the class's term: one query."""
    return versions(class_group, term, PackageState.ACCEPTED).first()


def sealed_term(class_group: ClassGroup, term: Term) -> SealedTerm | None:
    """The class's sealed term beside today's register.

    None where nothing was sealed, or its bytes are damaged: the page of the package says so.
    """
    package = counting_package(class_group, term)
    package = package or versions(class_group, term, PackageState.RETURNED).first()
    contents = contents_of(package) if package else None
    if package is None or contents is None:
        return None
    now = term_draft(class_group, term, package.rules)
    return SealedTerm(package, contents, now)


def term_draft(
    class_group: ClassGroup, term: Term, rules: str, sheets: Iterable[MarkSheet] | None = None
) -> Draft:
    """What would be sealed of the class's term today; `sheets` as for term_lines."""
    found = term_lines(class_group, term, sheets)
    return Draft(
        feed=FEED,
        year=term.school_year.code,
        period=term.period,
        unit=class_group.code,
        unit_name=class_group.name,
        closes=term.ends_on,
        about={"programme": class_group.programme, "grade": class_group.grade_level_id},
        layout=[list(subject) for subject in found.layout],
        lines=found.lines,
        rules=rules,
        sealed_by="",
    )


def _differences(sealed: Contents, now: Draft) -> list[Difference]:
    """What the register says otherwise; nothing is said of what a withdrawal took away."""
    if sealed.header.event == Event.WITHDRAWAL:
        return []
    before, after = _heading(sealed.header), _heading(now)
    found = [
        Difference("", thing, before.get(thing, "–"), after.get(thing, "–"))
        for thing in {**before, **after}
        if before.get(thing) != after.get(thing)
    ]
    return found + differences(*_sides(sealed, now))


def _is_other(sealed: Contents, now: Draft) -> bool:
    """Whether there is a difference at all, of which the seal of a correction needs no words."""
    if sealed.header.event == Event.WITHDRAWAL:
        return False
    return _heading(sealed.header) != _heading(now) or differ(*_sides(sealed, now))


def _sides(sealed: Contents, now: Draft) -> tuple[Contents, Contents]:
    """What was sealed and what would be, but for the lines that are the same."""
    old, new = _apart(sealed, now)
    header = replace(sealed.header, layout=list(now.layout))
    return Contents(sealed.header, old), Contents(header, new)


def _apart(sealed: Contents, now: Draft) -> tuple[list[list[Any]], list[list[Any]]]:
    """The lines that only one of the two has: the sealed ones, and today's."""
    lines = [list(line) for line in now.lines]
    return (
        [line for line in sealed.lines if line not in lines],
        [line for line in lines if line not in sealed.lines],
    )


def _heading(said: Header | Draft) -> dict[str, str]:
    """What is said of all lines at once: class, closing day, programme, each subject's columns."""
    names = dict(Subject.objects.values_list("code", "name"))
    forms = dict(FORM_NAMES)
    return {
        _("Name of the class"): said.unit_name,
        _("Closing day"): f"{date.fromisoformat(str(said.closes)):%d/%m/%Y}",
        _("Programme"): str(dict(Programme.choices).get(said.about.get("programme", ""), "–")),
        _("Grade"): str(said.about.get("grade", "–")),
        **{
            _("Columns: %(subject)s") % {"subject": names.get(code, code)}: _(
                "%(form)s; regular marks: %(count)s; study topics: %(topics)s"
            )
            % {"form": forms.get(form, form), "count": regular, "topics": topics}
            for code, form, regular, topics in said.layout
        },
    }


def withdrawn_classes(term: Term) -> set[tuple[int, str]]:
    """School and code of each class whose term was withdrawn."""
    withdrawn = Package.objects.filter(
        feed=FEED,
        year=term.school_year.code,
        period=term.period,
        event=Event.WITHDRAWAL,
        state=PackageState.ACCEPTED,
    )
    return set(withdrawn.values_list("school_id", "unit"))


@dataclass(frozen=True)
class SealedOtherwise:
    """One sealed term of a student in which the register's words of today are others."""

    class_group: ClassGroup
    term: Term
    differences: list[Difference]


def sealed_otherwise(student: Student, stays: Iterable[Enrolment]) -> list[SealedOtherwise]:
    """The sealed terms of the student's stays whose name, numbers or birth date are not today's.

    Three queries, and each package read once.
    """
    classes = {(each.school_year.code, each.class_group.code): each.class_group for each in stays}
    packages = Package.objects.filter(
        lines__student_uid=student.person_uid, school=student.school_id, feed=FEED
    ).order_by("year", "period")
    terms = {(term.school_year.code, term.period): term for term in _terms(classes)}
    found = []
    for package in packages:
        group = classes.get((package.year, package.unit))
        term = terms.get((package.year, package.period))
        if group and term and (differing := _identity_differences(package, student)):
            found.append(SealedOtherwise(group, term, differing))
    return found


def _terms(classes: Iterable[tuple[str, str]]) -> "QuerySet[Term]":
    years = {year for year, _unit in classes}
    return Term.objects.filter(school_year__code__in=years).select_related("school_year")


def _identity_differences(package: Package, student: Student) -> list[Difference]:
    contents = contents_of(package)
    lines = contents.lines if contents else []
    sealed = next((line for line in lines if line[0] == str(student.person_uid)), None)
    if sealed is None:
        return []
    today = [
        student.personal_number or "",
        student.ministry_code or "",
        student.full_name,
        student.birth_date.isoformat(),
    ]
    titles = (_("Personal number"), _("Ministry code"), _("Full name"), _("Date of birth"))
    return [
        Difference(student.full_name, title, before or "–", after or "–")
        for title, before, after in zip(titles, sealed[1:5], today, strict=True)
        if before != after
    ]

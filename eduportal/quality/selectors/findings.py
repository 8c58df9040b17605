"""Lists of findings, with what each is about as far as the reader may know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.imports.models import ImportJob
from eduportal.quality.checks import RULES, Rule
from eduportal.quality.choices import OWNERS, About, State
from eduportal.quality.models import Finding
from eduportal.quality.selectors.places import Place
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from grades.models import MarkSheet
from schools.models import ClassGroup, School
from staffing.models import StaffMember
from students.models import Student

# What a list of findings is narrowed to.
SHOWN = ("open", "overdue", "right", "passed", "mended")
ORDER = ("due_on", "pk")
# Whose rows may be named by whoever may do this at their school.
NAMED_BY = {About.STUDENT: Action.READ_STUDENTS, About.STAFF: Action.KEEP_REGISTER}
TABLES: dict[About, type[Model]] = {
    About.STUDENT: Student,
    About.STAFF: StaffMember,
    About.CLASS: ClassGroup,
    About.SHEET: MarkSheet,
    About.SCHOOL: School,
    About.JOB: ImportJob,
}


def findings(
    place: Place, *, shown: str = "open", rule: str = "", owner: str = ""
) -> "QuerySet[Finding]":
    """The findings of the place in one state, by when they are due."""
    rows = Finding.objects.filter(place.at(), rule__in=RULES).select_related("school")
    if rule:
        rows = rows.filter(rule=rule)
    if owner:
        rows = rows.filter(rule__in=[each.code for each in RULES.values() if each.owner == owner])
    if shown == "overdue":
        return rows.filter(state=State.OPEN, due_on__lt=timezone.localdate())
    return rows.filter(state=shown)


@dataclass(frozen=True)
class Shown:
    """One finding as a page shows it. `name` is empty where the reader may not know the person;
    `url` leads to where it is mended, empty for whoever cannot mend it."""

    finding: Finding
    rule: Rule
    name: str = ""
    url: str = ""

    @property
    def who(self) -> str:
        """The person, or what kind of thing it is."""
        if self.name:
            return self.name
        hidden = {About.STUDENT: _("a student"), About.STAFF: _("a member of staff")}
        return hidden.get(self.rule.about, "")

    @property
    def sentence(self) -> str:
        said: str = str(self.rule.sentence) % self.finding.facts
        return said

    @property
    def days_late(self) -> int:
        """Days since it was due; negative while there is time."""
        return (timezone.localdate() - self.finding.due_on).days


@dataclass(frozen=True)
class ShownList:
    """Findings of one page, and the persons it names, by school."""

    lines: list[Shown]
    students: list[tuple[int, int | None]] = field(default_factory=list)
    staff: list[tuple[int, int | None]] = field(default_factory=list)


def shown(found: Iterable[Finding], scope: Scope) -> ShownList:
    """With names and addresses where the reader may have them: one query a table at most."""
    found = list(found)
    rows = {about: _rows(about, found) for about in TABLES}
    listed = ShownList([])
    for each in found:
        rule = RULES[each.rule]
        row = rows.get(About(each.about), {}).get(each.key)
        name = ""
        if (
            each.about in NAMED_BY
            and row
            and scope.can(NAMED_BY[About(each.about)], each.school_id)
        ):
            name = row.full_name
            named = listed.students if each.about == About.STUDENT else listed.staff
            named.append((each.key, each.school_id))
        may_mend = scope.can(OWNERS[rule.owner], each.school_id)
        url = _address(rule, each, row) if may_mend else ""
        listed.lines.append(Shown(each, rule, name, url))
    return listed


def _rows(about: About, found: Sequence[Finding]) -> dict[int, Any]:
    keys = {each.key for each in found if each.about == about}
    return dict(TABLES[about]._default_manager.in_bulk(keys)) if keys else {}


def _address(rule: Rule, finding: Finding, row: Any) -> str:
    """Where the finding is mended; empty where what it is about has gone."""
    if not rule.place:
        return reverse(rule.page)
    if row is None:
        return ""
    given = [row.public_id]
    if rule.place == "term":
        given.append(finding.facts["term"])
    return reverse(rule.page, args=given)

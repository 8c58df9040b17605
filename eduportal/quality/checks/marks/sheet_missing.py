"""MK01: a class has no sheet of a compulsory subject."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from eduportal.accounts.roles import Role
from eduportal.quality.checks.assignments.lessons import compulsory
from eduportal.quality.checks.laws import MARK_BOOK
from eduportal.quality.checks.marks.sheets import term_facts
from eduportal.quality.checks.rule import Checked, Found, rule
from eduportal.quality.choices import About, Area, Effect, Kind
from grades.models import MarkSheet

SETTLED_DAYS = 14


@rule(
    "MK01",
    area=Area.MARKS,
    kind=Kind.COMPLETE,
    about=About.CLASS,
    title=_("Mark sheet that is not open"),
    sentence=_("Class %(class)s has no sheet of %(subject)s in term %(number)s, %(year)s"),
    why=_("Marks cannot be entered, and the class cannot be sealed with levels."),
    mend=_("Open the missing sheets of the class."),
    effect=Effect.ENTRY,
    owner=Role.HEAD,
    days=3,
    page="grades:class-list",
    place="",
    basis=MARK_BOOK,
)
def sheet_missing(checked: Checked) -> Iterator[Found]:
    if (checked.today - checked.term.starts_on).days < SETTLED_DAYS:
        return
    of_term = MarkSheet.objects.filter(school__in=checked.schools, term=checked.term)
    there = set(of_term.values_list("class_group", "subject"))
    for group, line in compulsory(checked):
        if line.form and (group.pk, line.subject_id) not in there:
            facts = {
                "class": group.name,
                "subject": line.subject.name,
                **term_facts(checked.term),
            }
            yield Found(group.school_id, group.pk, line.subject_id, facts)

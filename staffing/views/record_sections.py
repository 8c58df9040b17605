"""The parts of a person's page that hold records with days: their rows and their forms."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from staffing.forms.records import FORMS, RecordForm
from staffing.models import StaffMember
from staffing.models.records import PersonRecord
from staffing.selectors.records import records_of


@dataclass(frozen=True)
class Section:
    """One kind of record: what it is called, what it is for, its rows, and the form for one more.

    `note` is the clause that the kind of record follows.
    """

    what: str
    title: Promise
    note: Promise
    add: Promise
    rows: list[PersonRecord]
    form: RecordForm


TITLES: dict[str, tuple[Promise, Promise, Promise]] = {
    "staffsubject": (
        _("Second subjects"),
        _("what the person may teach beside the main subject"),
        _("Add a second subject"),
    ),
    "qualification": (
        _("Degrees and certificates"),
        _("Law on Teachers, Art. 28; Decree 93/2026, Art. 20"),
        _("Add a degree or certificate"),
    ),
    "training": (
        _("Training towards the standard"),
        _("Decree 71/2020; who has finished owes service for twice the time of training"),
        _("Add training"),
    ),
    "title": (
        _("Professional titles"),
        _("Decree 93/2026, Art. 3; pay still follows the old rank, Art. 25"),
        _("Add a title"),
    ),
    "leave": (_("Leave"), _("no lessons in this time"), _("Add a leave")),
    "elsewhere": (
        _("Work at other schools"),
        _("Law on Teachers, Art. 18; Decree 93/2026, Art. 13"),
        _("Add work at another school"),
    ),
}


def sections_of(staff: StaffMember, refused: RecordForm | None = None) -> list[Section]:
    """The sections in their order; `refused` is a form that is shown again."""
    rows = records_of(staff)
    sections = []
    for what, (title, note, add) in TITLES.items():
        form = refused if isinstance(refused, FORMS[what]) else FORMS[what](school=staff.school)
        sections.append(Section(what, title, note, add, rows[what], form))
    return sections

"""What the portal never deletes, and why."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

RECORDS = _("Learning records are kept permanently, Decree 88/2026/NĐ-CP, Article 8.")


@dataclass(frozen=True)
class Permanent:
    """One kind of data the portal never deletes."""

    title: Promise
    why: Promise


PERMANENT = (
    Permanent(
        _("Students, enrolments, transfers done, chosen subjects, documents, exemptions"), RECORDS
    ),
    Permanent(_("History of the register of students"), RECORDS),
    Permanent(_("Mark sheets, marks and results"), RECORDS),
    Permanent(
        _("Leavers, their wishes, where they went, and rows of enrolment lists that mean them"),
        _("No clause: what rates of the province rest on, Decision 1705/QĐ-TTg."),
    ),
    Permanent(
        _("Enrolment lists and links as such, snapshots, activities of guidance"),
        _("No clause: name no student; what was reported has to be found again."),
    ),
    Permanent(_("History of marks and steps of mark sheets"), RECORDS),
    Permanent(_("Results of years, decisions on them, re-assessments and completions"), RECORDS),
    Permanent(
        _("Absences, conduct and comments with their history, and who has read the comments"),
        RECORDS,
    ),
    Permanent(
        _("Roll calls, and sentences that teachers keep for comments"),
        _("No clause: name no student; the sentences go with the account's own wish."),
    ),
    Permanent(
        _("Amendments with their evidence, marks looked at again, the Department’s rule on them"),
        RECORDS,
    ),
    Permanent(
        _("Questions about entries and findings of data quality, with their answers"),
        _("No clause: show that what was unusual was asked, and what was answered."),
    ),
    Permanent(
        _("Days of entry and exceptions to them"),
        _("No clause: say who let marks be entered when; ended, never deleted."),
    ),
    Permanent(
        _("Sealed packages, receipts, the ledger, decisions between versions and the daily roots"),
        RECORDS,
    ),
    Permanent(
        _("Which software served which school, and its keys"),
        _("No clause: say who vouched for which package; ended, never deleted."),
    ),
    Permanent(
        _("Accounts, roles and deputations with their history, staff and assignments"),
        _("No clause: say who entered and approved marks; closed, never deleted."),
    ),
    Permanent(
        _("Decisions about teachers, and the plans they rest on with what was said about them"),
        _("No clause: say why a person was moved, and who decided it; withdrawn, never deleted."),
    ),
    Permanent(
        _("Actions for students at risk with their outcome, and how many there were"),
        _("No clause: show what the school did for the student, and what came of it."),
    ),
    Permanent(
        _("Tasks between offices and schools, with what was answered and the files"),
        _("No clause: show what was asked of whom, and what was answered."),
    ),
    Permanent(
        _("Collections, every version of what was answered, files, steps and frozen results"),
        _("No clause: what a school told and what was made of it has to be found again."),
    ),
    Permanent(
        _("Imports themselves, and remembered answers"),
        _("No clause: who brought which file, without what stood in it; what a school answered."),
    ),
    Permanent(
        _("Removals of what was recorded by mistake"),
        _("No clause: the proof of what was removed, by whom and when."),
    ),
    Permanent(
        _("Units, schools, programme and school years with their history"),
        _("No clause: what every record points at, and who changed it."),
    ),
    Permanent(_("Alerts"), _("No clause: show who went beyond a limit and what it was.")),
    Permanent(_("Clean-ups"), _("No clause: the proof of what was deleted and when.")),
)

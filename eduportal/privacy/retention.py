"""What is kept, how long and why: the only place that says so.

Clauses and their sources: docs/security.md, "The law". A number no law gives is a setting.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.services import housekeeping as accounts
from eduportal.core.keeping import Aged, AgedMonths, AgedRows, Kept, Unit
from eduportal.imports.services import (
    STRAY_FILES,
    STRAY_PREPARED_FILES,
    EndedImports,
    UnconfirmedImports,
)
from eduportal.notices.services import NOTICES
from eduportal.privacy.models import Access, Correction
from grades.services import housekeeping as grades
from staffing.services import housekeeping as staffing
from students.services import housekeeping as students

LOGS = _(
    "TCVN 11930:2017, level 3, and Decree 85/2016/NĐ-CP: 6 months at least. A breach is reported "
    "with the students concerned, Law 91/2025/QH15, Article 23."
)
NEEDLESS = _("Personal data goes when its purpose is fulfilled, Law 91/2025/QH15, Article 14(1).")


@dataclass(frozen=True)
class KindOfData:
    """One kind of data that is deleted after a time.

    How long is a `setting`, by its name, or `number` where nothing but the program depends on it.
    """

    code: str
    title: Promise
    since: Promise
    why: Promise
    rows: Aged
    number: int = 0
    setting: str = ""
    unit: Unit = Unit.DAYS

    @property
    def by_months(self) -> bool:
        """Goes by whole months of the calendar: the oldest may be up to one older than the time."""
        return isinstance(self.rows, AgedMonths)

    @property
    def kept(self) -> Kept:
        number = getattr(settings, self.setting) if self.setting else self.number
        return Kept(number, self.unit)


@dataclass(frozen=True)
class Permanent:
    """One kind of data the portal never deletes."""

    title: Promise
    why: Promise


TABLE = (
    KindOfData(
        code="access-log",
        title=_("Access log, by whole months"),
        since=_("the look"),
        why=LOGS,
        rows=AgedMonths(Access),
        setting="EDUPORTAL_ACCESS_LOG_MONTHS",
        unit=Unit.MONTHS,
    ),
    KindOfData(
        code="unconfirmed-imports",
        title=_("Imports nobody has confirmed: discarded"),
        since=_("the upload"),
        why=NEEDLESS,
        rows=UnconfirmedImports(),
        setting="EDUPORTAL_UNCONFIRMED_IMPORT_DAYS",
    ),
    KindOfData(
        code="ended-imports",
        title=_("File, rows and problems of imports that have ended"),
        since=_("the end of the import"),
        why=NEEDLESS,
        rows=EndedImports(),
        setting="EDUPORTAL_IMPORT_DAYS",
    ),
    KindOfData(
        code="stray-files",
        title=_("Stored uploads that belong to no import"),
        since=_("the upload"),
        why=NEEDLESS,
        rows=STRAY_FILES,
        number=1,
    ),
    KindOfData(
        code="stray-prepared-files",
        title=_("Prepared files that belong to no import"),
        since=_("the day they were made"),
        why=NEEDLESS,
        rows=STRAY_PREPARED_FILES,
        number=1,
    ),
    KindOfData(
        code="stray-evidence",
        title=_("Stored evidence that belongs to no amendment"),
        since=_("the upload"),
        why=NEEDLESS,
        rows=grades.STRAY_EVIDENCE,
        number=1,
    ),
    KindOfData(
        code="sessions",
        title=_("Sessions"),
        since=_("their end"),
        why=NEEDLESS,
        rows=accounts.SESSIONS,
    ),
    KindOfData(
        code="tokens",
        title=_("Tokens of machines"),
        since=_("their end"),
        why=_("No clause, a technical need: names no person, and opens nothing after its end."),
        rows=accounts.TOKENS,
    ),
    KindOfData(
        code="sign-ins",
        title=_("Records of signing in, good and failed, by whole months"),
        since=_("the attempt"),
        why=LOGS,
        rows=accounts.SIGN_INS,
        setting="EDUPORTAL_SIGN_INS_KEPT_MONTHS",
        unit=Unit.MONTHS,
    ),
    KindOfData(
        code="guesses",
        title=_("Counts of wrong guesses"),
        since=_("the last one"),
        why=_("No clause, a technical need: slows nothing after an hour."),
        rows=accounts.GUESSES,
        number=1,
    ),
    KindOfData(
        code="links",
        title=_("One-time links nobody has used"),
        since=_("their end"),
        why=_("No clause, a technical need: opens nothing after its end."),
        rows=accounts.LINKS,
    ),
    KindOfData(
        code="mails",
        title=_("Mails of invitations, forgotten passwords and notices"),
        since=_("the request"),
        why=_(
            "No limit on mails looks back further. Personal data goes when its purpose is "
            "fulfilled, Law 91/2025/QH15, Article 14(1)."
        ),
        rows=accounts.MAILS,
        number=7,
    ),
    KindOfData(
        code="notices",
        title=_("Notices to people, read or not"),
        since=_("the notice"),
        why=_(
            "What they tell of is kept elsewhere. Personal data goes when its purpose is "
            "fulfilled, Law 91/2025/QH15, Article 14(1)."
        ),
        rows=NOTICES,
        number=120,
    ),
    KindOfData(
        code="saves",
        title=_("Identities of saves in the mark grid"),
        since=_("the save"),
        why=_(
            "No browser repeats a save after that. Personal data goes when its purpose is "
            "fulfilled, Law 91/2025/QH15, Article 14(1)."
        ),
        rows=grades.OPERATIONS,
        number=30,
    ),
    KindOfData(
        code="transfers",
        title=_("Transfers between schools that were refused or withdrawn"),
        since=_("their end"),
        why=NEEDLESS,
        rows=students.TRANSFERS,
        number=365,
    ),
    KindOfData(
        code="listed-strangers",
        title=_("Rows of enrolment lists that mean no leaver of the portal"),
        since=_("the answer"),
        why=NEEDLESS,
        rows=students.STRANGERS,
        number=90,
    ),
    KindOfData(
        code="plans",
        title=_("Plans that move teachers and led to no decision, with the facts they rest on"),
        since=_("the end of their school year"),
        why=NEEDLESS,
        rows=staffing.PLANS,
        setting="EDUPORTAL_PLAN_MONTHS",
        unit=Unit.MONTHS,
    ),
    KindOfData(
        code="answers",
        title=_("Counts of answers about codes of other students"),
        since=_("the first of the day"),
        why=_("No clause, a technical need: names no student, and limits nothing after the day."),
        rows=students.ANSWERS,
        number=7,
    ),
    KindOfData(
        code="corrections",
        title=_("Requests for correction that have ended"),
        since=_("their end"),
        why=_("No clause gives a number: shows that the request was answered in time."),
        rows=AgedRows(Correction, "ended_at"),
        setting="EDUPORTAL_REQUEST_MONTHS",
        unit=Unit.MONTHS,
    ),
)

RECORDS = _("Learning records are kept permanently, Decree 88/2026/NĐ-CP, Article 8.")
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

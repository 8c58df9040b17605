"""What is kept, how long and why: the only place that says so, with permanent.py.

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

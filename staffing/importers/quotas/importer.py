"""The posts the Department gives its schools for a year, and what they were let recruit."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from eduportal.core.fields import TextField
from eduportal.imports import known_schools
from eduportal.imports.ages import told_from
from eduportal.imports.importer import Context, Table
from eduportal.imports.models import ImportRow
from eduportal.imports.options import DayField, YearOptions
from eduportal.imports.record_columns import Column, Words
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.records_back import RecordsBack, set_back
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping.actions import Action
from eduportal.workbooks.plain_cells import day_text, small_value, text_upto
from schools.models import School, SchoolYear
from staffing.choices import PostKind
from staffing.models import Quota
from staffing.services import QuotaFacts, quota_problems, quota_revision, record_quota
from staffing.services.quota import remove_quota

__all__ = ["QuotaImporter"]
PLANS_REMOVED = gettext_noop("Headcount plans removed")
PLANS_RESTORED = gettext_noop("Headcount plans with the numbers they had")
FACTS = ("posts", "decision", "decided_on", "approved", "filled", "plan")
TABLE = (
    *known_schools.COLUMNS,
    Column(
        "kind",
        gettext_noop("Post"),
        ("Vị trí việc làm", "Vị trí", "Loại biên chế", "Post"),
        Words(
            PostKind,
            {
                "GV": PostKind.TEACHER,
                "Nhân viên": PostKind.SUPPORT,
                "NV": PostKind.SUPPORT,
            },
        ),
        is_compared=False,
    ),
    Column(
        "posts",
        gettext_noop("Posts given"),
        (
            "Biên chế giao",
            "Số biên chế được giao",
            "Biên chế được giao",
            "Chỉ tiêu biên chế",
            "Số biên chế giao",
            "Số người làm việc được giao",
            "Số lượng người làm việc",
            "Quota",
            "Posts given",
        ),
        small_value,
        required=True,
    ),
    Column(
        "approved",
        gettext_noop("To be recruited this year"),
        (
            *("Chỉ tiêu tuyển dụng", "Được tuyển dụng", "Số được tuyển"),
            *("Được duyệt tuyển năm nay", "To be recruited this year"),
        ),
        small_value,
    ),
    Column(
        "filled",
        gettext_noop("Recruited so far"),
        ("Đã tuyển", "Đã tuyển dụng", "Số đã tuyển", "Recruited so far"),
        small_value,
    ),
    Column(
        "plan",
        gettext_noop("Plan of recruitment"),
        ("Kế hoạch tuyển dụng", "Plan of recruitment"),
        text_upto(100),
    ),
    Column(
        "decision",
        gettext_noop("Number of the decision"),
        ("Số quyết định", "Quyết định số", "Quyết định", "Number of the decision"),
        text_upto(100),
    ),
    Column(
        "decided_on",
        gettext_noop("Day of the decision"),
        ("Ngày quyết định", "Ngày ký", "Day of the decision"),
        day_text,
        is_day=True,
    ),
)
MESSAGES = {
    **known_schools.MESSAGES,
    "posts_too_many": gettext_noop("%(value)s posts are more than any school has."),
    "decision_not_said": gettext_noop(
        "The file does not say the decision: fill in number and day when uploading it, or give "
        "them in columns “Số quyết định” and “Ngày quyết định”."
    ),
}
MOST_POSTS = 2000


class QuotaOptions(YearOptions):
    """The year, and the decision of a file whose columns do not say it."""

    decision = TextField(label=_("Number of the decision"), max_length=100, required=False)
    decided_on = DayField(label=_("Day of the decision"), required=False)


class QuotaImporter(RecordImporter):
    """Posts given to schools for a year, as the page of a school's balance records them.

    Vietnamese: giao biên chế, số lượng người làm việc. A row is a school, and a kind of post where
    the file says it; teachers otherwise.
    """

    key = "quotas"
    title = _("Headcount plan of the schools")
    description = _(
        "Posts given to the schools for a year by decision, and how many were to be recruited. "
        "Schools are recognised by their official codes. No plan is removed."
    )
    table = TABLE
    messages = MESSAGES
    options_form = QuotaOptions
    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    dated = True

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.year = SchoolYear.objects.get(code=context.options["year"])

    def begin(self, tables: list[Table]) -> list[Table]:
        self.facts.append((gettext_noop("School year"), str(self.year)))
        return super().begin(tables)

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['kind']} {given['school_code']}"

    def understand(self, records: Sequence[Record]) -> None:
        schools = known_schools.names_of(records)
        for record in records:
            given = record.given
            given.setdefault("kind", PostKind.TEACHER.value)
            for name in ("decision", "decided_on"):
                if said := self.context.options.get(name):
                    given.setdefault(name, said)
            known_schools.require_school(self, record, schools)
            if given.get("posts", 0) > MOST_POSTS:
                told = {"value": given["posts"]}
                record.refuse(self.problem("posts_too_many", record.row.place("posts"), **told))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        return {key: _stored(row) for key, row in self._plans(keys).items()}

    def _plans(self, keys: Collection[str]) -> dict[str, Quota]:
        codes = {key.partition(" ")[2] for key in keys}
        rows = Quota.objects.filter(school_year=self.year, school__code__in=codes)
        return {f"{row.kind} {row.school.code}": row for row in rows.select_related("school")}

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        plans = {row.pk: key for key, row in self._plans(keys).items()}
        return {plans[pk]: at for pk, at in told_from(Quota, plans, moment).items()}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        said = {**(stored or {}), **given}
        if not said.get("decision") or not said.get("decided_on"):
            return {"": [gettext(MESSAGES["decision_not_said"])]}
        return {"approved": quota_problems(_facts(said))}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        for row in rows:
            given = row["given"]
            school = School.objects.get(code=given["school_code"])
            kind = PostKind(given["kind"])
            quota = Quota.objects.filter(school=school, school_year=self.year, kind=kind).first()
            record_quota(
                school=school,
                year=self.year,
                kind=kind,
                facts=_facts({**(row["expected"] or {}), **given}),
                shown=quota_revision(quota),
            )

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        undone, changes = Undone(), rows_written(self.context.operation, Quota)
        keys = {change.facts["school_id"] for change in changes}
        names = dict(School.objects.filter(pk__in=keys).values_list("pk", "name"))
        working.expect(len(changes))
        back = RecordsBack(
            PLANS_REMOVED,
            PLANS_RESTORED,
            lambda facts: names[facts["school_id"]],
            lambda quota: remove_quota(quota=quota, shown=quota_revision(quota)),
            _alter,
        )
        back.take_back(changes, undone, working)
        return undone


def _alter(quota: Quota, former: Mapping[str, Any]) -> None:
    shown = quota_revision(quota)
    set_back(quota, former)
    facts = QuotaFacts(**{name: getattr(quota, name) for name in FACTS})
    record_quota(
        school=quota.school,
        year=quota.school_year,
        kind=PostKind(quota.kind),
        facts=facts,
        shown=shown,
    )


def _stored(row: Quota) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in FACTS}
    return {**kept, "decided_on": row.decided_on.isoformat()}


def _facts(said: Mapping[str, Any]) -> QuotaFacts:
    return QuotaFacts(
        posts=said["posts"],
        decision=said["decision"],
        decided_on=datetime.date.fromisoformat(said["decided_on"]),
        approved=said.get("approved"),
        filled=said.get("filled"),
        plan=said.get("plan") or "",
    )

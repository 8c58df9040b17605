"""Accounts and roles for the staff of a school, from a list of people."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.authority import managed_by, roles_to_give
from eduportal.accounts.models import Membership, User
from eduportal.accounts.roles import Role
from eduportal.accounts.services import managing
from eduportal.accounts.services.creating import account_problems, proposed_user_names
from eduportal.core.looking import Kind
from eduportal.core.text import name_sort_key
from eduportal.imports.importer import Change, CheckedRow, Context, listing
from eduportal.imports.models import ImportRow
from eduportal.imports.people import COLUMN_PARTS, COLUMNS
from eduportal.imports.records import Record, RecordImporter, Said
from eduportal.imports.undoing import Undone, Working
from eduportal.scoping import Scope
from eduportal.scoping.actions import Action
from eduportal.workbooks.columns import ColumnReader
from eduportal.workbooks.problems import CellProblem
from eduportal.workbooks.values import Value
from schools.models import School
from staffing.importers.accounts.columns import MESSAGES, ROLE, TABLE, roles_in
from staffing.importers.accounts.undoing import take_back
from staffing.models import StaffMember
from staffing.selectors.staff import choosable_staff
from staffing.services.accounts import WantedAccount, create_staff_accounts

__all__ = ["AccountsImporter"]


class AccountsImporter(RecordImporter):
    """Accounts for people on the staff list, and further roles for those who have one.

    Vietnamese: danh sách tài khoản và vai trò. Whoever confirms gives only what the page of
    accounts would let the same person give; nobody's role ends, no account is renamed.
    """

    key = "accounts"
    title = _("Accounts and roles")
    description = _(
        "People of the staff list with the role each gets at the school; a user name and an e-mail "
        "address where the list has them. Nobody loses an account or a role."
    )
    table = TABLE
    parts = COLUMN_PARTS
    more_titles = {
        name: COLUMNS[name]
        for name in ("surname", "given_name", "birth_day", "birth_month", "birth_year")
    }
    # Roles are told one by one, in the reader's language.
    persons = {"person": Kind.STAFF, "account": Kind.ACCOUNT}
    other_titles = ("Lớp", "Mã học sinh", "Mã HS")
    messages = MESSAGES
    actions = (Action.MANAGE_ACCOUNTS,)
    oversight = Action.MANAGE_ACCOUNTS
    most_rows = 1000
    is_proved = True
    dated = True

    @classmethod
    def permission(
        cls, scope: Scope, user_id: int | None, school_id: int | None, options: Mapping[str, Any]
    ) -> bool:
        """A role is always given by somebody: no command without a user brings such a file."""
        return user_id is not None and super().permission(scope, user_id, school_id, options)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.school = School.objects.get(pk=context.school_id)
        self.actor = User.objects.get(pk=context.user_id or 0)
        self._has_new = False
        self._names: dict[str, tuple[int, int]] = {}
        self._roles = roles_to_give(self.actor, school_id=self.school.pk)
        self._readers = [
            (each, ColumnReader(each.key, self._read_roles) if each.key == "role" else reader)
            for each, reader in self._readers
        ]

    def _read_roles(self, value: Value) -> list[str]:
        """The roles of a cell; where it names none, it is said which the user may give."""
        try:
            return roles_in(value)
        except CellProblem as found:
            known = listing([str(role.label) for role in self._roles]) or "–"
            raise CellProblem(found.code, **{**found.params, "known": known}) from found

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        told = super().in_words(values)
        roles = [(gettext("Role"), gettext(ROLE.msgid(code))) for code in _added(values)]
        return [each for each in told if each[0] != gettext("Role")] + roles

    def key_of(self, given: Mapping[str, Any]) -> str:
        return str(given["person"][0])

    def understand(self, records: Sequence[Record]) -> None:
        staff = list(choosable_staff(self.school).select_related("user"))
        by_name: defaultdict[str, list[StaffMember]] = defaultdict(list)
        for each in staff:
            by_name[each.sort_key].append(each)
        by_code: dict[str | None, StaffMember] = {each.ministry_code: each for each in staff}
        by_code.pop(None, None)
        self._managed = set(managed_by(self.actor).values_list("pk", flat=True))
        held = self._held([each.user_id for each in staff if each.user_id])
        for record in records:
            if not record.is_refused:
                self._find(record, by_code, by_name, held)
        self._propose(records)
        for record in records:
            self._require_own_name(record)

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        """Who has an account, and the roles it has at the school: two queries."""
        staff = StaffMember.objects.filter(pk__in=list(map(int, keys))).exclude(user=None)
        accounts = {str(each.pk): each.user for each in staff.select_related("user")}
        held = self._held([account.pk for account in accounts.values() if account])
        return {
            key: {"account": [account.pk, account.username], "role": sorted(held[account.pk])}
            for key, account in accounts.items()
            if account
        }

    def changed_from(
        self, keys: Collection[str], moment: datetime.datetime
    ) -> Mapping[str, datetime.datetime]:
        """When a role of theirs at the school ended, which an older list would give again."""
        staff = StaffMember.objects.filter(pk__in=list(map(int, keys))).exclude(user=None)
        by_user = dict(staff.values_list("user", "pk"))
        ended = Membership.objects.filter(
            school=self.school,
            user__in=by_user,
            ends_on__gte=timezone.localtime(moment).date(),
            ends_on__lt=timezone.localdate(),
        )
        found = ended.order_by("ends_on").values_list("user", "ends_on")
        return {str(by_user[user]): _end_of(day) for user, day in found if day}

    def against(self, given: Mapping[str, Any], stored: Mapping[str, Any] | None) -> Said:
        if stored is not None:
            return {}
        self._has_new = True
        email = given.get("email", "")
        name, username = given["full_name"], given["username"]
        return account_problems(username=username, full_name=name, email=email)

    def finish(self) -> None:
        if self._has_new:
            self.problems.append(self.problem("no_link_yet", severity="warning"))

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """New accounts first, all at once; then the further roles."""
        new = [row["given"] for row in rows if row["expected"] is None]
        try:
            made = create_staff_accounts(
                actor=self.actor, school=self.school, wanted=list(map(_wanted, new)), origin=""
            )
            for given, one in zip(new, made, strict=True):
                self._give(one.account, given["role"][1:])
            for row in rows:
                if row["expected"] is not None:
                    account = User.objects.get(pk=row["expected"]["account"][0])
                    self._give(account, _added(row))
        except managing.NotYours as refusal:
            raise ValueError(str(refusal)) from refusal

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        return take_back(self.context, self.actor, rows, working)

    def _give(self, account: User, roles: Sequence[str]) -> None:
        for role in roles:
            managing.give_role(
                actor=self.actor, account=account, school=self.school, role=Role(role)
            )

    def _held(self, accounts: Sequence[int]) -> defaultdict[int, set[str]]:
        """The roles these accounts have at the school today: one query."""
        held: defaultdict[int, set[str]] = defaultdict(set)
        here = Membership.objects.in_force().filter(school=self.school, user__in=accounts)
        for account, role in here.values_list("user", "role"):
            held[account].add(role)
        return held

    def _compared(self, record: Record, found: Mapping[str, dict[str, Any]]) -> CheckedRow:
        checked = super()._compared(record, found)
        if checked.values and checked.values["expected"] is not None:
            title = record.row.header.titles["role"]
            checked.changes = [
                Change(title=title, old="", new=ROLE.msgid(code), is_code=True)
                for code in _added(checked.values)
            ]
        return checked

    def _find(
        self,
        record: Record,
        by_code: Mapping[str | None, StaffMember],
        by_name: Mapping[str, Sequence[StaffMember]],
        held: Mapping[int, set[str]],
    ) -> None:
        """The person by the Ministry code, otherwise by name and, if there is one, birthday."""
        given, place = record.given, record.row.place("full_name")
        name, born = given["full_name"], given.get("birth_date")
        found = [by_code[given["ministry_code"]]] if given.get("ministry_code") in by_code else []
        if not found:
            found = [
                each
                for each in by_name.get(name_sort_key(name), [])
                if not born or each.birth_date is None or each.birth_date.isoformat() == born
            ]
        if len(found) != 1:
            rule = "which_of_them" if found else "not_on_staff"
            record.refuse(self.problem(rule, place, name=name[:100]))
            return
        given["person"] = [found[0].pk, found[0].full_name]
        self._take_account(record, found[0], held)

    def _take_account(
        self, record: Record, person: StaffMember, held: Mapping[int, set[str]]
    ) -> None:
        """The roles the person has are added to those of the list, as nobody loses one."""
        given, account, said = record.given, person.user, record.given.get("username")
        has = held.get(account.pk, set()) if account else set()
        self._require_giveable(record, account, set(given["role"]) - has)
        given["role"] = sorted({*given["role"], *has})
        if account and said and said != account.username:
            told = {"name": person.full_name, "account": account.username}
            place = record.row.place("username")
            record.refuse(self.problem("named_otherwise", place, severity="error", **told))
        mail = given.get("email", "")
        if account and mail and mail.casefold() != account.email.casefold():
            place, told = record.row.place("email"), {"name": person.full_name, "value": mail}
            record.problems.append(
                self.problem("mail_otherwise", place, severity="warning", **told)
            )

    def _require_giveable(self, record: Record, account: User | None, roles: set[str]) -> None:
        """Nobody gives by a file what the page of accounts would not let the same person give."""
        place = record.row.place("role")
        refused = [Role(code) for code in sorted(roles) if code not in self._roles]
        if refused:
            given = ", ".join(str(each.label) for each in self._roles) or "–"
            value = ", ".join(str(each.label) for each in refused)
            record.refuse(self.problem("role_not_yours", place, value=value, roles=given))
        elif account and roles and account.pk not in self._managed:
            record.refuse(self.problem("account_not_yours", place, value=account.username))

    def _require_own_name(self, record: Record) -> None:
        """Two people may not get one user name."""
        if record.is_refused:
            return
        name, number = record.given["username"], record.row.number
        person, first = self._names.setdefault(name, (record.given["person"][0], number))
        if person != record.given["person"][0]:
            place = record.row.place("username")
            record.refuse(self.problem("name_taken_twice", place, value=name, first=first))

    def _propose(self, records: Sequence[Record]) -> None:
        """User names for those whose list has none, as the page of new accounts proposes them."""
        without = [
            record
            for record in records
            if not record.is_refused and not record.given.get("username")
        ]
        people = list(dict.fromkeys(record.given["person"][0] for record in without))
        full = {record.given["person"][0]: record.given["person"][1] for record in without}
        names = dict(zip(people, proposed_user_names([full[pk] for pk in people]), strict=True))
        for record in without:
            record.given["username"] = names[record.given["person"][0]]


def _end_of(day: datetime.date) -> datetime.datetime:
    """The moment at which a role whose last day it is has ended."""
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min)
    return timezone.make_aware(end)


def _wanted(given: Mapping[str, Any]) -> WantedAccount:
    return WantedAccount(
        staff_id=given["person"][0],
        username=given["username"],
        role=Role(given["role"][0]),
        email=given.get("email", ""),
    )


def _added(values: Mapping[str, Any]) -> list[str]:
    """The roles of a stored row that the person does not have yet."""
    held = (values.get("expected") or {}).get("role", [])
    return [code for code in values.get("given", {}).get("role", []) if code not in held]

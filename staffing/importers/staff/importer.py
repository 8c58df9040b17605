"""The Ministry's list of staff, and the lists that look like it."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.accounts.models import User
from eduportal.core.looking import Kind
from eduportal.core.text import search_key
from eduportal.imports.ages import older, told_from
from eduportal.imports.choices import Action
from eduportal.imports.importer import (
    CheckedRow,
    Context,
    FileRefused,
    Importer,
    Question,
    Table,
    listing,
    persons_named,
)
from eduportal.imports.models import ImportRow
from eduportal.imports.options import YearOptions
from eduportal.imports.people import COLUMN_PARTS
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import Undone, Working
from eduportal.workbooks import checks
from eduportal.workbooks.problems import WHOLE_FILE, Place, Severity
from eduportal.workbooks.tables import TableRow
from schools.models import School, SchoolYear, Subject
from staffing.choices import Basis, PostKind, StaffStatus
from staffing.importers.staff.columns import COLUMNS, MESSAGES, OF_STAFF, REQUIRED
from staffing.importers.staff.comparing import (
    Difference,
    difference,
    held_otherwise,
    listed_of,
    values_in_words,
    values_of,
)
from staffing.importers.staff.matching import Known, Register, find_known
from staffing.importers.staff.reading import Entry, EntryReader, labels_of
from staffing.importers.staff.schools import SchoolOfRows
from staffing.models import StaffMember
from staffing.services import ListRefused, write_listed
from staffing.services.taking_back import OF_PERSON, take_back_staff

__all__ = ["StaffListImporter"]

WRITTEN_AT_ONCE = 50


class StaffListImporter(Importer):
    """A list of staff, brought into the school's register with posts, degrees, titles and duties.

    Vietnamese: danh sách cán bộ, giáo viên, nhân viên (tệp CSDL_GiaoVien của CSDL ngành). What a
    row says of a fact with days that the register holds otherwise is told and left as it is.
    """

    key = "staff-list"
    title = _("List of staff")
    description = _(
        "The Ministry's list of staff, or one like it. People are recognised by the Ministry code, "
        "then by the personal number, then by name and date of birth. Nobody is removed."
    )
    columns = COLUMNS
    required = REQUIRED
    parts = COLUMN_PARTS
    days = ("birth_date", "status_date", "since")
    codes = ("personal_number", "ministry_code")
    name = "full_name"
    messages = MESSAGES
    close = frozenset({"matched_by_name", "same_name"})
    options_form = YearOptions
    revealing = frozenset({"code_elsewhere"})
    dated = True

    @classmethod
    def persons_of(cls, rows: Sequence[dict[str, Any]]) -> Mapping[Kind, set[int]]:
        return {Kind.STAFF: {row["staff"] for row in rows if row["staff"] is not None}}

    @classmethod
    def rows_about(cls, kind: Kind, person: int) -> Q:
        if kind != Kind.STAFF:
            return Q(pk=None)
        # A new person's row has nobody yet; it has the numbers the person was given.
        about = Q(values__staff=person)
        numbers = StaffMember.objects.filter(pk=person).values("ministry_code", "personal_number")
        for name, number in (pair for found in numbers for pair in found.items()):
            if number:
                about |= Q(**{f"values__fields__{name}": number})
        return about

    @classmethod
    def in_words(cls, values: Mapping[str, Any]) -> list[tuple[str, str]]:
        return values_in_words(values)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        year = SchoolYear.objects.get(code=context.options["year"])
        self.day: datetime.date = year.starts_on
        self.school = School.objects.get(pk=context.school_id)
        self.subjects = {subject.code: subject for subject in Subject.objects.all()}
        self._reader = EntryReader(self, self.subjects.values())
        self._unique = [checks.unique("ministry_code"), checks.unique("personal_number")]
        self._rows_of: dict[tuple[str, object], int] = {}
        self._seen: set[int] = set()
        self._refused_names: set[str] = set()  # of rows that are in the file all the same
        self._undated = False
        self._counts: Counter[str] = Counter()

    def begin(self, tables: list[Table]) -> list[Table]:
        staff = [table for table in tables if any(key in table[1].columns for key in OF_STAFF)]
        if not staff:
            raise FileRefused(
                [
                    self.problem("not_staff", Place(header.sheet, header.first_row))
                    for _sheet, header in tables
                ]
            )
        self.register = Register(self.school, self.day)
        self._changed = told_from(StaffMember, self.register.known, self.context.later_than)
        self._schools = SchoolOfRows(self, self.school, staff)
        return staff

    def check(self, rows: Sequence[TableRow]) -> list[CheckedRow]:
        entries = [Entry(row) for row in rows]
        own = [entry for entry in entries if not self._schools.is_foreign(entry)]
        for entry in own:
            self._reader.read(entry)
        for check in self._unique:
            for at, repeated in check([entry.row for entry in own]):
                own[at].refuse(repeated)
        self.register.load_codes({entry.person.ministry_code for entry in own} - {""})
        return [self._compare(entry) for entry in entries]

    def finish(self) -> None:
        """Say how many there are of each post, and who of the staff is not in the file."""
        labels = dict(labels_of(PostKind))
        for kind, count in self._counts.items():
            self.facts.append((labels[kind], str(count)))
        if self._undated:
            day = f"{self.day:%d/%m/%Y}"
            self.problems.append(self.problem("day_not_given", severity="warning", day=day))
        absent = {
            pk: known.staff.full_name
            for pk, known in self.register.known.items()
            if pk not in self._seen
            and known.staff.status != StaffStatus.LEFT
            and search_key(known.staff.full_name) not in self._refused_names
        }
        if absent and self._seen:
            self.problems.append(
                self.problem(
                    "not_in_file",
                    WHOLE_FILE,
                    severity="warning",
                    count=len(absent),
                    names=listing(list(absent.values())),
                    **persons_named(Kind.STAFF, absent),
                )
            )

    def apply(self, rows: Iterable[ImportRow]) -> Iterator[int]:
        level, done, some = max(self.school.stages), 0, iter(rows)
        while chunk := list(islice(some, WRITTEN_AT_ONCE)):
            listed = [listed_of(row.values, self.subjects, level) for row in chunk]
            try:
                write_listed(school_id=self.context.school_id, listed=listed)
            except ListRefused as refusal:
                name, reason = refusal.name, refusal.reason
                problem = self.problem("refused_by_register", name=name, reason=reason)
                raise FileRefused([problem]) from refusal
            done += len(chunk)
            yield done

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        return take_back_staff(
            school_id=self.context.school_id,
            changes=rows_written(self.context.operation, StaffMember, *OF_PERSON),
            by=User.objects.get(pk=self.context.user_id or 0),
            working=working,
        )

    def _compare(self, entry: Entry) -> CheckedRow:
        """What the row changes, and everything that is wrong with it."""
        row = entry.row
        label = entry.person.full_name or row.text("full_name").strip() or "–"
        checked = CheckedRow(row.header.sheet, row.number, label, Action.REFUSED)
        checked.problems = entry.problems
        known = None if entry.is_refused else find_known(self, entry, self.register)
        if known:
            # Also one who is refused below is in the file.
            self._seen.add(known.staff.pk)
        if not entry.is_refused:
            self._require_once(entry, known)
            self._require_possible(entry, known)
        if not entry.is_refused:
            self._describe(checked, entry, known)
        if entry.is_refused:
            self._refused_names.add(search_key(label))
        return checked

    def _describe(self, checked: CheckedRow, entry: Entry, known: Known | None) -> None:
        """What writing the row needs, and what people see of it."""
        if known is None and entry.status == StaffStatus.LEFT:
            place = entry.row.place("status")
            entry.problems.append(self.problem("left_unknown", place, severity="warning"))
            checked.action = Action.SAME
            return
        found = difference(entry, known)
        if known and found.changes and self._is_older(entry, known):
            return
        basis = self._basis(entry) if found.seconds else ""
        if basis is None:
            return
        checked.values = values_of(entry, known, found, self.day, basis)
        checked.changes = found.changes
        checked.action = _action(found, known)
        self._note(entry, known, found)

    def _is_older(self, entry: Entry, known: Known) -> bool:
        """Whether the row is kept out because the portal was told of the person later."""
        changed = self._changed.get(known.staff.pk)
        place, name = entry.row.place("full_name"), known.staff.full_name
        refusal = changed and older(self, place, name, changed)
        if refusal:
            entry.refuse(refusal)
        return bool(refusal)

    def _note(self, entry: Entry, known: Known | None, found: Difference) -> None:
        """What is said besides, and counted for the whole file."""
        self._undated |= bool(found.title or found.degree)
        if entry.post:
            self._counts[entry.post] += 1
        for key, old, new in held_otherwise(entry, known) if known else ():
            place = entry.row.place(key)
            told = {"old": old[:100], "new": new[:100]}
            entry.problems.append(self.problem("held_otherwise", place, severity="warning", **told))

    def _basis(self, entry: Entry) -> str | None:
        """What second subjects rest on, asked once for the school."""
        key = "basis_unknown"
        answer = self.ask(Question(key, self.messages[key], labels_of(Basis)))
        if answer is None:
            self._refuse(entry, key, "second_subject", severity="question")
        return answer

    def _require_once(self, entry: Entry, known: Known | None) -> None:
        """Two rows may not mean one person."""
        who, number = entry.person, entry.row.number
        key = ("known", known.staff.pk) if known else (who.sort_key, who.birth_date)
        first = self._rows_of.setdefault(key, number)
        if first != number:
            self._refuse(entry, "twice", "full_name", first=first)

    def _require_possible(self, entry: Entry, known: Known | None) -> None:
        """Keep out what the register would refuse."""
        leaves = entry.status == StaffStatus.LEFT
        if known and leaves and known.staff.status != StaffStatus.LEFT and entry.on is None:
            self._refuse(entry, "left_without_day", "status", name=known.staff.full_name)
        head = self.register.head
        if entry.post == PostKind.HEAD and not leaves:
            if head is not None and (known is None or head.pk != known.staff.pk):
                key = "group" if entry.row.text("group") else "position"
                self._refuse(entry, "second_head", key, name=head.full_name)
            elif known is None:
                self.register.head = StaffMember(full_name=entry.person.full_name)
        if known is None and not entry.post and not leaves and not entry.is_refused:
            self._ask_post(entry)

    def _ask_post(self, entry: Entry) -> None:
        """The post of new people for whom the list says none, asked once for the file."""
        told = {"row": entry.row.number}
        question = self.questions.get("post_missing") or Question(
            "post_missing",
            self.messages["post_missing"],
            labels_of(PostKind),
            told,
            remembered=False,
        )
        entry.post = self.ask(question) or ""
        if not entry.post:
            self._refuse(entry, "post_missing", "position", severity="question", **told)

    def _refuse(
        self, entry: Entry, rule: str, key: str, *, severity: Severity = "error", **told: str | int
    ) -> None:
        entry.refuse(self.problem(rule, entry.row.place(key), severity=severity, **told))


def _action(found: Difference, known: Known | None) -> Action:
    if known is None:
        return Action.NEW
    return Action.CHANGED if found.changes else Action.SAME

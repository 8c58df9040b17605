"""The results of the middle of a term as they were sealed, beside the marks as they are now."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from eduportal.core.text import name_sort_key
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from grades.models import MarkRecord, MidtermRequest
from grades.rules.cells import CellCode
from grades.rules.mark_text import format_cell
from grades.rules.travelling import NOT_TAKEN
from grades.selectors.midterm_lines import MIDTERM_FEED, period_of
from schools.models import ClassGroup, Subject, Term
from students.selectors.travelling import persons_of_lines


@dataclass(frozen=True)
class FrozenCell:
    """One student's mark of one subject, by its short name, as it was sealed, and as the mark book
    holds it now."""

    subject: str
    sealed: str
    now: str

    @property
    def has_changed(self) -> bool:
        """Whether another mark was entered since."""
        return self.sealed != self.now


@dataclass(frozen=True)
class FrozenLine:
    """One student as sealed: the name is that of the day."""

    name: str
    cells: list[FrozenCell]


@dataclass(frozen=True)
class Frozen:
    """The sealed middle of one class's term; `persons` are the students it is about."""

    package: Package
    subjects: list[str]
    lines: list[FrozenLine]
    persons: list[tuple[int, int | None]]


def midterm_request_of(term: Term) -> MidtermRequest | None:
    """The Department's request for the middle of this term; None where it does not ask."""
    return MidtermRequest.objects.filter(term=term).select_related("asked_by").first()


def has_midterm(class_group: ClassGroup, term: Term) -> bool:
    """Whether there is something to see of the middle of the class's term: the Department asks for
    it, or it was sealed, as records that came back are. A query each."""
    return hasattr(term, "midterm_request") or _sealed(class_group, term).exists()


def frozen_of(class_group: ClassGroup, term: Term, only: str = "") -> Frozen | None:
    """What was sealed of the class, None while nothing is; `only` names one subject's code.

    Four queries.
    """
    package = _sealed(class_group, term).first()
    if package is None:
        return None
    contents = wire.parse(bytes(package.plain))
    codes = [code for code, _form in contents.header.layout]
    now = _now(class_group, term)
    shown = _named([code for code in codes if only in ("", code)])
    lines = []
    for line in sorted(contents.lines, key=lambda line: name_sort_key(str(line[3]))):
        sealed = dict(zip(codes, line[7], strict=True))
        lines.append(FrozenLine(str(line[3]), list(_cells(line[0], sealed, shown, now))))
    return Frozen(package, [*shown.values()], lines, persons_of_lines(contents.lines))


def _sealed(class_group: ClassGroup, term: Term) -> "QuerySet[Package]":
    return Package.objects.filter(
        school=class_group.school_id,
        feed=MIDTERM_FEED,
        year=term.school_year.code,
        period=period_of(term),
        unit=class_group.code,
        state=PackageState.ACCEPTED,
    )


def _named(codes: list[str]) -> dict[str, str]:
    """The short name of each subject by its code, in the order of the mark book; a subject the
    register has no more keeps its code and comes last."""
    known = dict(Subject.objects.filter(code__in=codes).values_list("code", "short_name"))
    return known | {code: code for code in codes if code not in known}


def _cells(
    uid: str, sealed: dict[str, int | None], shown: dict[str, str], now: dict[tuple[str, str], str]
) -> Iterator[FrozenCell]:
    for code, name in shown.items():
        value = sealed[code]
        text = "" if value == NOT_TAKEN else format_cell(value)
        yield FrozenCell(name, text, now.get((uid, code), ""))


def _now(class_group: ClassGroup, term: Term) -> dict[tuple[str, str], str]:
    """By the student's uid and the subject's code: the midterm cell as text."""
    records = MarkRecord.objects.filter(
        school=class_group.school_id, sheet__class_group=class_group, sheet__term=term
    )
    rows = records.values_list(
        "enrolment__student__person_uid", "sheet__subject__code", "midterm", "exempt"
    )
    return {
        (str(uid), code): format_cell(CellCode.EXEMPT.value if exempt else midterm)
        for uid, code, midterm, exempt in rows
    }

"""Adding answers up by place, and hiding what would tell of single persons.

A form falls into amounts: one a number, one an option of a choice, one a cell of a table with fixed
lines, one a column of a table with free lines.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from eduportal.collecting.rules import form as forms
from eduportal.collecting.rules.answers import Answers
from eduportal.collecting.rules.form import MOST, SUM, Field, Form
from eduportal.dashboards.hiding.suppression import protect_parts, protect_sum

K = TypeVar("K", bound=Hashable)
Sums = Mapping[str, Decimal]


@dataclass(frozen=True)
class Amount:
    """What is added up: its key, the question, and which part of it."""

    key: str
    field: Field
    part: str = ""

    @property
    def is_hidden_when_small(self) -> bool:
        return self.field.counts_persons and self.field.places == 0


def amounts_of(form: Form) -> list[Amount]:
    """Everything of the form that can be added up, in its order."""
    found = []
    for each in form.fields:
        if each.is_counted:
            found.append(Amount(each.key, each))
        elif each.kind == forms.CHOICE:
            found += [Amount(f"{each.key}:{i}", each, text) for i, text in enumerate(each.choices)]
        elif each.kind == forms.TABLE:
            found += _of_table(each)
    return found


def _of_table(table: Field) -> list[Amount]:
    columns = [(at, each.title) for at, each in enumerate(table.columns) if each.is_number]
    if not table.rows:
        return [Amount(f"{table.key}:*:{at}", table, title) for at, title in columns]
    return [
        Amount(f"{table.key}:{row}:{at}", table, f"{name}, {title}")
        for row, name in enumerate(table.rows)
        for at, title in columns
    ]


def sums_of(form: Form, answers: Answers) -> Sums:
    """What one return adds: only what is answered."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in form.fields:
        answer = answers.get(each.key)
        if not answer:
            continue
        if each.is_counted:
            found[each.key] += Decimal(str(answer))
        elif each.kind == forms.CHOICE and answer in each.choices:
            found[f"{each.key}:{each.choices.index(answer)}"] += 1
        elif each.kind == forms.TABLE:
            for row, line in enumerate(answer):
                for at, cell in enumerate(line):
                    if cell and at < len(each.columns) and each.columns[at].is_number:
                        found[f"{each.key}:{row if each.rows else '*'}:{at}"] += Decimal(cell)
    return found


def together(rows: Iterable[Sums]) -> Sums:
    """All rows as one."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        for key, number in row.items():
            found[key] += number
    return found


def hidden_in(
    form: Form, parts: Mapping[K, Sums], smallest: int
) -> tuple[frozenset[str], Mapping[K, frozenset[str]]]:
    """Which amounts may not be shown, of all places together and of each place.

    Amounts that a check binds to each other are protected together: who sees a sum and all of its
    parts but one can work the last out, and who sees what is at most another sees the rest.
    """
    whole = together(parts.values())
    of_whole: set[str] = set()
    of_parts: defaultdict[K, set[str]] = defaultdict(set)
    for group in _groups(form):
        counts = {place: _counts(sums, group) for place, sums in parts.items()}
        top = protect_sum(_counts(whole, group), smallest)
        of_whole |= _names(group, top.hidden, top.students)
        for place, row in protect_parts(top, counts).items():
            of_parts[place] |= _names(group, row.hidden, row.students)
    return frozenset(of_whole), {place: frozenset(of_parts[place]) for place in parts}


@dataclass(frozen=True)
class _Group:
    """Amounts that exclude each other; `whole` is their sum, "" without one.

    Of a whole and one part, the rest is a count as well, although no question asks for it.
    """

    keys: Sequence[str]
    whole: str = ""
    has_rest: bool = False


def _groups(form: Form) -> list[_Group]:
    persons = {a.key for a in amounts_of(form) if a.is_hidden_when_small}
    groups, grouped = [], set()
    for check in form.checks:
        if check.kind in (SUM, MOST) and {check.whole, *check.parts} <= persons:
            groups.append(_Group(check.parts, check.whole, check.kind == MOST))
            grouped |= {check.whole, *check.parts}
    return groups + [_Group([key]) for key in sorted(persons - grouped)]


def _counts(sums: Sums, group: _Group) -> tuple[int, ...]:
    counts = [max(0, int(sums.get(key, 0))) for key in group.keys]
    if group.has_rest:
        counts.append(max(0, int(sums.get(group.whole, 0)) - sum(counts)))
    return tuple(counts)


def _names(group: _Group, hidden: frozenset[int], total: int | None) -> set[str]:
    found = {group.keys[i] for i in hidden if i < len(group.keys)}
    if group.has_rest and hidden:
        # One of the two tells the other as long as the whole is known.
        found |= set(group.keys)
    if total is None and group.whole:
        found.add(group.whole)
    return found

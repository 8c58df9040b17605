"""A form as a value: its questions and the checks between them, and how it is stored.

Stored as JSON in one row a version. The key of a question is never given again within a collection,
so that answers to different versions are told apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

NUMBER, CHOICE, TEXT, TABLE, FILE, FIGURE = "number", "choice", "text", "table", "file", "figure"
KINDS = (NUMBER, CHOICE, TEXT, TABLE, FILE, FIGURE)
# What can be compared and added up as one number.
COUNTED = (NUMBER, FIGURE)
SUM, MOST, REQUIRED = "sum", "most", "required"
CHECKS = (SUM, MOST, REQUIRED)
MOST_FIELDS, MOST_COLUMNS, MOST_ROWS, MOST_CHOICES, MOST_CHECKS = 100, 12, 60, 30, 60


@dataclass(frozen=True)
class Column:
    """A column of a table: whole or decimal numbers, or texts."""

    title: str
    is_number: bool = True


@dataclass(frozen=True)
class Field:
    """One question.

    `places` are decimals of a number between `least` and `most`, decimal texts, empty for no limit.
    A table has the lines `rows`, or as many free ones as `free_rows`. `figure` is the code of what
    the portal fills in. `counts_persons`: a small number could tell of somebody and is hidden.
    `reason` says why it is asked although a figure is called nearly the same.
    """

    key: str
    kind: str
    label: str
    help: str = ""
    is_required: bool = True
    unit: str = ""
    least: str = ""
    most: str = ""
    places: int = 0
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()
    free_rows: int = 0
    figure: str = ""
    counts_persons: bool = False
    reason: str = ""

    @property
    def height(self) -> int:
        """Lines of a table."""
        return len(self.rows) or self.free_rows

    @property
    def is_counted(self) -> bool:
        return self.kind in COUNTED

    @property
    def range(self) -> tuple[Decimal | None, Decimal | None]:
        return (
            Decimal(self.least) if self.least else None,
            Decimal(self.most) if self.most else None,
        )


@dataclass(frozen=True)
class Check:
    """What must hold between answers.

    `sum`: the parts add up to `whole`. `most`: the one part is not more than `whole`. `required`:
    `whole` is to be answered where the one part is not empty and not 0, or is the choice `value`.
    """

    kind: str
    whole: str
    parts: tuple[str, ...]
    value: str = ""


@dataclass(frozen=True)
class Form:
    """All questions in order; `last` is the highest number a key has had."""

    fields: tuple[Field, ...] = ()
    checks: tuple[Check, ...] = ()
    last: int = 0

    @property
    def by_key(self) -> Mapping[str, Field]:
        return {field.key: field for field in self.fields}

    @property
    def asked(self) -> list[Field]:
        """The questions a person answers."""
        return [field for field in self.fields if field.kind != FIGURE]

    @property
    def figures(self) -> list[Field]:
        return [field for field in self.fields if field.kind == FIGURE]


def with_field(form: Form, field: Field) -> Form:
    """The form with the question at its end under a new key, or in the place of its own key."""
    if field.key:
        fields = tuple(field if each.key == field.key else each for each in form.fields)
        return _pruned(replace(form, fields=fields))
    number = form.last + 1
    return replace(form, fields=(*form.fields, replace(field, key=f"f{number}")), last=number)


def without_field(form: Form, key: str) -> Form:
    """The form without the question and the checks that name it."""
    kept = tuple(field for field in form.fields if field.key != key)
    checks = tuple(c for c in form.checks if key != c.whole and key not in c.parts)
    return replace(form, fields=kept, checks=checks)


def still_asked(before: Form, after: Form) -> frozenset[str]:
    """The keys whose answers of one version fit the next: a table has the same lines and columns.

    A number kept in a table with other lines would stand under another name.
    """
    old = before.by_key
    return frozenset(
        new.key
        for new in after.fields
        if new.key in old
        and (new.kind, new.columns, new.rows)
        == (old[new.key].kind, old[new.key].columns, old[new.key].rows)
    )


def moved(form: Form, key: str, step: int) -> Form:
    """The question one place up (-1) or down (1), where there is one."""
    fields = list(form.fields)
    at = next((i for i, field in enumerate(fields) if field.key == key), -1)
    to = at + step
    if at >= 0 and 0 <= to < len(fields):
        fields[at], fields[to] = fields[to], fields[at]
    return replace(form, fields=tuple(fields))


def _pruned(form: Form) -> Form:
    """Without the checks that a question of another kind makes senseless."""
    return replace(form, checks=tuple(check for check in form.checks if makes_sense(form, check)))


def makes_sense(form: Form, check: Check) -> bool:
    """Whether the check names questions of the form that it can be asked of."""
    fields = form.by_key
    named = [fields.get(key) for key in (check.whole, *check.parts)]
    if None in named or not check.parts or check.whole in check.parts:
        return False
    found = [field for field in named if field is not None]
    if check.kind in (SUM, MOST):
        several = check.kind == SUM or len(check.parts) == 1
        return several and all(field.is_counted for field in found)
    asks_choice = found[1].kind == CHOICE
    return (
        check.kind == REQUIRED
        and len(check.parts) == 1
        and found[0].kind != FIGURE
        and (not check.value or (asks_choice and check.value in found[1].choices))
    )


def stored(form: Form) -> dict[str, Any]:
    """The form as JSON."""
    return asdict(form)


def read(told: Mapping[str, Any]) -> Form:
    """The form that `stored` wrote."""
    return Form(
        tuple(_field(each) for each in told.get("fields", ())),
        tuple(
            Check(each["kind"], each["whole"], tuple(each["parts"]), each["value"])
            for each in told.get("checks", ())
        ),
        told.get("last", 0),
    )


def _field(told: Mapping[str, Any]) -> Field:
    lists: dict[str, Iterable[Any]] = {
        "choices": tuple(told["choices"]),
        "columns": tuple(Column(**each) for each in told["columns"]),
        "rows": tuple(told["rows"]),
    }
    return Field(**{**told, **lists})

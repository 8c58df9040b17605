"""What saving cells reads: each is one query, written as SQL once a process."""

import datetime
from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, DateField, QuerySet, UUIDField
from django.utils import timezone

from eduportal.core.written import Given, IsOneOf, Written
from grades.models import CellOperation, MarkRecord, MarkSheet
from grades.selectors.days import SheetDays, days_of, with_days
from staffing.selectors import gives_subject

Key = int | UUID


def _sheet(by: str) -> "QuerySet[MarkSheet]":
    day = cast(datetime.date, Given("day", DateField()))
    field = UUIDField() if by == "public_id" else BigIntegerField()
    user = Given("user", BigIntegerField())
    sheets = (
        MarkSheet.objects.filter(**{by: Given("key", field)})
        .select_for_update(of=("self",))
        .select_related("term", "regulation")
        .annotate(is_taught=gives_subject(user, day))
    )
    return with_days(sheets, user, day)


def _lines() -> "QuerySet[MarkRecord]":
    keys = Given("keys", ArrayField(BigIntegerField()))
    lines = MarkRecord.objects.filter(IsOneOf("pk", keys), sheet=Given("sheet", BigIntegerField()))
    return lines.select_related("enrolment")


def _answers() -> "QuerySet[CellOperation]":
    return CellOperation.objects.filter(IsOneOf("op", Given("ops", ArrayField(UUIDField()))))


SHEET_BY_NUMBER = Written(lambda: _sheet("pk"))
SHEET_BY_NAME = Written(lambda: _sheet("public_id"))
LINES = Written(_lines)
ANSWERS = Written(_answers)


def locked_sheet(key: Key, user_id: int | None) -> tuple[MarkSheet, SheetDays, bool]:
    """The sheet, locked until the transaction ends, its days of entry for the user, and whether the
    user gives the subject to the class today. Raises MarkSheet.DoesNotExist.

    `key` is its number or its public identifier.
    """
    query = SHEET_BY_NAME if isinstance(key, UUID) else SHEET_BY_NUMBER
    # A sheet that got another regulation set while this waited for it does not fit the join any
    # more (PostgreSQL, "Read Committed"): the second look finds it.
    for _look in range(2):
        found: list[Any] = [*query.ask(key=key, user=user_id, day=timezone.localdate())]
        for sheet in found:
            return sheet, days_of(sheet), sheet.is_taught
    raise MarkSheet.DoesNotExist


def lines_of(sheet: MarkSheet, keys: Collection[int]) -> dict[int, MarkRecord]:
    """The lines of the sheet among these, by number, with their enrolments."""
    found = {line.pk: line for line in LINES.ask(sheet=sheet.pk, keys=list(keys))}
    for line in found.values():
        line.sheet = sheet
    return found


def answers_given(ops: Collection[UUID]) -> list[CellOperation]:
    """The operations among these that were answered before, on any sheet of the scope."""
    return ANSWERS.ask(ops=list(ops))

"""Communes of today that rows of a file name by their codes, and by name beside it."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record
from eduportal.workbooks.cells import code_value, fold, text_value
from schools.models import AdminUnit

CODE_DIGITS = 5
MESSAGES = {
    "unit_unknown": gettext_noop(
        "No commune or ward of today has the code “%(value)s”. Numbers of earlier communes "
        "have to be brought to those of today first."
    ),
    "unit_differs": gettext_noop(
        "The code %(value)s is that of “%(name)s”, not of “%(other)s”: the list may be one row off."
    ),
}


def commune_code(value: Any) -> str:
    """Five digits, of which a program may have cut zeros."""
    code = code_value(value)
    return code.rjust(CODE_DIGITS, "0") if code else ""


COLUMNS = (
    Column(
        "unit_code",
        gettext_noop("Code of the commune"),
        ("Mã xã", "Mã xã, phường", "Mã ĐVHC", "Mã đơn vị hành chính", "Code of the commune"),
        commune_code,
        required=True,
        is_compared=False,
    ),
    Column(
        "unit_name",
        gettext_noop("Commune or ward"),
        ("Xã, phường", "Tên xã", "Xã/phường", "Tên đơn vị", "Commune or ward"),
        text_value,
        is_compared=False,
    ),
)


def units_of(codes: Collection[str]) -> dict[str, AdminUnit]:
    """The communes of today with these codes: one query."""
    communes = AdminUnit.objects.communes().valid_on(timezone.localdate())
    return {unit.code: unit for unit in communes.filter(code__in=codes)}


def require_unit(importer: Importer, record: Record, units: Mapping[str, AdminUnit]) -> None:
    """The commune of the code must be there, and be the one the row names."""
    if "unit_code" not in record.given:
        return
    code, name = record.given["unit_code"], record.given.get("unit_name", "")
    unit, place = units.get(code), record.row.place("unit_code")
    if unit is None:
        record.refuse(importer.problem("unit_unknown", place, value=code[:20]))
    elif name and fold(unit.name) not in fold(name):
        told: dict[str, Any] = {"value": code, "name": unit.full_name, "other": name[:100]}
        record.refuse(importer.problem("unit_differs", place, **told))

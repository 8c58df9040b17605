"""What one feed names of another: packages of a school that must be here first."""

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, CharField, QuerySet

from eduportal.core.written import Given, Written
from eduportal.exchange.models import Package
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import package as wire
from eduportal.exchange.wire.header import Header
from eduportal.exchange.wire.scope import NONE
from schools.models import School

STAFF, CLASSES = "staff", "class"


def _of_classes() -> "QuerySet[Package]":
    place = {"school_id": Given("school", BigIntegerField()), "year": Given("year", CharField())}
    accepted = Package.objects.filter(feed=CLASSES, state=PackageState.ACCEPTED, **place)
    return accepted.only("layout")


OF_CLASSES = Written(_of_classes)


def classes_here(school: School, year: str) -> list[str] | None:
    """The codes of the classes the school has sent for the year; None when it has sent none."""
    found = next(iter(OF_CLASSES.ask(school=school.pk, year=year)), None)
    layout: list[str] | None = found.layout if found else None
    return layout


def staff_here(school: School) -> set[str] | None:
    """The uids of the staff the school has sent; None when it has sent none."""
    accepted = Package.objects.filter(school=school, feed=STAFF, state=PackageState.ACCEPTED)
    package = accepted.first()
    return {line[0] for line in wire.parse(package.plain).lines} if package else None


def missing_class(school: School, header: Header, lines: Sequence[Any], needed: bool) -> str:
    """A sentence about the unit of a package that the school's classes do not name.

    `needed` says that the classes must be here; otherwise a school that has never sent them may
    name any. A package without lines names none.
    """
    if not lines or header.scope.unit == NONE:
        return ""
    known = classes_here(school, header.scope.year)
    if header.scope.unit in (known or []) or (known is None and not needed):
        return ""
    return f"The class {header.scope.unit} is not among the school's classes yet."

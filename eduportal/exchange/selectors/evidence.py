"""Which packages a file of evidence holds."""

import datetime
import uuid

from django.db.models import Exists, OuterRef, QuerySet

from eduportal.exchange.models import Line, Package
from eduportal.exchange.selectors.chain import SCOPE, versions_of
from eduportal.exchange.selectors.roots import packages_of
from eduportal.exchange.states import PackageState


def accepted_of_student(uid: uuid.UUID) -> "QuerySet[Package]":
    """What counts and names the student, the newest first."""
    named = Line.objects.filter(student_uid=uid).values("package")
    found = Package.objects.filter(pk__in=named, state=PackageState.ACCEPTED)
    return found.select_related("school").order_by("-year", "-period", "-sealed_at", "-pk")


def of_student(uid: uuid.UUID) -> list[int]:
    """Every version of the scopes in which the student has a line that counts: one query."""
    same = {part: OuterRef(part) for part in SCOPE}
    named = accepted_of_student(uid).filter(**same).order_by()
    found = Package.objects.filter(Exists(named)).exclude(state=PackageState.VOID)
    return list(found.order_by("pk").values_list("pk", flat=True))


def of_class(package: Package) -> list[int]:
    """Every version of the package's scope: one query."""
    versions = versions_of(package).exclude(state=PackageState.VOID)
    return sorted(versions.values_list("pk", flat=True))


def of_day(day: datetime.date) -> list[int]:
    """Everything that came that day: one query."""
    return list(packages_of(day).order_by("pk").values_list("pk", flat=True))

"""The register's forms as an older page holds them, for tests/test_older_pages.py.

Each is (persona, address, form, what happens meanwhile, what must not have changed).
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.models import Membership
from eduportal.core.revisions import revision_of
from schools.models import AdminUnit, CurriculumLine, School, SchoolYear, Subject, Term
from tests import factories
from tests.routes_reference import (
    ADMIN,
    account_step,
    days_of,
    end_form,
    standard,
    succession,
    unit_form,
)
from tests.world import World

Kept = tuple[str, Callable, Callable, Callable, Callable]


def subject_of(world: World) -> Subject:
    return Subject.objects.get(pk=world.subjects[0].pk)


def line_of(world: World) -> CurriculumLine:
    return CurriculumLine.objects.order_by("pk")[0]


def empty_school(world: World) -> School:
    with scoping.everywhere("a test adds a school"):
        known = School.objects.filter(code="80-RONG").first()
        return known or factories.SchoolFactory(code="80-RONG")


def year_of(world: World) -> SchoolYear:
    return SchoolYear.objects.get(pk=world.year.pk)


def touched(find: Callable[[World], Model], field: str, value: Any) -> Callable[[World], None]:
    """A colleague has changed the row."""

    def touch(world: World) -> None:
        row = find(world)
        type(row)._default_manager.filter(pk=row.pk).update(**{field: value})

    return touch


def values(find: Callable[[World], Model]) -> Callable[[World], Any]:
    """Everything stored of the row, or nothing once it is gone."""
    return lambda world: revision_of(find(world), (Term,) if find is year_of else ())


def unit_of(world: World) -> AdminUnit:
    return AdminUnit.objects.get(pk=world.communes[0].pk)


def school_form(world: World) -> dict[str, Any]:
    school = empty_school(world)
    return {
        "name": "Tên Khác",
        "code": school.code,
        "stages": school.stages,
        "managing_body": school.managing_body,
        "unit": school.unit_id,
        "shown": revision_of(school),
    }


def closing(world: World) -> dict[str, Any]:
    return {"on": timezone.localdate(), "shown": revision_of(empty_school(world))}


def closed(world: World) -> School:
    school = empty_school(world)
    School.objects.filter(pk=school.pk).update(closed_on=datetime.date(2026, 1, 1))
    return School.objects.get(pk=school.pk)


def subject_form(world: World) -> dict[str, Any]:
    subject = subject_of(world)
    fields = {name: getattr(subject, name) for name in ("name", "short_name", "position")}
    return fields | {"name": "Tên Khác", "shown": revision_of(subject)}


def line_form(world: World) -> dict[str, Any]:
    line = line_of(world)
    form = {"annual_periods": 35, "form": line.form, "kind": line.kind}
    return form | {"shown": revision_of(line)}


def year_form(world: World) -> dict[str, Any]:
    second = world.next_term
    entry = {"term2_entry_opens_on": second.starts_on, "term2_entry_closes_on": second.ends_on}
    year = year_of(world)
    return days_of(year, **entry) | {"shown": revision_of(year, (Term,))}


def succession_form(world: World) -> dict[str, Any]:
    row = succession(world)
    codes = {"old": row.old.code, "new": row.new.code, "relation": row.relation}
    return {**codes, "legal_doc": "QĐ 99", "on": row.on, "shown": revision_of(row)}


def standard_form(world: World) -> dict[str, Any]:
    row = standard(world)
    told = {"school": row.school.code, "level": 2, "decision": "QĐ 98"}
    return {**told, "valid_from": row.valid_from, "shown": revision_of(row)}


def at(name: str, find: Callable[[World], Any], key: str = "pk") -> Callable[[World], str]:
    return lambda world: reverse(f"schools:{name}", args=[getattr(find(world), key)])


def removal(world: World) -> str:
    return reverse("schools:row-remove", args=["school", empty_school(world).pk])


def persons_page(world: World) -> str:
    return reverse("accounts:person", args=[world.users["clerk"].pk])


def roles(world: World) -> int:
    return Membership.objects.filter(user=world.users["clerk"]).count()


a_school = touched(empty_school, "address", "đường khác")
a_unit = touched(unit_of, "legal_doc", "NQ khác")
a_clerk = touched(lambda world: world.users["clerk"], "email", "khac@example.vn")

KEPT: dict[str, Kept] = {
    "schools:unit": (ADMIN, at("unit", unit_of), unit_form, a_unit, values(unit_of)),
    "schools:unit-end": (ADMIN, at("unit-end", unit_of), end_form, a_unit, values(unit_of)),
    "schools:kept-school": (
        ADMIN,
        at("kept-school", empty_school, "public_id"),
        school_form,
        a_school,
        values(empty_school),
    ),
    "schools:kept-school-close": (
        ADMIN,
        at("kept-school-close", empty_school, "public_id"),
        closing,
        a_school,
        values(empty_school),
    ),
    "schools:kept-school-reopen": (
        ADMIN,
        at("kept-school-reopen", empty_school, "public_id"),
        lambda world: {"shown": revision_of(closed(world))},
        a_school,
        values(empty_school),
    ),
    "schools:row-remove": (
        ADMIN,
        removal,
        lambda world: {"shown": revision_of(empty_school(world))},
        a_school,
        values(empty_school),
    ),
    "schools:school-succession": (
        ADMIN,
        at("school-succession", succession),
        succession_form,
        touched(succession, "legal_doc", "QĐ khác"),
        values(succession),
    ),
    "schools:standard": (
        ADMIN,
        at("standard", standard),
        standard_form,
        touched(standard, "decision", "QĐ khác"),
        values(standard),
    ),
    "schools:subject": (
        ADMIN,
        at("subject", subject_of, "code"),
        subject_form,
        touched(subject_of, "short_name", "Khác"),
        values(subject_of),
    ),
    "schools:line": (
        ADMIN,
        at("line", line_of),
        line_form,
        touched(line_of, "annual_periods", 99),
        values(line_of),
    ),
    "schools:year": (
        ADMIN,
        at("year", year_of, "code"),
        year_form,
        touched(lambda world: world.term, "entry_closes_on", datetime.date(2030, 1, 1)),
        values(year_of),
    ),
    "schools:year-remove": (
        ADMIN,
        at("year-remove", year_of, "code"),
        lambda world: {"shown": revision_of(year_of(world), (Term,))},
        touched(lambda world: world.term, "entry_closes_on", datetime.date(2030, 1, 1)),
        values(year_of),
    ),
    "accounts:person": (
        ADMIN,
        persons_page,
        account_step("give", "clerk", role="auditor"),
        a_clerk,
        roles,
    ),
}
# They make a new object.
NEW = {
    "schools:unit-new",
    "schools:kept-school-new",
    "schools:school-succession-new",
    "schools:standard-new",
    "schools:subject-new",
    "schools:line-new",
    "schools:year-new",
    "accounts:person-new",
}

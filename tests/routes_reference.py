"""Rows of the register's pages: the Department's administrator alone, whatever the object."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.models import Membership, User
from eduportal.core.revisions import revision_of
from schools.models import (
    AdminUnit,
    CurriculumLine,
    GradeLevel,
    NationalStandard,
    School,
    SchoolSuccession,
    SchoolYear,
    Subject,
    Term,
)
from tests import factories
from tests.route import Route, mixed, nothing, only
from tests.world import World

ADMIN = "department_admin"


def named(row: Callable[[World], Model], key: str = "pk") -> Callable[[World], dict[str, Any]]:
    """The address of a row."""
    return lambda world: {key: getattr(row(world), key)}


def shown(row: Callable[[World], Model], **more: Any) -> Callable[[World], dict[str, Any]]:
    """The form of a row's page as it is now."""
    return lambda world: {"shown": revision_of(row(world)), **more}


def commune(world: World) -> AdminUnit:
    return AdminUnit.objects.get(pk=world.communes[0].pk)


def school(world: World) -> Model:
    with scoping.everywhere("a test names a school"):
        return School.objects.get(pk=world.school.pk)


def subject(world: World) -> Subject:
    return Subject.objects.get(pk=world.subjects[0].pk)


def succession(world: World) -> SchoolSuccession:
    found = SchoolSuccession.objects.order_by("pk").first()
    if found is not None:
        return found
    return factories.SchoolSuccessionFactory(old=world.schools[1], new=world.schools[0])


def standard(world: World) -> NationalStandard:
    with scoping.everywhere("a test names a recognition"):
        found = NationalStandard.objects.order_by("pk").first()
        return found or factories.NationalStandardFactory(school=world.school)


def line(world: World) -> CurriculumLine:
    return CurriculumLine.objects.order_by("pk")[0]


def year(world: World) -> SchoolYear:
    return SchoolYear.objects.get(pk=world.year.pk)


def new_unit(world: World) -> dict[str, Any]:
    return {
        "code": "27777",
        "level": "commune",
        "type": "xa",
        "name": "Tân Mới",
        "valid_from": "2026-07-01",
    }


def unit_form(world: World) -> dict[str, Any]:
    unit = commune(world)
    return {"type": unit.type, "name": "Long An Đông", "shown": revision_of(unit)}


def end_form(world: World) -> dict[str, Any]:
    """Merged into the other commune since today."""
    return {
        "last_day": f"{timezone.localdate() - datetime.timedelta(days=1):%Y-%m-%d}",
        "how": "merged",
        "into": [world.communes[1].pk],
        "legal_doc": "NQ 1/2026",
        "shown": revision_of(commune(world)),
    }


def school_fields(world: World) -> dict[str, Any]:
    return {
        "name": "Trường THCS Mới",
        "code": "80MOI",
        "stages": ["03"],
        "ownership": "1",
        "managing_body": "ubnd_xa",
        "unit": world.communes[0].pk,
    }


def school_form(world: World) -> dict[str, Any]:
    return school_fields(world) | {"code": world.school.code} | shown(school)(world)


def closed_school(world: World) -> Model:
    with scoping.everywhere("a test closes a school"):
        if not School.objects.filter(code="80-DONG").exists():
            factories.SchoolFactory(closed=True, code="80-DONG")
        return School.objects.get(code="80-DONG")


def reopen_form(world: World) -> dict[str, Any]:
    return {"shown": revision_of(closed_school(world))}


def subject_fields(world: World) -> dict[str, Any]:
    return {"name": "Tiếng Khmer", "short_name": "Khmer", "code": "khmer", "position": 40}


def line_fields(world: World) -> dict[str, Any]:
    with scoping.everywhere("a test adds a grade"):
        level, _made = GradeLevel.objects.get_or_create(
            pk=7, defaults={"name": "Lớp 7", "stage": "03"}
        )
    return {
        "programme": "gdpt-2018",
        "grade_level": level.pk,
        "subject": world.subjects[0].pk,
        "annual_periods": 105,
        "form": "scored",
        "kind": "compulsory",
    }


def days_of(found: SchoolYear, **changed: Any) -> dict[str, Any]:
    """Every day of a stored year, as its form sends it."""
    days = {"code": found.code, "starts_on": found.starts_on, "ends_on": found.ends_on}
    for term in found.terms.all():
        for name in ("starts_on", "ends_on", "entry_opens_on", "entry_closes_on"):
            days[f"term{term.number}_{name}"] = getattr(term, name)
    return {name: str(day) for name, day in (days | changed).items()}


def year_form(world: World) -> dict[str, Any]:
    found, second = year(world), world.next_term
    entry = {"term2_entry_opens_on": second.starts_on, "term2_entry_closes_on": second.ends_on}
    return days_of(found, **entry) | {"shown": revision_of(found, (Term,))}


def next_year(world: World) -> dict[str, Any]:
    begin = int(world.year.code[:4]) + 5
    days = year_form(world)
    del days["shown"]
    moved = {name: f"{int(day[:4]) + 5}{day[4:]}" for name, day in days.items() if name != "code"}
    return moved | {"code": f"{begin}-{begin + 1}"}


def person(persona: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"account_id": world.users[persona].pk}


def account_step(step: str, persona: str, **more: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {
        "step": step,
        "revision": revision_of(User.objects.get(pk=world.users[persona].pk), (Membership,)),
        **more,
    }


def new_account(world: World) -> dict[str, Any]:
    return {
        "full_name": "Nguyễn Thị Hiệu Trưởng",
        "username": "ht.moi",
        "email": "ht.moi@example.vn",
        "role": "head",
        "school": world.foreign_school.code,
    }


OWN, FOUND = only(200, ADMIN), only(302, ADMIN)

REFERENCE = [
    Route("administration", OWN),
    Route("schools:unit-list", OWN),
    Route("schools:unit-list", OWN, query="show=ended"),
    Route("schools:unit-new", OWN),
    Route("schools:unit-new", FOUND, "POST", form=new_unit),
    Route("schools:unit", OWN, kwargs=named(commune)),
    Route("schools:unit", FOUND, "POST", named(commune), form=unit_form),
    Route("schools:unit-end", OWN, kwargs=named(commune)),
    Route("schools:unit-end", FOUND, "POST", named(commune), form=end_form),
    Route("schools:kept-schools", OWN),
    Route("schools:kept-school-new", OWN),
    Route("schools:kept-school-new", FOUND, "POST", form=school_fields),
    Route("schools:kept-school", OWN, kwargs=named(school, "public_id")),
    Route("schools:kept-school", FOUND, "POST", named(school, "public_id"), form=school_form),
    # Students sit in its classes: the page comes back and says so.
    Route(
        "schools:kept-school-close",
        OWN,
        "POST",
        named(school, "public_id"),
        form=shown(school, on=f"{timezone.localdate():%Y-%m-%d}"),
    ),
    Route(
        "schools:kept-school-reopen",
        FOUND,
        "POST",
        named(closed_school, "public_id"),
        form=reopen_form,
    ),
    Route("schools:school-successions", OWN),
    Route("schools:school-succession-new", OWN),
    Route("schools:school-succession-new", OWN, "POST", form=nothing),
    Route("schools:school-succession", OWN, kwargs=named(succession)),
    Route("schools:school-succession", OWN, "POST", named(succession), form=nothing),
    Route("schools:standards", OWN),
    Route("schools:standard-new", OWN),
    Route("schools:standard-new", OWN, "POST", form=nothing),
    Route("schools:standard", OWN, kwargs=named(standard)),
    Route("schools:standard", OWN, "POST", named(standard), form=nothing),
    Route("schools:subject-list", OWN),
    Route("schools:subject-new", OWN),
    Route("schools:subject-new", FOUND, "POST", form=subject_fields),
    Route("schools:subject", OWN, kwargs=named(subject, "code")),
    Route("schools:subject", OWN, "POST", named(subject, "code"), form=nothing),
    Route("schools:programme", OWN),
    Route("schools:line-new", OWN),
    Route("schools:line-new", FOUND, "POST", form=line_fields),
    Route("schools:line", OWN, kwargs=named(line)),
    Route("schools:line", OWN, "POST", named(line), form=nothing),
    Route("schools:year-list", OWN),
    Route("schools:year-new", OWN),
    Route("schools:year-new", FOUND, "POST", form=next_year),
    Route("schools:year", OWN, kwargs=named(year, "code")),
    Route("schools:year", FOUND, "POST", named(year, "code"), form=year_form),
    # Classes hang on it: back to its page, which says what.
    Route("schools:year-remove", FOUND, "POST", named(year, "code"), form=nothing),
    Route("schools:register-file", OWN, kwargs=lambda world: {"table": "schools"}),
    Route("schools:register-file", only(404), kwargs=lambda world: {"table": "students"}),
    Route(
        "schools:row-remove",
        FOUND,
        "POST",
        lambda world: {"table": "school", "pk": world.school.pk},
        form=nothing,
    ),
    Route(
        "schools:row-remove",
        only(404),
        "POST",
        lambda world: {"table": "student", "pk": 1},
        form=nothing,
    ),
    Route("accounts:people", OWN),
    Route("accounts:person-new", OWN),
    Route("accounts:person-new", FOUND, "POST", form=new_account),
    Route("accounts:person", OWN, kwargs=person("head")),
    Route("accounts:person", FOUND, "POST", person("head"), form=account_step("link", "head")),
    Route("accounts:person", OWN, "POST", person("head"), form=account_step("slip", "head")),
    # Nobody changes the own account.
    Route("accounts:person", only(404), "POST", person(ADMIN), form=account_step("close", ADMIN)),
    Route(
        "accounts:person",
        mixed(only(404), (400, ADMIN)),
        "POST",
        person("clerk"),
        form=account_step("erase", "clerk"),
    ),
]

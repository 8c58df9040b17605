"""Writes the invented schools and their classes."""

import uuid
from collections.abc import Iterable, Sequence
from zlib import crc32

from django.db.backends.utils import CursorWrapper

from eduportal.core.bulk import stage_rows
from eduportal.core.text import search_key
from eduportal.operations.demo.bulk import insert_rows, reserve_ids
from eduportal.operations.demo.classes import ClassPlan
from eduportal.operations.demo.plan import Commune, SchoolPlan
from eduportal.operations.demo.surplus import hard_communes
from schools.choices import Session, Zone
from schools.models import AdminUnit, SchoolYear
from schools.rules.class_names import class_code

NAMESPACE = uuid.UUID("6f1d9f0e-5a53-4c55-9a3e-7d1f0c6b8a42")
ADDRESS = "Dữ liệu minh họa, {commune}, tỉnh Tây Ninh"
LONG_AN = "80"


def public_id(*parts: object) -> str:
    """The uuid of an invented row, always the same for its number."""
    return str(uuid.uuid5(NAMESPACE, " ".join(map(str, parts))))


def communes_of_today() -> list[Commune]:
    """The communes, wards first, in turn from former Long An and former Tây Ninh.

    Every commune of today has the code of one of the communes it was made of.
    """
    units = AdminUnit.objects.communes().filter(valid_to=None).order_by("type", "code")
    found: dict[bool, list[Commune]] = {True: [], False: []}
    for unit in units.prefetch_related("origins__old__parent__parent"):
        former = [origin.old for origin in unit.origins.all()]
        province = _province_of(next(old for old in former if old.code == unit.code))
        found[province == LONG_AN].append(
            Commune(
                unit.pk, unit.name, unit.full_name, province,
                tuple(sorted({old.name for old in former})),
                float(unit.latitude or 0), float(unit.longitude or 0),
            )
        )  # fmt: skip
    return list(_alternated(found[True], found[False]))


def _province_of(unit: AdminUnit) -> str:
    """Code of the province at the top of a unit."""
    return unit.code if unit.parent is None else _province_of(unit.parent)


def _alternated(first: Sequence[Commune], second: Sequence[Commune]) -> Iterable[Commune]:
    for number in range(max(len(first), len(second))):
        yield from first[number : number + 1]
        yield from second[number : number + 1]


def write_schools(cursor: CursorWrapper, plans: Sequence[SchoolPlan]) -> dict[SchoolPlan, int]:
    """Insert the schools; returns their primary keys.

    Hard communes lie in zone 1, the others in zone 3, an invention: the province's list of zones is
    not known.
    """
    hard = hard_communes(plan.commune for plan in plans)
    ids = reserve_ids(cursor, "schools_school", len(plans))
    rows = [
        (
            pk, public_id("school", plan.code), plan.code, plan.name, search_key(plan.name),
            list(plan.kind.stages), plan.ownership, plan.kind.managing_body,
            plan.commune.unit_id, Zone.ONE if plan.commune.unit_id in hard else Zone.THREE,
            plan.kind.sessions_per_day,
            ADDRESS.format(commune=plan.commune.full_name), plan.latitude, plan.longitude, "",
        )
        for pk, plan in zip(ids, plans, strict=True)
    ]  # fmt: skip
    columns = [
        "id", "public_id", "code", "name", "search_key", "stages", "ownership", "managing_body",
        "unit_id", "zone", "sessions_per_day", "address", "latitude", "longitude", "node",
    ]  # fmt: skip
    insert_rows(cursor, "schools_school", columns, rows)
    return dict(zip(plans, ids, strict=True))


def write_classes(
    cursor: CursorWrapper,
    cohorts: Sequence[Sequence[ClassPlan]],
    school_ids: dict[SchoolPlan, int],
    years: Sequence[SchoolYear],
) -> dict[ClassPlan, int]:
    """Insert the classes and keep them as `demo_class` for the steps that follow."""
    plans = [plan for cohort in cohorts for plan in cohort]
    ids = reserve_ids(cursor, "schools_classgroup", len(plans))
    rows = [
        (
            pk, public_id("class", plan.school.code, years[plan.year].code, plan.name),
            school_ids[plan.school], years[plan.year].pk, plan.grade_level, plan.name,
            class_code(plan.name), plan.programme, _session(plan), plan.cohort, plan.size,
            plan.is_last_of_stage, plan.year == len(years) - 1, _pace(plan.school),
        )
        for pk, plan in zip(ids, plans, strict=True)
    ]  # fmt: skip
    columns = {
        "id": "bigint", "public_id": "uuid", "school_id": "bigint", "school_year_id": "bigint",
        "grade_level_id": "smallint", "name": "text", "code": "text", "programme": "text",
        "session": "text", "cohort": "integer", "size": "smallint",
        "is_last_of_stage": "boolean", "is_current": "boolean", "pace": "smallint",
    }  # fmt: skip
    stage_rows(cursor, "demo_class", columns, rows)
    names = ", ".join(list(columns)[:9])
    cursor.execute(
        f"insert into schools_classgroup ({names}, room) select {names}, '' from demo_class"
    )
    return dict(zip(plans, ids, strict=True))


def _session(plan: ClassPlan) -> str:
    """Schools of one session a day teach their upper grades in the morning."""
    if plan.school.kind.sessions_per_day > 1:
        return Session.WHOLE_DAY
    return Session.AFTERNOON if plan.grade_level in (6, 7, 10) else Session.MORNING


def _pace(school: SchoolPlan) -> int:
    """How far the school's mark books are, in percent of where the term is."""
    return 65 + crc32(school.code.encode()) % 60

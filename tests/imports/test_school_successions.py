"""Merged and split schools from a list: refused row by row, followed by numbers, taken back."""

import datetime
from typing import Any

import pytest

from eduportal.planning.models import StudentCount
from eduportal.planning.selectors.succession import history_of
from schools.models import SchoolSuccession
from tests.files import xlsx
from tests.imports.jobs import checked, counts, sentences, written
from tests.imports.undone import taken_back
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
KIND = "school-successions"
TITLES = ["Mã trường cũ", "Trường cũ", "Mã trường mới", "Hình thức", "Khối lớp", "Từ ngày"]


def bring(world: World, *lines: tuple[Any, ...], **options: Any) -> Any:
    return checked(xlsx([TITLES, *map(list, lines)]), KIND, None, **options)


def test_every_wrong_row_is_named_with_what_is_wrong(world: World) -> None:
    old, new = world.school, world.neighbour_school
    job = bring(
        world,
        ("999", "", new.code, "Toàn bộ", "", "01/08/2026"),
        (old.code, new.name, new.code, "Toàn bộ", "", "01/08/2026"),
        (old.code, "", old.code, "Toàn bộ", "", "01/08/2026"),
        (old.code, "", new.code, "Một phần", "6-13", "01/08/2026"),
        (old.code, "", new.code, "Toàn bộ", "6", "02/08/2026"),
        (old.code, "", new.code, "Một nửa", "", "03/08/2026"),
        (old.code, "", new.code, "Toàn bộ", "", ""),
        legal_doc="QĐ 7",
    )
    said = " ".join(map(str, sentences(job)))
    for word in (
        "999",
        "may be one row off",
        "into itself",
        "6-13",
        "of a part alone",
        "Một nửa",
        "which day",
    ):
        assert word in said, said
    assert counts(job)["new"] == 0


def test_numbers_follow_a_split_and_a_merger_and_come_back(world: World) -> None:
    old, new = world.school, world.neighbour_school
    for grade, students in ((6, 40), (7, 30)):
        StudentCount.objects.create(
            school=old, grade=grade, year=2024, students=students, source="return",
            as_of=datetime.date(2024, 9, 30),
        )  # fmt: skip
    split = written(bring(world, (old.code, old.name, new.code, "Tách", "7", "01/08/2025"),
                          legal_doc="QĐ 7"))  # fmt: skip
    assert (history_of(old), history_of(new)) == ([(2024, 40)], [(2024, 30)])
    row = SchoolSuccession.objects.get()
    assert (row.relation, row.grades, row.legal_doc) == ("part", [7], "QĐ 7")
    # The same pair and day is the same succession, corrected: the whole school went.
    whole = bring(world, (old.code, "", new.code, "Sáp nhập", "", "01/08/2025"), legal_doc="QĐ 7")
    assert counts(whole)["changed"] == 1
    merged = written(whole)
    assert history_of(new) == [(2024, 70)] and SchoolSuccession.objects.get().grades == []
    for job in (merged, split):
        taken_back(job, world.users["department_admin"])
    assert history_of(old) == [(2024, 70)] and not SchoolSuccession.objects.exists()

"""Rooms, students and children that the Department brings: asked about when older, taken back."""

import datetime

import pytest

from eduportal.imports.ages import OLDER
from eduportal.imports.choices import JobState, Severity
from eduportal.planning.models import ChildCount, StudentCount
from schools.models import Site
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.imports.rosters import saved_on
from tests.imports.undone import kept, taken_back, weighed

pytestmark = pytest.mark.usefixtures("db_everywhere")


def files_of(world, first, second):
    """A file of each kind with the numbers of two schools, or of two years of a commune."""
    code, other = world.school.code, world.neighbour_school.code
    commune = world.communes[0]
    return {
        "rooms": [
            ["Mã trường", "Tên điểm trường", "Điểm chính", "Phòng học kiên cố"],
            [code, "Điểm chính", "x", first],
            [other, "Điểm chính", "x", second],
        ],
        "student-counts": [
            ["Mã trường", "Năm học", "Khối 6", "Khối 7"],
            [code, "2024-2025", first, 90],
            [other, "2024-2025", second, 80],
        ],
        "children": [
            ["Mã xã", "Năm", "Số trẻ sinh", "Nguồn"],
            [commune.code, 2020, first, "Dân số"],
            [commune.code, 2021, second, "Dân số"],
        ],
    }


def bring(world, kind, content, **more):
    options = {"counted_on": "2026-09-01"} if kind == "rooms" else {}
    user = world.users["department_admin"]
    return checked(content, kind, None, user=user, **options, **more)


NUMBERS = {
    "rooms": lambda: sorted(Site.objects.values_list("solid", flat=True)),
    "student-counts": lambda: sorted(
        StudentCount.objects.filter(grade=6).values_list("students", flat=True)
    ),
    "children": lambda: sorted(ChildCount.objects.values_list("children", flat=True)),
}
CHANGES = {
    "rooms": lambda world: Site.objects.filter(school=world.school).update(solid=99),
    "student-counts": lambda world: StudentCount.objects.filter(
        school=world.school, grade=6
    ).update(students=99),
    "children": lambda world: ChildCount.objects.filter(year=2020).update(children=99),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_what_a_file_brought_goes_back_but_for_what_was_changed_since(world, kind):
    user, numbers = world.users["department_admin"], NUMBERS[kind]
    first = bring(world, kind, xlsx(files_of(world, 11, 12)[kind]))
    assert counts(first)["new"] == 2, sentences(first)
    written(first, user)
    more = bring(world, kind, xlsx(files_of(world, 21, 22)[kind]))
    assert counts(more)["changed"] == 2, sentences(more)
    second = written(more, user)
    assert (second.state, numbers()) == (JobState.APPLIED, [21, 22])

    taken_back(second, user)
    assert numbers() == [11, 12]
    CHANGES[kind](world)
    shown = weighed(first, user)
    assert len(shown.stays) == 1 and "changed since" in kept(shown)[0][1]
    assert numbers() == [12, 99], "what is only looked at changes nothing"


@pytest.mark.parametrize("kind", NUMBERS)
def test_all_that_came_with_a_file_goes(world, kind):
    user = world.users["department_admin"]
    job = written(bring(world, kind, xlsx(files_of(world, 11, 12)[kind])), user)
    undo = taken_back(job, user)
    assert (undo.stays, NUMBERS[kind]()) == ([], [])


@pytest.mark.parametrize("kind", NUMBERS)
def test_an_older_file_asks_before_it_overwrites(world, kind):
    user = world.users["department_admin"]
    written(bring(world, kind, xlsx(files_of(world, 11, 12)[kind])), user)
    old = saved_on(xlsx(files_of(world, 11, 13)[kind]), "2026-07-01")

    job = bring(world, kind, old)

    assert [rule for _cell, rule in found(job, Severity.QUESTION)] == [OLDER]
    assert (counts(job)["same"], counts(job)["refused"]) == (1, 1)
    sentences(job)
    taken = bring(
        world,
        kind,
        saved_on(xlsx(files_of(world, 11, 13)[kind]), "2026-07-02"),
        answers={OLDER: "take"},
    )
    assert counts(taken)["changed"] == 1
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2)
    newer = bring(world, kind, saved_on(xlsx(files_of(world, 11, 14)[kind]), f"{tomorrow:%F}"))
    assert counts(newer)["changed"] == 1


def test_more_classes_than_students_or_than_a_table_holds_are_refused_at_their_cells(world):
    rows = [
        ["Mã trường", "Năm học", "Khối 6", "Số lớp 6", "Khối 7", "Số lớp 7"],
        [world.school.code, "2024-2025", 100, 99999, 90, 91],
    ]
    job = bring(world, "student-counts", xlsx(rows))
    assert found(job) == [("D2", "number_too_large"), ("F2", "classes_too_many")]
    sentences(job)

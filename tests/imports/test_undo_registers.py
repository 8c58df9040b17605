"""Lists of classes, schools, communes and headcount plans go back as a whole once written."""

import datetime
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from eduportal import registry
from eduportal.core.keeping import Kept
from eduportal.imports import services
from eduportal.imports.choices import JobState
from eduportal.imports.importer import Importer, load_importer
from eduportal.imports.models import ImportJob, RowWritten, Undo
from eduportal.imports.services import EndedImports
from grades.models import MarkSheet, Removal
from schools.choices import Session
from schools.models import AdminUnit, AdminUnitSuccession, ClassGroup, School
from staffing.models import HomeroomAssignment, Quota
from tests import factories
from tests.files import xlsx
from tests.imports.jobs import checked, sentences, written
from tests.imports.undone import kept, taken_back, weighed
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
FIRST = timezone.localdate() - datetime.timedelta(days=9)
DECISION = {"decision": "12/QĐ-SGDĐT", "decided_on": "2026-08-01"}


def rows(*models: type[Model]) -> list[list[dict[str, Any]]]:
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def classes(world: World, *lines: list[object]) -> ImportJob:
    content = xlsx([["TT", "Lớp", "Khối", "GVCN", "Phòng", "Ca học"], *lines])
    clerk = world.users["clerk"]
    return written(
        checked(content, "classes", world.school, year=world.year.code, user=clerk), clerk
    )


def of_province(world: World, kind: str, head: list[str], *lines: list[object], **options: Any):
    admin = world.users["department_admin"]
    job = written(checked(xlsx([head, *lines]), kind, None, user=admin, **options), admin)
    assert job.state == JobState.APPLIED, sentences(job)
    return job, admin


@pytest.mark.parametrize("key", registry.IMPORTERS)
def test_every_kind_of_file_can_be_taken_back(key: str) -> None:
    assert load_importer(key).undo is not Importer.undo


def test_classes_rooms_and_homerooms_are_as_they_were(world: World) -> None:
    teacher = factories.StaffMemberFactory(school=world.school, full_name="Lê Thị Bưởi")
    before = rows(ClassGroup, HomeroomAssignment, MarkSheet)
    job = classes(
        world,
        [1, "6A7", "Khối 6", teacher.full_name, "P.12", "Sáng"],
        [2, "6A1", 6, teacher.full_name, "P.2", "Chiều"],
    )
    assert rows(ClassGroup, HomeroomAssignment, MarkSheet) != before

    undo = taken_back(job, world.users["clerk"])

    assert not undo.stays
    assert rows(ClassGroup, HomeroomAssignment, MarkSheet) == before
    assert undo.back["Classes removed"] == 1
    assert undo.back["Classes with the data they had"] == 1
    assert Removal.objects.filter(name="6A7", actor=world.users["clerk"]).exists()


def test_what_others_changed_in_a_class_since_stays(world: World) -> None:
    job = classes(
        world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"], [2, "6A1", 6, "", "P.2", "Chiều"]
    )
    ClassGroup.objects.filter(name="6A7").update(room="P.13")
    ClassGroup.objects.filter(pk=world.class_group.pk).update(room="P.3")

    undo = taken_back(job, world.users["clerk"])

    assert kept(undo) == [
        ("6A7", "It has been changed since."),
        ("6A1", "A part of its data has been changed since and stays."),
    ]
    group = ClassGroup.objects.get(pk=world.class_group.pk)
    assert (group.room, group.session) == ("P.3", world.class_group.session)
    assert ClassGroup.objects.get(name="6A7").session == Session.MORNING


def test_a_class_with_students_stays(world: World) -> None:
    job = classes(world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"])
    factories.EnrolmentFactory(class_group=ClassGroup.objects.get(name="6A7"))

    undo = taken_back(job, world.users["clerk"])

    assert kept(undo) == [("6A7", "It is used by now: other records hang on it.")]


def test_schools_go_again_or_hold_what_they_held(world: World) -> None:
    before = rows(School)
    head = ["Mã trường", "Tên trường", "Cấp học", "Xã, phường", "Ngày giải thể"]
    job, admin = of_province(
        world,
        "schools",
        head,
        ["80123001", "Trường TH Bình An", "TH", world.communes[0].name, None],
        [world.school.code, "Trường THCS Tên Mới", None, None, None],
    )
    assert School.objects.filter(code="80123001").exists()

    undo = taken_back(job, admin)

    assert rows(School) == before
    assert undo.back == {"Schools removed": 1, "Schools with the data they had": 1}


def test_a_school_that_was_closed_by_a_list_is_open_again(world: World) -> None:
    empty = factories.SchoolFactory(unit=world.communes[0])
    head = ["Mã trường", "Tên trường", "Cấp học", "Ngày giải thể"]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    job, admin = of_province(
        world, "schools", head, [empty.code, empty.name, None, f"{yesterday:%d/%m/%Y}"]
    )
    empty.refresh_from_db()
    assert empty.closed_on == yesterday

    taken_back(job, admin)

    empty.refresh_from_db()
    assert empty.closed_on is None


def test_a_school_that_is_used_by_now_stays(world: World) -> None:
    head = ["Mã trường", "Tên trường", "Cấp học", "Xã, phường"]
    job, admin = of_province(
        world, "schools", head, ["80123001", "Trường TH Bình An", "TH", world.communes[0].name]
    )
    factories.MembershipFactory(school=School.objects.get(code="80123001"), role="head")

    undo = taken_back(job, admin)

    assert kept(undo) == [("Trường TH Bình An", "It is used by now: other records hang on it.")]


def test_headcount_plans_go_again_or_hold_what_they_held(world: World) -> None:
    first, second = world.schools[:2]
    head = ["TT", "Mã trường", "Đơn vị", "Biên chế giao"]
    year = world.year.code
    of_province(world, "quotas", head, [1, first.code, first.name, 31], year=year, **DECISION)
    before = rows(Quota)
    job, admin = of_province(
        world,
        "quotas",
        head,
        [1, first.code, first.name, 33],
        [2, second.code, second.name, 28],
        year=year,
        **{**DECISION, "decision": "13/QĐ"},
    )

    undo = taken_back(job, admin)

    assert rows(Quota) == before
    assert undo.back == {
        "Headcount plans removed": 1,
        "Headcount plans with the numbers they had": 1,
    }


COMPARED = ["TT", "Mã ĐVHC cũ", "Tên cũ", "Mã ĐVHC mới", "Tên mới", "Phạm vi"]


def successions(world: World, *lines: list[object]):
    options = {"from_day": FIRST.isoformat(), "legal_doc": "NQ 1/2026"}
    return of_province(world, "unit-successions", COMPARED, *lines, **options)


def of_communes() -> list[list[dict[str, Any]]]:
    return rows(AdminUnit, AdminUnitSuccession, School)


def test_communes_go_on_as_before_with_their_schools(world: World) -> None:
    old, new = world.communes
    third = factories.AdminUnitFactory(name="Bình Hòa", code="25999")
    before = of_communes()
    job, admin = successions(
        world,
        [1, old.code, old.full_name, "30001", "Phường Mới", "Nhập toàn bộ"],
        [2, new.code, new.full_name, "30001", "Phường Mới", "Nhập toàn bộ"],
        [3, third.code, third.full_name, third.code, "Phường Tên Khác", "Nhập toàn bộ"],
    )
    world.school.refresh_from_db()
    assert world.school.unit == AdminUnit.objects.get(code="30001")

    undo = taken_back(job, admin)

    assert of_communes() == before
    assert undo.back["Communes and wards that go on as before"] == 3
    assert undo.back["Communes and wards removed that came with the file"] == 2
    assert not undo.stays


def test_a_commune_stays_ended_where_the_new_one_is_used_by_now(world: World) -> None:
    old, new = world.communes
    job, admin = successions(
        world, [1, old.code, old.full_name, "30001", "Phường Mới", "Nhập toàn bộ"]
    )
    factories.SchoolFactory(unit=AdminUnit.objects.get(code="30001"))
    before = of_communes()

    undo = taken_back(job, admin)

    assert kept(undo) == [(old.full_name, "It is used by now: other records hang on it.")]
    assert of_communes() == before


def test_a_school_placed_elsewhere_since_stays_there(world: World) -> None:
    old, new = world.communes
    third = factories.AdminUnitFactory(name="Bình Hòa", code="25999")
    job, admin = successions(
        world, [1, old.code, old.full_name, new.code, new.full_name, "Nhập toàn bộ"]
    )
    School.objects.filter(pk=world.school.pk).update(unit=third)

    taken_back(job, admin)

    world.school.refresh_from_db()
    old.refresh_from_db()
    assert (world.school.unit, old.valid_to) == (third, None)


def test_looking_can_be_given_up_and_asked_for_again(world: World) -> None:
    job = classes(world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"])
    clerk = world.users["clerk"]
    services.ask_undo(job=job, user_id=clerk.pk)

    services.give_up_undo(job=job, user_id=clerk.pk)

    assert (job.state, job.done, job.total) == (JobState.APPLIED, 1, 1)
    assert not services.weigh_undo(job.pk)
    assert Undo.objects.get(job=job).weighed_at is None
    with pytest.raises(services.NotPermitted):
        services.give_up_undo(job=job, user_id=clerk.pk)
    assert weighed(job, clerk).back == {"Classes removed": 1}


def test_who_may_not_bring_such_a_file_gives_nothing_up(world: World) -> None:
    job = classes(world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"])
    services.ask_undo(job=job, user_id=world.users["clerk"].pk)

    with pytest.raises(services.NotPermitted):
        services.give_up_undo(job=job, user_id=world.users["teacher"].pk)
    job.refresh_from_db()
    assert job.state == JobState.WEIGHING


def test_what_was_written_is_forgotten_with_the_rows_of_the_file(world: World) -> None:
    job = classes(world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"])
    assert RowWritten.objects.filter(operation=job.public_id).exists()
    ImportJob.objects.filter(pk=job.pk).update(
        applied_at=timezone.now() - datetime.timedelta(days=99)
    )

    EndedImports().clear(Kept(30), 10)

    assert not RowWritten.objects.filter(operation=job.public_id).exists()


def test_what_taking_back_has_written_is_forgotten_as_well(world: World) -> None:
    job = classes(world, [1, "6A7", "Khối 6", None, "P.12", "Sáng"])
    undo = taken_back(job, world.users["clerk"])
    assert RowWritten.objects.filter(operation=undo.public_id).exists()
    ImportJob.objects.filter(pk=job.pk).update(
        applied_at=timezone.now() - datetime.timedelta(days=99)
    )

    EndedImports().clear(Kept(30), 10)

    assert not RowWritten.objects.exists()

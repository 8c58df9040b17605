"""What became of communes: merged, divided, renamed from a day on, by a list of the Department."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from eduportal.imports.models import ImportJob
from schools.choices import Succession
from schools.models import AdminUnit, AdminUnitSuccession
from tests import factories
from tests.conftest import ClientOf
from tests.files import xlsx
from tests.imports.jobs import checked, counts, found, sentences, written
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")

KIND = "unit-successions"
# The comparison a Department gives out, and the annex of a resolution.
COMPARED = ["TT", "Mã ĐVHC cũ", "Tên cũ", "Mã ĐVHC mới", "Tên mới", "Phạm vi"]
ANNEX = ["STT", "Mã xã cũ", "Mã xã mới", "Hình thức", "Hiệu lực từ", "Nghị quyết"]
FIRST = timezone.localdate() - datetime.timedelta(days=9)
LAST = FIRST - datetime.timedelta(days=1)


def bring(head: list[str], *rows: list[object], **options: Any) -> ImportJob:
    content = xlsx([["BẢNG ĐỐI CHIẾU"], head, *rows])
    return checked(content, KIND, None, **options)


def unit(name: str, code: str, **more: Any) -> AdminUnit:
    return factories.AdminUnitFactory(name=name, code=code, **more)


def test_a_commune_goes_into_another_and_its_schools_follow(world: World) -> None:
    old, new = world.communes
    job = bring(
        COMPARED,
        [1, old.code, old.full_name, new.code, new.full_name, "Nhập toàn bộ"],
        from_day=FIRST.isoformat(),
        legal_doc="NQ 1/2026",
    )
    assert counts(job) == {"total": 1, "new": 1, "changed": 0, "same": 0, "refused": 0}

    written(job)

    old.refresh_from_db()
    world.school.refresh_from_db()
    assert (old.valid_to, world.school.unit) == (LAST, new)
    row = AdminUnitSuccession.objects.get(old=old)
    assert (row.new, row.relation, row.legal_doc) == (new, Succession.WHOLE, "NQ 1/2026")


def test_the_same_list_again_changes_nothing(world: World) -> None:
    old, new = world.communes
    rows = [[1, old.code, new.code, "toàn bộ", FIRST, "NQ 1"]]
    written(bring(ANNEX, *rows))
    assert counts(bring(ANNEX, *rows))["same"] == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_own_comparison_is_read_back_as_it_is(
    world: World, client_of: ClientOf, language: str
) -> None:
    old, first = world.communes
    second = unit("Bình Hòa", "25999")
    rows = [
        [1, old.code, first.code, "Một phần", FIRST, "NQ 2"],
        [2, old.code, second.code, "Nhập một phần", FIRST, "NQ 2"],
    ]
    written(bring(ANNEX, *rows))
    AdminUnitSuccession.objects.update(legal_doc="=NQ 2")
    address = reverse("schools:unit-list")
    client = client_of("department_admin")
    client.cookies["django_language"] = language
    file = client.get(address, {"export": "xlsx"})
    job = checked(file.getvalue(), KIND, None)
    assert (found(job), job.unread) == ([], [])
    assert counts(job) == {"total": 2, "new": 0, "changed": 0, "same": 2, "refused": 0}
    assert client_of("head").get(address, {"export": "xlsx"}).status_code == 404


def test_a_commune_is_divided_among_others(world: World) -> None:
    old, first = world.communes
    second = unit("Bình Hòa", "25999")
    job = bring(
        ANNEX,
        [1, old.code, first.code, "Một phần", FIRST, "NQ 2"],
        [2, old.code, second.code, "Nhập một phần", FIRST, "NQ 2"],
    )
    written(job)
    parts = AdminUnitSuccession.objects.filter(old=old)
    assert {(each.new, each.relation) for each in parts} == {
        (first, Succession.PART),
        (second, Succession.PART),
    }


def test_a_new_commune_takes_the_code_of_an_old_one_and_another_goes_into_it(
    world: World,
) -> None:
    kept, goes = world.communes
    job = bring(
        COMPARED,
        [1, goes.code, goes.name, kept.code, "Phường Tân Lập", "Toàn bộ"],
        [2, kept.code, kept.name, kept.code, "Phường Tân Lập", "Đổi tên"],
        from_day=FIRST.isoformat(),
    )
    assert found(job) == [], sentences(job)
    written(job)
    made = AdminUnit.objects.get(code=kept.code, valid_from=FIRST)
    assert (made.full_name, made.parent) == ("Phường Tân Lập", kept.parent)
    olds = AdminUnitSuccession.objects.filter(new=made, relation=Succession.WHOLE)
    assert {row.old for row in olds} == {kept, goes}
    world.school.refresh_from_db()
    assert world.school.unit == made


def test_every_fault_is_said_at_its_cell_and_a_unit_ends_with_all_parts_or_not(
    world: World,
) -> None:
    old, new = world.communes
    third, fourth = unit("Ba", "25001"), unit("Tư", "25002")
    job = bring(
        COMPARED,
        [1, "99999", "Không Có", new.code, None, None],
        [2, old.code, "Tên Khác", new.code, None, None],
        [3, third.code, None, "99998", None, "Một phần"],
        [4, third.code, None, new.code, None, "Một phần"],
        [5, fourth.code, None, new.code, None, "Một phần"],
        from_day=FIRST.isoformat(),
    )
    assert found(job) == [
        ("B3", "old_unknown"),
        ("B4", "name_differs"),
        ("D5", "new_unknown"),
        ("B6", "other_part_wrong"),
        ("B7", "part_alone"),
    ]
    assert all(sentences(job))
    assert counts(job)["refused"] == 5


def test_a_day_that_has_not_come_is_refused_by_the_rule_of_the_page(world: World) -> None:
    old, new = world.communes
    later = timezone.localdate() + datetime.timedelta(days=30)
    job = bring(ANNEX, [1, old.code, new.code, "toàn bộ", later, "NQ"])
    assert found(job) == [("", "said")]
    job = bring(ANNEX, [1, old.code, new.code, "toàn bộ", None, "NQ"])
    assert found(job) == [("E3", "day_not_said")]


def test_a_new_commune_that_nobody_has_entered_comes_with_the_list(world: World) -> None:
    first, second = world.communes
    rows = [
        [1, first.code, first.full_name, "26001", "Phường Hòa Lập", "Toàn bộ"],
        [2, second.code, second.full_name, "26001", "phường Hòa Lập", "Toàn bộ"],
    ]
    job = bring(COMPARED, *rows, from_day=FIRST.isoformat(), legal_doc="NQ 3")
    assert found(job) == []
    assert found(job, "warning") == [("D3", "unit_comes"), ("D4", "unit_comes")]

    written(job)

    made = AdminUnit.objects.get(code="26001")
    assert (made.full_name, made.valid_from) == ("Phường Hòa Lập", FIRST)
    assert (made.legal_doc, made.parent) == ("NQ 3", first.parent)
    assert made.origins.count() == 2
    assert {school.unit for school in type(world.school).objects.all()} == {made}


def test_a_wrong_code_adds_no_second_commune_of_a_name(world: World) -> None:
    old, new = world.communes
    third = unit("Ba", "25001")
    job = bring(
        COMPARED,
        [1, old.code, old.name, "26002", new.full_name, None],
        [2, third.code, None, "26003", "Phường Một", None],
        [3, unit("Tư", "25002").code, None, "26003", "Phường Hai", None],
        from_day=FIRST.isoformat(),
    )
    assert found(job) == [("D3", "name_taken"), ("D5", "name_differs")]

"""The tables of columns, codes and states: data, complete, and every default with its reason."""

import shutil
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from eduportal.exchange.ministry.mapping import OWN, TABLES, mapping
from eduportal.exchange.services import report
from eduportal.exchange.states import RecordState
from grades.rules.levels import Level
from schools.choices import Ownership, Stage
from schools.models import GradeLevel, School
from schools.services import load_reference
from students.choices import Sex
from tests.exchange.ministry_front import RULES
from tests.exchange.ministry_side import (
    Front,
    class_list,
    conserved,
    front,
    front_process,
    on_list,
    records,
    school_known,
    uid,
)
from tests.factories import SchoolFactory

__all__ = ["front", "front_process"]
# As the sector database's own front end lists them ("trạng thái đẩy lên Bộ").
STATES = {
    "0": "Chờ đẩy",
    "1": "Đang đẩy",
    "2": "Đẩy thành công",
    "3": "Đẩy lỗi",
    "4": "Cần đẩy lại",
    "5": "Thiếu mật khẩu kết chuyển",
    "6": "Tài khoản kết chuyển không chính xác",
    "7": "Content chưa đúng",
    "9": "Chờ tổng hợp",
    "10": "Đang tổng hợp",
    "11": "Tổng hợp xong",
    "12": "Tổng hợp lỗi",
    "13": "Hoàn thành",
}


def test_all_thirteen_states_mean_something_here_and_only_the_last_is_accepted() -> None:
    found = mapping().states
    assert {code: each.name for code, each in found.items()} == STATES
    assert [code for code, each in found.items() if each.ours == RecordState.ACCEPTED] == ["13"]
    assert {each.ours for each in found.values()} == {
        RecordState.UNDER_WAY,
        RecordState.WAITING,
        RecordState.REFUSED,
        RecordState.ACCEPTED,
    }


@pytest.mark.usefixtures("db_everywhere", "signing_key")
@pytest.mark.parametrize("code", STATES)
def test_an_answer_with_each_state_leaves_the_record_where_the_table_says(
    front: Front, code: str
) -> None:
    school_known(SchoolFactory())
    front.answers_first(code)
    report()
    [record] = records("school")
    assert (record.theirs, record.state) == (code, mapping().states[code].ours)


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_a_state_nobody_knows_is_waited_for_and_named(front: Front) -> None:
    school_known(SchoolFactory())
    front.answers_first("8")
    report()
    [record] = records("school")
    assert (record.state, record.last_error) == ("waiting", "unknown_state: 8")


def test_every_default_and_every_column_without_a_source_gives_its_reason() -> None:
    without = [
        (table.kind, column.name)
        for table in mapping().tables.values()
        for column in table.columns
        if (column.value is not None or not column.sources) and not column.unconfirmed
    ]
    assert without == []


def test_every_mandatory_column_of_the_facts_is_in_the_tables() -> None:
    """The receiver's list was written from the facts and not from the tables."""
    for table in mapping().tables.values():
        names = {column.name: column for column in table.columns}
        rules = RULES.get(str(table.name.value), {})
        assert rules.keys() <= names.keys()
        assert all(names[name].required for name in rules)
    assert mapping().tables["result"].columns


@pytest.mark.usefixtures("db_everywhere")
def test_every_value_of_our_lists_that_the_facts_name_has_a_code() -> None:
    load_reference()
    codes = mapping().codes
    assert codes["level"].keys() == set(Stage.values)
    assert codes["ownership"].keys() == set(Ownership.values)
    assert codes["sex"].keys() == set(Sex.values)
    assert codes["result_level"] == {"4": "1", "3": "2", "2": "3", "1": "4"}
    assert codes["result_level"].keys() == {str(level.value) for level in Level}
    assert codes["grade"].keys() == {
        str(pk) for pk in GradeLevel.objects.values_list("pk", flat=True)
    }


def folder(tmp_path: Path, settings: Settings, **changes: tuple[str, str]) -> Path:
    """A copy of the tables with some text replaced, in use."""
    copy = tmp_path / "tables"
    shutil.copytree(OWN, copy)
    for name, (before, after) in changes.items():
        file = copy / f"{name}.toml"
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))
    settings.EDUPORTAL_CSDL_MAPPING = str(copy)
    return copy


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("class", 'codes = "grade"', 'codes = "grades"'),
        ("mark", 'type = "tenths"', 'type = "decimal"'),
        ("student", 'kind = "student"', "kind = "),
        ("states", 'ours = "accepted"', 'ours = "done"'),
        ("result", "length = 20", "longest = 20"),
    ],
)
def test_tables_that_cannot_be_used_are_refused_with_their_place(
    tmp_path: Path, settings: Settings, name: str, before: str, after: str
) -> None:
    copy = folder(tmp_path, settings, **{name: (before, after)})
    with pytest.raises(ImproperlyConfigured, match=str(copy)):
        mapping()


@pytest.fixture
def filled(tmp_path: Path, settings: Settings) -> None:
    """Tables of a Department that has settled what the portal does not keep."""
    copy = folder(tmp_path, settings)
    file = copy / "student.toml"
    settled = []
    for column in file.read_text().split("[[field]]"):
        if "from =" not in column and "value =" not in column and "name =" in column:
            value = '"01"' if "length" in column else "0"
            column = column.replace("required = true", f"required = true\nvalue = {value}")
        settled.append(column)
    file.write_text("[[field]]".join(settled))


@pytest.mark.usefixtures("db_everywhere", "signing_key", "filled")
def test_with_settled_columns_students_go_and_a_transfer_keeps_the_record_of_the_old_school(
    front: Front,
) -> None:
    old, new = SchoolFactory(), SchoolFactory()
    for school in (old, new):
        school_known(school, "6A1", "6A2")
    class_list(old, "6A1", on_list(1), on_list(2))
    report()
    assert [each.state for each in records("student")] == ["accepted"] * 2
    assert conserved(front)
    class_list(old, "6A1", on_list(1), on_list(2, standing="t", left="2026-12-01"))
    class_list(new, "6A2", on_list(2))
    report()
    assert conserved(front)
    found = {
        each["MaTruong"]: (each["MaTrangThaiHienTai"], each["SuKien"], each["PhienBan"])
        for each in front.held("ThongTinHocSinh").values()
        if each["MaHocSinh"] == "2500000002"
    }
    assert found == {old.code: ("3", "UPDATE", 2), new.code: ("1", "NEW", 1)}


@pytest.mark.usefixtures("db_everywhere", "signing_key", "filled")
def test_a_change_of_class_changes_one_record(front: Front) -> None:
    school: School = SchoolFactory()
    school_known(school, "6A1", "6A2")
    class_list(school, "6A1", on_list(1))
    report()
    class_list(school, "6A1", on_list(1, standing="m", left="2026-12-01"))
    class_list(school, "6A2", on_list(1))
    report()
    [record] = records("student")
    assert (record.event, record.version, record.content["MaLop"]) == ("UPDATE", 2, "6A2")
    assert record.unit == "6A2"
    assert conserved(front)


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_new_tables_make_the_records_again(
    front: Front, tmp_path: Path, settings: Settings
) -> None:
    school_known(SchoolFactory(), "6A1")
    report()
    assert [each.state for each in records("staff")] == ["blocked"]
    folder(tmp_path, settings, staff=("length = 15\n", 'length = 15\nvalue = "0000000000"\n'))
    report()
    [teacher] = records("staff")
    assert (teacher.event, teacher.version, teacher.state) == ("NEW", 2, "accepted")
    assert str(teacher.person) == uid(900)
    assert conserved(front)


def test_every_table_says_what_it_is_about() -> None:
    assert [mapping().tables[kind].kind for kind in TABLES] == list(TABLES)
    orders = [mapping().tables[kind].order for kind in TABLES]
    assert orders == sorted(set(orders))

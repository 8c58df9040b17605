"""What docs/reliability.md and docs/mark-grid.md promise has its tests."""

import re
from pathlib import Path

from django.conf import settings

FAULTS = 56
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)(?:\[([\w-]+)\])?`")
ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|(.*)\|$", re.MULTILINE)
PAGE = Path(settings.BASE_DIR) / "docs" / "reliability.md"


def test_every_fault_has_its_row() -> None:
    rows = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert [int(number) for number, _name, _rest in rows] == list(range(1, FAULTS + 1))
    assert len({name for _number, name, _rest in rows}) == FAULTS
    for number, _name, rest in rows:
        cells = [cell.strip() for cell in rest.split("|")]
        assert len(cells) == 4 and all(cells), f"{number}: a cell is empty"


def test_every_test_it_names_exists() -> None:
    named = TEST.findall(PAGE.read_text(encoding="utf-8"))
    assert len(named) > FAULTS
    for file, name, case in named:
        text = (Path(settings.BASE_DIR) / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in text, f"{file} has no {name}"
        assert not case or case in text, f"{file} has no case {case}"


def test_every_test_of_the_mark_grid_exists() -> None:
    folder = Path(settings.BASE_DIR)
    page = (folder / "docs" / "mark-grid.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", page)
    assert len(named) > 25
    for file, name in named:
        text = (folder / "tests" / "browser" / file).read_text(encoding="utf-8")
        assert f"\ndef {name}(" in text, f"{file} has no {name}"
    keys = (folder / "tests" / "browser" / "test_marksheet_keys.py").read_text(encoding="utf-8")
    table = page.partition("## Keys")[2].partition("## Values")[0]
    for row in re.findall(r"^\|.*\| (.*) \|$", table, re.MULTILINE):
        for start in re.findall(r"`([^`:]+)`", row):
            if start != "KEYS" and not start.startswith("test_"):
                assert re.search(rf'"(?:\S+ )*{re.escape(start)}', keys), start

"""A migration does the same today and in ten years: it holds its SQL and imports no live code."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
OURS = {"eduportal", "schools", "students", "staffing", "grades", "tests"}
MIGRATIONS = sorted(
    path
    for config in apps.get_app_configs()
    if ROOT in Path(config.path).parents and ".venv" not in config.path
    for path in Path(config.path, "migrations").glob("[0-9]*.py")
)


def imported(path: Path) -> set[str]:
    """Every module named by an import, wherever it stands in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def test_there_are_migrations_to_look_at() -> None:
    assert len(MIGRATIONS) >= 15


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_imports_nothing_of_ours(path: Path) -> None:
    live = {name for name in imported(path) if name.startswith(".") or name.split(".")[0] in OURS}

    assert not live, "write the SQL into the migration, frozen"


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: f"{path.parts[-3]}.{path.stem}")
def test_a_migration_builds_no_sql_at_run_time(path: Path) -> None:
    """Texts are literals: no f-string, no format, no environment."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    built = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    built += [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"format", "environ", "join"}
    ]

    assert not built

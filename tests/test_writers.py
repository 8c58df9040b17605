"""A service is the only writer, and writes the tables of its own app."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from tests.test_repository import ROOT, modules, name_of

pytestmark = pytest.mark.usefixtures("uncounted")
APPS = {
    "schools",
    "students",
    "staffing",
    "grades",
    "accounts",
    "exchange",
    "imports",
    "notices",
    "todo",
    "dashboards",
    "planning",
    "collecting",
    "quality",
    "privacy",
}
MODELS = {
    model.__name__: model._meta.app_label
    for model in apps.get_models()
    if model._meta.app_label in APPS
}
WRITES = {
    "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "update", "delete",
    "save",
}  # fmt: skip
# A write that is none of a service, with its reason.
ALLOWED = {
    "eduportal/accounts/sessions.py": "a store of sessions writes its own rows, as Django's does",
    "eduportal/core/keeping.py": "deletes the rows a service has named",
    "eduportal/operations/demo/accounts.py": "the demo invents accounts",
    "eduportal/operations/demo/earlier_paths.py": "the demo invents leavers without classes",
    "eduportal/operations/mainjob/setting.py": "the check of the main job invents a class",
}


def is_service(path: Path) -> bool:
    return "services" in path.parts or path.stem == "services"


def app_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "eduportal" else parts[0]


def root_of(node: ast.expr) -> ast.expr:
    """What a chain of calls and attributes starts from."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def is_queryset(node: ast.expr) -> bool:
    """Whether a manager stands in the chain: `Model.objects.…` or `row.lines.all()…`."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            if node.attr in {"objects", "_default_manager", "all", "filter", "exclude"}:
                return True
            node = node.value
        else:
            node = node.func
    return False


def writes(path: Path) -> Iterator[tuple[str, str]]:
    """Place and model of every write in a module; "" where the model is not named."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        verb, target = node.func.attr, node.func.value
        start = root_of(target)
        model = start.id if isinstance(start, ast.Name) and start.id in MODELS else ""
        if verb in WRITES and (is_queryset(target) or model):
            yield f"{name_of(path)}:{node.lineno} {verb}", model
        elif verb == "save" and any(word.arg == "update_fields" for word in node.keywords):
            yield f"{name_of(path)}:{node.lineno} save", model


def sources() -> list[Path]:
    return [path for path in modules() if "benchmarks" not in path.parts]


def test_only_services_write() -> None:
    found = {
        place
        for path in sources()
        if not is_service(path) and name_of(path) not in ALLOWED
        for place, _model in writes(path)
    }

    assert not found


def test_a_service_writes_the_tables_of_its_own_app() -> None:
    found = {
        f"{place} {model}"
        for path in sources()
        if is_service(path)
        for place, model in writes(path)
        if model and MODELS[model] != app_of(path)
    }

    assert not found


@pytest.mark.parametrize("name", ALLOWED)
def test_every_exception_is_still_one(name: str) -> None:
    assert list(writes(ROOT / name))

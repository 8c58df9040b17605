"""The import contracts refuse what they are there to refuse: violations are planted and found."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("uncounted")
ROOT = Path(__file__).resolve().parent.parent
CONTRACTS = ROOT / ".importlinter"
LINT = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
# What other apps may import of each app. Everything else is for the app itself.
PUBLIC = {
    "schools": {"rules", "models", "selectors", "services", "choices", "period"},
    "students": {"models", "selectors", "services", "choices", "visible", "paths"},
    "staffing": {"models", "selectors", "services", "choices", "rules", "rebalance"},
    "grades": {"models", "selectors", "services", "choices", "rules"},
    "eduportal.accounts": {
        "models",
        "selectors",
        "services",
        "roles",
        "choices",
        "addresses",
        "authority",
    },
    "eduportal.imports": {
        *("models", "selectors", "services", "choices", "importer", "people", "filling"),
        *("records", "record_columns", "records_back", "ages", "options", "undoing"),
        "known_schools",
    },
    "eduportal.exchange": {"models", "selectors", "services", "states", "wire", "feeds"},
    "eduportal.dashboards": {"models", "figures"},
    "eduportal.todo": {"models", "selectors", "services", "choices"},
    "eduportal.collecting": {"models", "selectors", "services", "choices", "rules", "ready"},
    "eduportal.planning": {"models", "selectors", "services", "choices", "rules"},
    "eduportal.quality": {"models", "selectors", "services", "choices"},
    "eduportal.privacy": {"models"},
    "eduportal.reform": {"models", "selectors", "services", "choices"},
}
# Module that gets the import, what it imports, and the contract that must say so.
PLANTS = [
    ("students.models", "students.selectors", "Inside a domain"),
    ("eduportal.exchange.services.acceptance", "eduportal.exchange.tasks", "Inside the exchange"),
    ("eduportal.imports.services.receiving", "eduportal.imports.views", "Inside imports"),
    ("eduportal.operations.health", "eduportal.dashboards.questions.progress", "dashboards keeps"),
    (
        "eduportal.dashboards.questions.progress",
        "grades.importers.mark_sheet.marks",
        "grades keeps",
    ),
    ("grades.services.writing", "grades.save_response", "Inside a domain"),
    (
        "eduportal.dashboards.models",
        "eduportal.dashboards.questions.progress",
        "Inside the dashboards",
    ),
    ("eduportal.planning.models", "eduportal.planning.services.runs", "Inside planning"),
    ("eduportal.reform.models", "eduportal.reform.selectors.register", "Inside reform"),
    ("eduportal.dashboards.models", "eduportal.reform.views.register", "reform keeps"),
    ("eduportal.planning.rules.need", "django", "Rules, file readers and wire formats"),
    ("eduportal.dashboards.models", "eduportal.planning.views", "planning keeps"),
    ("eduportal.collecting.models", "eduportal.collecting.services.making", "Inside collecting"),
    ("eduportal.dashboards.models", "eduportal.collecting.views", "collecting keeps"),
    ("eduportal.collecting.rules.form", "django", "Rules, file readers and wire formats"),
    ("eduportal.quality.models", "eduportal.quality.services.checking", "Inside data quality"),
    ("eduportal.operations.health", "eduportal.quality.checks", "quality keeps"),
    ("eduportal.privacy.selectors", "eduportal.privacy.access_log", "Inside privacy"),
    ("eduportal.todo.models", "eduportal.todo.selectors", "Inside tasks"),
    ("eduportal.operations.health", "eduportal.todo.forms", "todo keeps"),
    ("eduportal.operations.health", "eduportal.privacy.access_log", "privacy keeps"),
    ("staffing.rebalance.check", "staffing.rebalance.inside", "The checker of plans"),
    ("staffing.rebalance.facts", "staffing.rebalance.options", "Inside rebalancing"),
    (
        "eduportal.planning.location.check",
        "eduportal.planning.location.solve",
        "The checker of places",
    ),
    ("eduportal.planning.location.facts", "django", "Rules, file readers and wire formats"),
    ("staffing.rebalance.demand", "django", "Rules, file readers and wire formats"),
    ("students.paths.matching", "django", "Rules, file readers and wire formats"),
    ("grades.rules.cells", "django", "Rules, file readers and wire formats"),
    ("eduportal.imports.models", "students.models", "Apps are layered"),
    ("eduportal.exchange.services.authority", "eduportal.imports.models", "Apps are layered"),
    ("eduportal.core.text", "eduportal.shell.navigation", "Apps are layered"),
    ("students.views", "grades.models", "Apps are layered"),
    ("eduportal.shell.context", "eduportal.exchange.client", "exchange keeps"),
    ("eduportal.operations.demo.last_sheet", "grades.cells", "grades keeps"),
    ("eduportal.accounts.services.accounts", "eduportal.accounts.forms", "Inside accounts"),
    ("eduportal.core.text", "script", "Nothing of the portal"),
]
# A new module, and the contract that asks for its layer.
HOMELESS = [
    ("eduportal/lost.py", "Every part of the platform"),
    ("grades/lost.py", "Inside a domain"),
    ("staffing/rebalance/lost.py", "Inside rebalancing"),
    ("eduportal/imports/lost.py", "Inside imports"),
    ("eduportal/exchange/lost/__init__.py", "Inside the exchange"),
    ("eduportal/accounts/lost.py", "Inside accounts"),
    ("eduportal/dashboards/lost.py", "Inside the dashboards"),
    ("eduportal/planning/lost.py", "Inside planning"),
    ("eduportal/collecting/lost.py", "Inside collecting"),
    ("eduportal/privacy/lost.py", "Inside privacy"),
    ("eduportal/reform/lost.py", "Inside reform"),
]


def contracts() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(CONTRACTS, encoding="utf-8")
    return parser


def words(section: str, name: str) -> list[str]:
    return contracts()[f"importlinter{section}"][name].split()


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the code and its contracts, without anything that is not Python."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(CONTRACTS, copy)
    for package in words("", "root_packages"):
        for path in (ROOT / package).rglob("*.py"):
            target = copy / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return copy


def broken(tree: Path) -> dict[str, str]:
    """What lint-imports says of each broken contract, by the contract's name."""
    said = subprocess.run(LINT, cwd=tree, capture_output=True, text=True).stdout
    _kept, heading, found = said.partition("Broken contracts\n")
    assert heading or "0 broken" in said, said
    # Each contract's name is a line of its own, underlined.
    pieces = re.split(r"^(.+)\n-+$", found, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def path_of(tree: Path, module: str) -> Path:
    path = tree / module.replace(".", "/")
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.fixture(scope="module")
def planted(tree):
    """What is broken once every import of PLANTS and every module of HOMELESS is there."""
    copy = tree.with_name("planted")
    shutil.copytree(tree, copy)
    for module, imported, _contract in PLANTS:
        with path_of(copy, module).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    for module, _contract in HOMELESS:
        path = copy / module
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return broken(copy)


def test_the_code_keeps_every_contract(tree):
    assert broken(tree) == {}


@pytest.mark.parametrize(("module", "imported", "contract"), PLANTS)
def test_a_planted_import_is_named(planted, module, imported, contract):
    [found] = [text for name, text in planted.items() if name.startswith(contract)]

    assert re.search(rf"\b{module} -> {imported}\b", found), found


@pytest.mark.parametrize(("module", "contract"), HOMELESS)
def test_a_module_in_no_layer_is_named(planted, module, contract):
    [found] = [text for name, text in planted.items() if name.startswith(contract)]
    name = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    assert re.search(rf"\b{name}\b", found), found


@pytest.mark.parametrize("app", PUBLIC)
def test_what_is_not_public_is_private(app):
    folder = ROOT / app.replace(".", "/")
    inside = {path.parent.name for path in folder.glob("*/__init__.py")}
    inside |= {path.stem for path in folder.glob("*.py")} - {"__init__"}

    protected = words(f":contract:private-{app.rpartition('.')[2]}", "protected_modules")
    assert {name.removeprefix(f"{app}.") for name in protected} == inside - PUBLIC[app]


def test_every_package_is_looked_at():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert set(words("", "root_packages")) == packages - {"tests"}

"""The repository keeps its own promises: short modules, documents that are found, no leftovers."""

import ast
import re
import unicodedata
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import unquote

import pytest

from eduportal.core.icons import ICONS

pytestmark = pytest.mark.usefixtures("uncounted")
ROOT = Path(__file__).resolve().parent.parent
CODE = ["eduportal", "schools", "students", "staffing", "grades", "benchmarks", "script"]
TEXT = [*CODE, "tests", "templates", "static", "docs", "deploy"]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/**/*.md"))]
LONGEST_MODULE = 300
# An auditor runs it without the portal: a program of one file.
ALONE = {"eduportal/exchange/verify.py"}
LONGEST_FUNCTION = 30
# Each is one statement of SQL, which is read as a whole.
ONE_STATEMENT = {"grades/rules/tt22/in_sql.py:averages", "grades/rules/tt22/in_sql.py:levels"}
# Django asks for these by name.
ASKED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
ASKED_BY_DJANGO |= {"admin/base_site.html"}
# Those of Django's that ours extend.
DJANGOS_OWN = {"admin/base.html"}
NAMED_TEMPLATE = re.compile(r"\"([a-z_]+(?:/[a-z_]+)*\.html)\"")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
NAMED_TEST = re.compile(r"`(tests/[\w./]+)`")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users|mnt)/[\w.]")


def modules() -> list[Path]:
    found = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def files() -> Iterator[Path]:
    """Everything written by hand, this file apart: it holds the words it looks for."""
    folders = [path for folder in TEXT for path in (ROOT / folder).rglob("*")]
    for path in [*folders, *ROOT.glob("[!.]*.*")]:
        is_ours = not {"__pycache__", "vendor"} & set(path.parts) and path != Path(__file__)
        if (
            path.is_file()
            and is_ours
            and path.suffix not in {".png", ".xlsx", ".xls", ".mo", ".ttf"}
        ):
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchor(heading: str) -> str:
    """The name GitHub gives a heading."""
    words = unicodedata.normalize("NFC", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def links(document: Path) -> Iterator[tuple[Path, str]]:
    """File and heading of every link that stays in the repository."""
    for address in LINK.findall(document.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", address):
            target, _, heading = unquote(address).partition("#")
            yield (document.parent / target).resolve() if target else document, heading


def test_modules_are_short() -> None:
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in modules()}

    long = {name for name, length in lengths.items() if length > LONGEST_MODULE}
    assert long <= ALONE


def test_functions_are_short() -> None:
    long = {
        f"{name_of(path)}:{node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    }

    assert long == ONE_STATEMENT


def test_no_file_names_a_path_of_one_machine() -> None:
    found = {
        f"{name_of(path)}:{number}": line.strip()
        for path in files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    }

    assert not found


def test_every_template_is_used() -> None:
    folder = ROOT / "templates"
    sources = [*modules(), *(path for path in folder.rglob("*") if path.is_file())]
    named = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    unused = {name for name in templates - ASKED_BY_DJANGO if f'"{name}"' not in named}

    assert not unused


def test_every_template_that_is_named_is_there() -> None:
    folder = ROOT / "templates"
    sources = [*modules(), *folder.rglob("*.html")]
    texts = [path.read_text(encoding="utf-8") for path in sources]
    named = {name for text in texts for name in NAMED_TEMPLATE.findall(text)}
    missing = {name for name in named if not (folder / name).exists()}

    assert missing == DJANGOS_OWN


def test_every_icon_is_used() -> None:
    sources = [*modules(), *(ROOT / "templates").rglob("*.html")]
    drawings = ROOT / "eduportal/core/icons.py"
    named = "\n".join(path.read_text(encoding="utf-8") for path in sources if path != drawings)

    assert not {name for name in ICONS if f'"{name}"' not in named}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target, heading in links(document):
        assert target.exists(), f"{document.name} links to {target}"
        if heading:
            headings = HEADING.findall(target.read_text(encoding="utf-8"))
            assert heading in {anchor(text) for text in headings}, f"{target.name}#{heading}"


@pytest.mark.parametrize("name", ["security.md", "security-asvs.md"])
def test_the_tests_that_show_what_is_promised_are_there(name: str) -> None:
    named = set(NAMED_TEST.findall((ROOT / "docs" / name).read_text(encoding="utf-8")))

    assert len(named) > 20
    assert not {path for path in named if not (ROOT / path).exists()}


def test_every_promise_of_the_security_page_names_its_test() -> None:
    page = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    rows = page.partition("## How it is defended")[2].partition("## The law")[0].splitlines()
    promises = [row for row in rows if row.startswith("| ")][1:]

    assert promises and not [row[:60] for row in promises if "`tests/" not in row]


def test_a_reader_of_the_readme_finds_every_document() -> None:
    reached, next_up = set(), [ROOT / "README.md"]
    while next_up:
        document = next_up.pop()
        if document in reached:
            continue
        reached.add(document)
        if document.is_dir():
            # A link to a folder shows a list of its files.
            next_up += document.glob("*.md")
        elif document.suffix == ".md":
            next_up += [target for target, _heading in links(document)]

    written = {path for path in (ROOT / "docs").rglob("*") if path.is_file()}
    assert not {name_of(path) for path in written - reached}


def test_every_package_has_its_reason_and_every_reason_its_package() -> None:
    required = {
        re.split(r"[=\[]", line)[0]
        for name in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / name).read_text().splitlines()
        if line[:1].isalpha()
    }
    rows = re.findall(r"^\| (.+?) \|", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    explained = {name for row in rows[1:] for name in row.removesuffix(" (dev)").split(", ")}

    assert explained == required


def pins(name: str) -> dict[str, str]:
    """The version of each package of a requirements file."""
    text = (ROOT / name).read_text()
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_pin_and_what_it_brings_along_has_the_digests_of_its_files(name: str) -> None:
    written, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert written.items() <= locked.items()
    # The tests run on the packages the portal runs on.
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()
    entries = re.split(r"\n(?=\w)", (ROOT / f"{name}.txt").read_text().strip())
    assert len(entries) == len(locked)
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_installed_packages_are_the_pinned_ones() -> None:
    locked = pins("requirements-dev.txt")
    installed = {
        re.sub(r"[-_.]+", "-", each.name).lower(): each.version for each in distributions()
    }
    # What every virtual environment begins with.
    strange = {name for name in installed if installed[name] != locked.get(name)}
    assert strange <= {"pip", "setuptools"}


def test_every_setting_is_explained_in_the_deployment_guide() -> None:
    settings = "\n".join(path.read_text() for path in (ROOT / "eduportal/settings").glob("*.py"))
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', settings))
    guide = set(re.findall(r"`(\w+)`", (ROOT / "docs/deploy.md").read_text()))
    example = (ROOT / "deploy/eduportal.env.example").read_text()

    assert read, "no settings were found"
    assert not read - guide
    assert set(re.findall(r"^(\w+)=", example, re.MULTILINE)) <= read


def test_no_cell_of_the_table_of_states_is_empty() -> None:
    rows = [
        (number, [cell.strip() for cell in line.strip("|").split("|")])
        for number, line in enumerate((ROOT / "docs/states.md").read_text().splitlines(), start=1)
        if line.startswith("|") and not line.startswith("|---")
    ]
    assert len(rows) > 80
    for number, cells in rows:
        assert len(cells) == 4 and all(re.search(r"\w", cell) for cell in cells), number

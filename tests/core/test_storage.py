"""Static files as production serves them: collected, hashed, and still finding each other."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from eduportal.core.sheets import JOINED
from eduportal.core.storage import PortalStaticStorage

STORAGE = {
    **portal.STORAGES,
    "staticfiles": {"BACKEND": "eduportal.core.storage.PortalStaticStorage"},
}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")
URL = re.compile(r"""url\(["']?([^"')]+)["']?\)""")
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.DOTALL | re.MULTILINE)


def collect(folder: Path) -> dict[str, str]:
    """Run collectstatic into the folder; the hashed name of each file by its own."""
    call_command("collectstatic", interactive=False, verbosity=0)
    return dict(json.loads((folder / "staticfiles.json").read_text())["paths"])


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """Every static file of the portal and its libraries, collected once."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=STORAGE, STATIC_ROOT=folder):
        yield folder, collect(folder)


def targets(folder: Path, name: str, pattern: re.Pattern[str]) -> list[Path]:
    """The files of ours a collected file leads to."""
    text = COMMENT.sub("", (folder / name).read_text(encoding="utf-8"))
    found = [each for each in pattern.findall(text) if not each.startswith(("data:", "http", "#"))]
    return [((folder / name).parent / each).resolve() for each in found]


def test_the_module_of_the_mark_grid_reaches_every_other_under_hashed_names(collected) -> None:
    folder, names = collected
    entries = ("main", "read", "asking", "print", "offline")
    waiting, reached = [names[f"marksheet/{name}.js"] for name in entries], set()
    while waiting:
        name = waiting.pop()
        reached.add(name)
        for target in targets(folder, name, IMPORT):
            assert target.is_file(), f"{name} imports {target.name}, which was not collected"
            found = target.relative_to(folder.resolve()).as_posix()
            assert HASHED.search(found), f"{name} imports {found} without its hash"
            assert found in names.values(), f"{found} is not the current version"
            waiting += [found] if found not in reached else []
    modules = {own for own in names if own.startswith("marksheet/") and own.endswith(".js")}
    # The module of the sign-out dialog stands on every page, the others on the grid's.
    wanted = modules - {"marksheet/signout.js"} | {"accounts/passkeys.js", "ui/side.js"}
    assert {names[own] for own in wanted} == reached


def test_every_other_module_and_style_sheet_of_ours_leads_to_files_that_are_there(
    collected,
) -> None:
    folder, names = collected
    folders = {path.name for path in Path(portal.STATICFILES_DIRS[0]).iterdir()} - {"vendor"}
    ours = [own for own in names if own.partition("/")[0] in folders]
    led = 0
    for own in ours:
        pattern = {".js": IMPORT, ".css": URL}.get(Path(own).suffix)
        for target in targets(folder, names[own], pattern) if pattern else []:
            assert target.is_file() and HASHED.search(target.name), (own, target)
            led += 1
    assert led > len(ours) / 2
    assert len(folders) > 5


def test_every_file_is_collected_and_the_texts_are_compressed_as_well(collected) -> None:
    folder, names = collected
    own = {
        path
        for finder in finders.get_finders()
        for path, _storage in finder.list(["CVS", ".*", "*~"])
    }
    assert names.keys() == own | JOINED.keys()
    main = folder / names["marksheet/main.js"]
    assert gzip.decompress(main.with_suffix(".js.gz").read_bytes()) == main.read_bytes()


def test_a_page_asks_for_the_hashed_names(collected, client, db) -> None:
    _folder, names = collected
    page = client.get("/accounts/sign-in/").content.decode()
    assert f"/static/{names['ui/portal.css']}" in page
    assert "/static/ui/portal.css" not in page


def test_sheets_that_stand_together_are_one_file_in_their_order(collected, client, db) -> None:
    folder, names = collected
    for name, parts in JOINED.items():
        joined = (folder / names[name]).read_text(encoding="utf-8")
        places = [joined.index((folder / part).read_text(encoding="utf-8")[:60]) for part in parts]
        assert places == sorted(places), name
    page = client.get("/accounts/sign-in/").content.decode()
    assert not [part for part in JOINED["ui/portal.css"] if names[part] in page]


def test_the_folders_of_modules_are_those_of_the_settings_in_force(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    with override_settings(STATICFILES_DIRS=[tmp_path]):
        elsewhere = [each for each, _ in PortalStaticStorage().patterns]
    own = [each for each, _ in PortalStaticStorage().patterns]
    assert "elsewhere/*.js" in elsewhere and "marksheet/*.js" not in elsewhere
    assert "marksheet/*.js" in own and "elsewhere/*.js" not in own


def test_a_change_in_a_module_gives_a_new_name_to_every_module_above_it(tmp_path: Path) -> None:
    """Otherwise a browser that keeps files for ever goes on with the old one."""
    source, root = tmp_path / "source", tmp_path / "root"
    (source / "marksheet").mkdir(parents=True)
    modules = source / "marksheet"
    (modules / "top.js").write_text('import { middle } from "./middle.js";\nmiddle();\n')
    (modules / "middle.js").write_text('export { leaf as middle } from "./leaf.js";\n')
    (modules / "other.js").write_text("export const other = 1;\n")
    found = []
    for text in ("export const leaf = () => 1;\n", "export const leaf = () => 2;\n"):
        (modules / "leaf.js").write_text(text)
        with override_settings(
            STORAGES=STORAGE,
            STATIC_ROOT=root,
            STATICFILES_DIRS=[source],
            STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        ):
            found.append(collect(root))
    changed = {own for own, name in found[0].items() if found[1][own] != name}
    assert changed == {f"marksheet/{name}.js" for name in ("top", "middle", "leaf")}

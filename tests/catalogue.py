"""The texts of the portal and their Vietnamese, compared without GNU gettext.

`python -m tests.catalogue` adds new texts to locale/vi with an empty translation and drops
those nobody uses; the test then fails until somebody has translated them.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

from tests.borrowed_texts import BORROWED

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "vi" / "LC_MESSAGES" / "django.po"
SOURCES = ["eduportal", "schools", "students", "staffing", "grades"]

PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}


class Text(NamedTuple):
    """One text as the catalogue keys it."""

    context: str | None
    singular: str
    plural: str | None


def texts() -> dict[Text, set[str]]:
    """Every text of the code, the templates and the borrowed ones, with the files that use it."""
    found: dict[Text, set[str]] = {}
    for borrowed in BORROWED:
        text = Text(None, borrowed.singular, borrowed.plural)
        found.setdefault(text, set()).add(f"{borrowed.package} {borrowed.folder}")
    for path in [*_python_files(), *_templates()]:
        source = path.read_text(encoding="utf-8")
        for text in _calls(source) if path.suffix == ".py" else texts_of_template(source):
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return found


def texts_of_template(source: str) -> Iterator[Text]:
    """Those of its tags, and of `_()` inside filters and arguments of tags."""
    yield from _calls(_calls_of_template(source))


def _templates() -> list[Path]:
    """Pages, and the plain text of e-mails."""
    folder = ROOT / "templates"
    return sorted([*folder.rglob("*.html"), *folder.rglob("*.txt")])


def _python_files() -> Iterator[Path]:
    for folder in SOURCES:
        yield from sorted(
            path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
        )


def _calls_of_template(source: str) -> str:
    """The gettext calls Django finds in a template, one a line, as Python."""
    blanked = templatize(source)
    pattern = r"(?:n?p?gettext|\b_)\((?:[^()\"']|u?\"(?:\\.|[^\"\\])*\"|u?'(?:\\.|[^'\\])*')*\)"
    lines = [match.group(0) for match in re.finditer(pattern, blanked)]
    # templatize passes the count of a plural as a bare expression; only the texts matter here.
    return "\n".join(re.sub(r",\s*count\)", ", 1)", line) for line in lines)


def _calls(source: str) -> Iterator[Text]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [arg.value for arg in node.args if _is_text(arg)]
        if name in PLAIN and words:
            yield Text(None, words[0], None)
        elif name in PLURAL and len(words) >= 2:
            yield Text(None, words[0], words[1])
        elif name in CONTEXT and len(words) >= 2:
            yield Text(words[0], words[1], None)


def _is_text(argument: ast.expr) -> bool:
    return isinstance(argument, ast.Constant) and isinstance(argument.value, str)


def key(entry: polib.POEntry) -> Text:
    """The entry of the catalogue as a text."""
    return Text(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def is_translated(entry: polib.POEntry) -> bool:
    """Whether the entry has its Vietnamese, not a guess."""
    if entry.fuzzy:
        return False
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)


def update() -> None:
    """Bring the catalogue to the texts of today."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=98)
    known = {key(entry): entry for entry in catalogue}
    wanted = texts()
    for text in known.keys() - wanted.keys():
        catalogue.remove(known[text])
    for text in wanted.keys() - known.keys():
        plural = {0: ""} if text.plural else {}
        catalogue.append(
            polib.POEntry(
                msgctxt=text.context,
                msgid=text.singular,
                msgid_plural=text.plural or "",
                msgstr_plural=plural,
            )
        )
    for entry in catalogue:
        entry.occurrences = [(name, "") for name in sorted(wanted[key(entry)])]
    catalogue.sort(key=lambda entry: (entry.occurrences[0][0], entry.msgid))
    catalogue.save()
    missing = [entry for entry in catalogue if not is_translated(entry)]
    print(f"{len(catalogue)} texts, {len(missing)} to translate")


if __name__ == "__main__":
    update()

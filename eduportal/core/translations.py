"""Compiles the translation catalogues without GNU gettext, which a bare machine lacks."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"


def compile_catalogues(locale: Path = LOCALE) -> int:
    """Write the `.mo` file of every `.po` file that is newer; returns how many were written."""
    written = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        # Renamed at the end: a running web process never reads half a catalogue.
        unfinished = compiled.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(compiled)
        written += 1
    return written


if __name__ == "__main__":
    compile_catalogues()

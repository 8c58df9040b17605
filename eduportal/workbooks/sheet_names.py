"""What sheets are called, where a name was typed in an old font as the cells were."""

from collections.abc import Sequence

from eduportal.workbooks.header_titles import class_line
from eduportal.workbooks.letters import converted, other_reading
from eduportal.workbooks.values import ConvertedText


def read_names(names: Sequence[str]) -> list[str]:
    """Each name as its writer saw it, as ConvertedText where that is another; all stay different.

    A sheet is known by its name: where two would be called alike, the second keeps its own.
    """
    read: list[str] = []
    for name in names:
        found = _read(name)
        read.append(name if found in names or found in read else found)
    return read


def _read(name: str) -> str:
    """Beside what is no Vietnamese as it stands: "Líp 6A1", which is a class in TCVN3 only."""
    found = converted(name)
    if isinstance(found, ConvertedText) or class_line(name):
        return found
    for code in ("TCVN3", "VNI"):
        other = other_reading(name, code)
        if class_line(other):
            return ConvertedText(other, name, code)
    return name

"""What is wrong with a package, and the refusal that lists it all, grouped by cause."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

SAMPLES = 3


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a package: a stable code, the sentence, and where it is.

    `line` counts from 1, the line after the header; 0 stands for the package as a whole.
    """

    code: str
    message: str
    line: int = 0
    column: str = ""
    value: str = ""


@dataclass
class Cause:
    """Every problem of one kind: three samples in full, and the numbers of all lines."""

    code: str
    message: str
    count: int = 0
    samples: list[list[Any]] = field(default_factory=list)
    """Of each its line, column and value."""
    lines: list[int] = field(default_factory=list)


class BadPackage(Exception):
    """The bytes are not a package; every problem found, not the first only."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems[:SAMPLES]))
        self.problems = list(problems)


def by_cause(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """The problems as they travel and are kept: thousands of lines, a few causes.

    The message is that of the first of its kind.
    """
    causes: dict[tuple[str, str], Cause] = {}
    for each in problems:
        cause = causes.setdefault((each.code, each.column), Cause(each.code, each.message))
        cause.count += 1
        if len(cause.samples) < SAMPLES:
            cause.samples.append([each.line, each.column, each.value])
        if each.line and (not cause.lines or cause.lines[-1] != each.line):
            cause.lines.append(each.line)
    return [vars(cause) for cause in causes.values()]

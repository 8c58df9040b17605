"""One thing wrong with a package, and the refusal that lists them all."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a package: which record and column, a stable code, and the sentence."""

    code: str
    message: str
    record: str = ""
    column: str = ""
    value: str = ""


class BadPackage(Exception):
    """The bytes are not a package; every problem found, not the first only."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = list(problems)

"""Refusals of the services of the register of schemes."""

from collections.abc import Sequence


class ReformRefused(ValueError):
    """What cannot be done; `problems` holds a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__(" ".join(problems))


def refuse_if(problems: Sequence[str]) -> None:
    if problems:
        raise ReformRefused(problems)

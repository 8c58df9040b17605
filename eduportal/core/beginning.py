"""The steps with which something begins, as templates/_first_steps.html shows them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step: what it is for, where it is done, what is there already."""

    title: str
    text: str
    url: str
    action: str
    count: int
    is_done: bool


def next_of(steps: Iterable[Step]) -> Step | None:
    """The first step that is not done."""
    return next((step for step in steps if not step.is_done), None)

"""A question put to a child process."""

from __future__ import annotations

from dataclasses import dataclass

from eduportal.planning.location.answers import CatchmentsAnswer, PlacesAnswer
from eduportal.planning.location.frozen import Job
from eduportal.solving.children import Limits, ask_child

MODULE = "eduportal.planning.location"


@dataclass(frozen=True)
class Done:
    """What the child found, in how many processor seconds, with how much memory at most."""

    found: CatchmentsAnswer | list[PlacesAnswer]
    seconds: float
    peak_bytes: int


def ask(job: Job, limits: Limits) -> tuple[Done | None, str]:
    """The answer; or why there is none."""
    done, problem = ask_child(MODULE, job, limits)
    assert done is None or isinstance(done, Done)
    return done, problem

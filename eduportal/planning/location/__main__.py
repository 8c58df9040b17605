"""The child that answers one question of places or catchments."""

import time

from eduportal.planning.location.answers import (
    CatchmentsAnswer,
    CatchmentsJob,
    PlacesAnswer,
    answer_catchments,
    answer_places,
)
from eduportal.planning.location.asking import Done
from eduportal.planning.location.frozen import Job
from eduportal.solving.children import answer_parent, peak_bytes


def answer(job: Job) -> Done:
    """Raises MemoryError where the limit is met."""
    begun = time.process_time()
    found: CatchmentsAnswer | list[PlacesAnswer]
    found = answer_catchments(job) if isinstance(job, CatchmentsJob) else answer_places(job)
    return Done(found, time.process_time() - begun, peak_bytes())


if __name__ == "__main__":
    answer_parent(answer)

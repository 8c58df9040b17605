"""The base class of Celery tasks that run in one scope and one transaction."""

import logging
import sys
from typing import Any

from celery import Task
from celery.signals import worker_init

from eduportal.scoping.checks import UnsafeDatabase, require_safe_database
from eduportal.scoping.context import Actor, acting_as, everywhere, schools

logger = logging.getLogger(__name__)


@worker_init.connect
def refuse_unsafe_database(**_: Any) -> None:
    """End the worker before its first task; Celery would log any other exception and go on."""
    try:
        require_safe_database()
    except UnsafeDatabase as refusal:
        logger.critical("The worker does not start. %s", refusal)
        sys.exit(1)


class ScopedTask(Task):
    """Runs inside a scope: the school named by its `school_id` argument, or everywhere.

    A task either takes `school_id` as a keyword or declares `everywhere_because = "reason"`; a
    call with neither is refused before the first query.
    """

    everywhere_because: str = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        school_id = kwargs.get("school_id")
        if school_id is None and not self.everywhere_because:
            raise ValueError(f"{self.name} needs school_id, or must declare everywhere_because")
        because = self.everywhere_because
        opened = everywhere(because) if school_id is None else schools([school_id])
        with opened, acting_as(Actor(door="task")):
            return super().__call__(*args, **kwargs)

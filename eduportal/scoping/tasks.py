"""The base class of every Celery task that touches scoped tables."""

from typing import Any

from celery import Task

from eduportal.scoping.context import Actor, acting_as, everywhere, schools


class ScopedTask(Task):
    """Runs inside a scope: the school named by its `school_id` argument, or everywhere.

    A task either takes `school_id` as a keyword or declares `everywhere = "reason"`; a call with
    neither is refused before the first query.
    """

    abstract = True
    everywhere: str = ""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        school_id = kwargs.get("school_id")
        if school_id is None and not self.everywhere:
            raise ValueError(f"{self.name} needs school_id, or must declare everywhere=reason")
        opened = everywhere(self.everywhere) if school_id is None else schools([school_id])
        with opened, acting_as(Actor(door="task")):
            return super().__call__(*args, **kwargs)

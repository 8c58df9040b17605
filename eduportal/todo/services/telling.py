"""Who is told of a step of a task."""

from collections.abc import Iterable

from eduportal.notices.kinds import NoticeKind
from eduportal.notices.services import Told, tell
from eduportal.todo.models import Task
from eduportal.todo.selectors import who_answers, who_asked


def tell_asked(tasks: list[Task], kind: NoticeKind, words: str, *, by: int | None) -> None:
    """Those of whom the tasks are asked."""
    _tell(tasks, who_answers(tasks), kind, words, by)


def tell_askers(tasks: list[Task], kind: NoticeKind, words: str, *, by: int | None) -> None:
    """Those who asked."""
    _tell(tasks, who_asked(tasks), kind, words, by)


def told(
    task: Task, users: Iterable[int], kind: NoticeKind, words: str = "", mark: str = ""
) -> list[Told]:
    """One notice a person; `mark` tells apart what is said of one task more than once."""
    return [
        Told(
            user_id=user,
            school_id=task.asked_school_id or next(iter(task.schools), None),
            kind=kind,
            about=f"{task.public_id}{mark}",
            key=str(task.public_id),
            facts={"day": task.due_on.isoformat(), "task": task.words},
            words=words,
        )
        for user in users
    ]


def _tell(
    tasks: list[Task], users: dict[int, set[int]], kind: NoticeKind, words: str, by: int | None
) -> None:
    tell([each for task in tasks for each in told(task, users[task.pk], kind, words)], by=by)

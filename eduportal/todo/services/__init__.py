"""The only writers of tasks and their threads."""

from eduportal.todo.services.asking import Outcome, Wanted, ask_tasks
from eduportal.todo.services.errors import TaskRefused
from eduportal.todo.services.following import follow_tasks
from eduportal.todo.services.moving import take_step

__all__ = ["Outcome", "TaskRefused", "Wanted", "ask_tasks", "follow_tasks", "take_step"]

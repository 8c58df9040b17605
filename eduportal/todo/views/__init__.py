"""The pages of tasks."""

from eduportal.todo.views.asking import task_new
from eduportal.todo.views.tasks import task, task_file, task_list

__all__ = ["task", "task_file", "task_list", "task_new"]

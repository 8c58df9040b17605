"""The only writers of what is counted, assumed and forecast."""

from eduportal.planning.services.applying import apply_due, apply_scenario
from eduportal.planning.services.assuming import choose_version, make_version
from eduportal.planning.services.counting import (
    count_enrolments,
    record_children,
    record_students,
    take_back_counts,
)
from eduportal.planning.services.declaring import Stated, remove_stated, state_migration
from eduportal.planning.services.errors import PlanningRefused, refuse_if
from eduportal.planning.services.moving import (
    approve,
    end,
    hear,
    object_to,
    send_back,
    submit,
    take_back,
    undo_approval,
)
from eduportal.planning.services.runs import make_run
from eduportal.planning.services.scenarios import (
    Described,
    delete_scenario,
    draft_scenario,
    name_scenario,
    put_step,
    remove_step,
)
from eduportal.planning.services.sizing import put_size, remove_size

__all__ = [
    "Described",
    "PlanningRefused",
    "Stated",
    "apply_due",
    "apply_scenario",
    "approve",
    "choose_version",
    "count_enrolments",
    "delete_scenario",
    "draft_scenario",
    "end",
    "hear",
    "make_run",
    "make_version",
    "name_scenario",
    "object_to",
    "put_size",
    "put_step",
    "record_children",
    "record_students",
    "refuse_if",
    "remove_size",
    "remove_stated",
    "remove_step",
    "send_back",
    "state_migration",
    "submit",
    "take_back",
    "take_back_counts",
    "undo_approval",
]

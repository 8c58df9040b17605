"""The only writers of what is counted, assumed and forecast."""

from eduportal.planning.services.assuming import choose_version, make_version
from eduportal.planning.services.counting import (
    count_enrolments,
    record_children,
    record_students,
    take_back_counts,
)
from eduportal.planning.services.declaring import Stated, remove_stated, state_migration
from eduportal.planning.services.errors import PlanningRefused
from eduportal.planning.services.runs import make_run

__all__ = [
    "PlanningRefused",
    "Stated",
    "choose_version",
    "count_enrolments",
    "make_run",
    "make_version",
    "record_children",
    "record_students",
    "remove_stated",
    "state_migration",
    "take_back_counts",
]

"""The only writers of students and their enrolments."""

from students.services.enrolling import ClassMissing, RegisterChanged, RosterEntry, enrol_students

__all__ = ["ClassMissing", "RegisterChanged", "RosterEntry", "enrol_students"]

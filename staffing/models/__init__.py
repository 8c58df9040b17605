"""Staff, their posts and duties, and who teaches what."""

from staffing.models.people import Duty, Post, StaffMember
from staffing.models.planning import AssignmentChange, AssignmentDraft
from staffing.models.teaching import HomeroomAssignment, Substitution, TeachingAssignment

__all__ = [
    "AssignmentChange",
    "AssignmentDraft",
    "Duty",
    "HomeroomAssignment",
    "Post",
    "StaffMember",
    "Substitution",
    "TeachingAssignment",
]

"""Staff, their posts and duties, and who teaches what."""

from staffing.models.counted import BalanceCount
from staffing.models.declaring import Declaration, DeclarationStep, StaffingReview
from staffing.models.norms import StaffingNorms
from staffing.models.people import Duty, Post, StaffMember
from staffing.models.planning import AssignmentChange, AssignmentDraft
from staffing.models.quota import Quota
from staffing.models.records import Elsewhere, Guest, Leave, Qualification, StaffSubject, Title
from staffing.models.teaching import HomeroomAssignment, Substitution, TeachingAssignment

__all__ = [
    "AssignmentChange",
    "AssignmentDraft",
    "BalanceCount",
    "Declaration",
    "DeclarationStep",
    "Duty",
    "Elsewhere",
    "Guest",
    "HomeroomAssignment",
    "Leave",
    "Post",
    "Qualification",
    "Quota",
    "StaffMember",
    "StaffSubject",
    "StaffingNorms",
    "StaffingReview",
    "Substitution",
    "TeachingAssignment",
    "Title",
]

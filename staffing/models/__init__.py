"""Staff, their posts and duties, and who teaches what."""

from staffing.models.counted import BalanceCount
from staffing.models.decided import LineConsent, LineObjection, StaffDecision
from staffing.models.declaring import Declaration, DeclarationStep, StaffingReview
from staffing.models.history import StaffChange
from staffing.models.norms import StaffingNorms
from staffing.models.outlook import OutlookAssumptions, PlannedClasses
from staffing.models.people import Duty, Post, StaffMember
from staffing.models.planning import AssignmentChange, AssignmentDraft
from staffing.models.quota import Quota
from staffing.models.rating import StandardRating
from staffing.models.records import (
    Elsewhere,
    Guest,
    Leave,
    Qualification,
    StaffSubject,
    Title,
    Training,
)
from staffing.models.scenarios import (
    InputSnapshot,
    OpenCell,
    Scenario,
    ScenarioLine,
    ScenarioPart,
)
from staffing.models.teaching import HomeroomAssignment, Substitution, TeachingAssignment
from staffing.models.wishes import Protection, Wish

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
    "InputSnapshot",
    "Leave",
    "OutlookAssumptions",
    "PlannedClasses",
    "LineConsent",
    "LineObjection",
    "OpenCell",
    "Post",
    "Protection",
    "Qualification",
    "Quota",
    "StaffChange",
    "Scenario",
    "ScenarioLine",
    "ScenarioPart",
    "StaffDecision",
    "StandardRating",
    "StaffMember",
    "StaffSubject",
    "StaffingNorms",
    "StaffingReview",
    "Substitution",
    "TeachingAssignment",
    "Title",
    "Training",
    "Wish",
]

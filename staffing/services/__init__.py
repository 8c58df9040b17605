"""The only writers of staff, posts, homerooms and assignments."""

from staffing.services.assigning import CellEdit, CellResult, Wanted, assign_cells
from staffing.services.copying import copy_assignments
from staffing.services.counting import count_balances
from staffing.services.declaring import (
    Act,
    ReviewDays,
    check,
    decide,
    declare,
    object_to,
    reopen,
    send_back,
    set_review,
)
from staffing.services.drafting import apply_draft, change_draft, discard_draft, start_draft
from staffing.services.errors import StaffRefused
from staffing.services.holding import PostFacts
from staffing.services.homerooms import lead_class
from staffing.services.listing import Listed, ListRefused, write_listed
from staffing.services.norms import NormDecision, draft_norms, move_norms
from staffing.services.outlook import (
    AssumptionFacts,
    assume,
    plan_classes,
    planned_revision,
)
from staffing.services.people import (
    StaffFacts,
    add_staff,
    change_staff,
    changed_staff_problems,
    delete_staff,
    new_staff_problems,
)
from staffing.services.posts import add_duty, add_post, end_row, remove_row
from staffing.services.quota import QuotaFacts, quota_problems, quota_revision, record_quota
from staffing.services.rating import Announced, Ratings, rate_teachers
from staffing.services.records import add_record
from staffing.services.substituting import (
    end_homeroom_substitution,
    end_substitution,
    stand_in,
)
from staffing.services.training import Planned, end_training, plan_trainings

__all__ = [
    "Act",
    "Announced",
    "Ratings",
    "AssumptionFacts",
    "assume",
    "plan_classes",
    "planned_revision",
    "ReviewDays",
    "check",
    "decide",
    "declare",
    "object_to",
    "reopen",
    "send_back",
    "set_review",
    "CellEdit",
    "CellResult",
    "ListRefused",
    "Listed",
    "NormDecision",
    "Planned",
    "PostFacts",
    "QuotaFacts",
    "StaffFacts",
    "StaffRefused",
    "Wanted",
    "apply_draft",
    "change_draft",
    "discard_draft",
    "start_draft",
    "add_duty",
    "add_post",
    "add_record",
    "add_staff",
    "assign_cells",
    "change_staff",
    "changed_staff_problems",
    "copy_assignments",
    "count_balances",
    "delete_staff",
    "draft_norms",
    "end_homeroom_substitution",
    "end_row",
    "end_training",
    "end_substitution",
    "lead_class",
    "move_norms",
    "new_staff_problems",
    "plan_trainings",
    "quota_problems",
    "quota_revision",
    "rate_teachers",
    "record_quota",
    "remove_row",
    "stand_in",
    "write_listed",
]

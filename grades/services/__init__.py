"""The only writers of the mark book."""

from grades.services.amending import Asked, answer_amendment, ask_amendment, withdraw_amendment
from grades.services.amendment_deciding import (
    Decision,
    approve_amendment,
    confirm_amendment,
    question_amendment,
    refuse_amendment,
    set_amendment_policy,
)
from grades.services.amendment_steps import Act
from grades.services.approving import approve_sheets
from grades.services.correcting import correct_class, withdraw_class
from grades.services.deciding import Decided, decide_students
from grades.services.elsewhere import enter_marks_elsewhere
from grades.services.entry import CellEdit, CellResult, SaveOutcome, save_cells
from grades.services.errors import (
    AmendmentRefused,
    ClassNotReady,
    DecisionsRefused,
    MarksMissing,
    NotAllowed,
    NotReadable,
    OperationReused,
    OutsideRefused,
    SheetLocked,
    SheetsRefused,
    ShownOtherwise,
    StepNotPossible,
)
from grades.services.exempting import follow_exemptions
from grades.services.moving import follow_stays
from grades.services.outside import Source, enter_outside_marks
from grades.services.reminding import Reminded, remind
from grades.services.results import compute_term_results
from grades.services.sealing import seal_class
from grades.services.sheets import open_lines_for, open_school_sheets, open_sheets
from grades.services.steps import move_sheet
from grades.services.topics import follow_topics

__all__ = [
    "Act",
    "AmendmentRefused",
    "Asked",
    "Decision",
    "answer_amendment",
    "approve_amendment",
    "ask_amendment",
    "confirm_amendment",
    "question_amendment",
    "refuse_amendment",
    "set_amendment_policy",
    "withdraw_amendment",
    "CellEdit",
    "CellResult",
    "ClassNotReady",
    "Decided",
    "DecisionsRefused",
    "MarksMissing",
    "NotAllowed",
    "NotReadable",
    "OperationReused",
    "OutsideRefused",
    "Reminded",
    "SaveOutcome",
    "SheetLocked",
    "SheetsRefused",
    "ShownOtherwise",
    "StepNotPossible",
    "Source",
    "approve_sheets",
    "compute_term_results",
    "correct_class",
    "decide_students",
    "enter_marks_elsewhere",
    "enter_outside_marks",
    "follow_exemptions",
    "follow_stays",
    "follow_topics",
    "move_sheet",
    "open_lines_for",
    "open_school_sheets",
    "open_sheets",
    "remind",
    "save_cells",
    "seal_class",
    "withdraw_class",
]

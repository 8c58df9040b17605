"""What happens to an uploaded file: received → checked → confirmed → applied.

Nothing outside this app is written before `confirmed`; everything is written in one transaction.
"""

from eduportal.imports.services.applying import apply_job
from eduportal.imports.services.checking import check_job
from eduportal.imports.services.clearing import (
    STRAY_FILES,
    STRAY_PREPARED_FILES,
    EndedImports,
    UnconfirmedImports,
)
from eduportal.imports.services.columns import set_columns
from eduportal.imports.services.correcting import correct_cells
from eduportal.imports.services.deciding import (
    answer_questions,
    confirm_job,
    discard_job,
    may_confirm,
    open_questions,
)
from eduportal.imports.services.errors import (
    AlreadyOpen,
    AnswersMissing,
    FileTooLarge,
    JobMoved,
    JobRefused,
    NotAColumn,
    NotAllRight,
    NothingToCorrect,
    NothingToPrepare,
    NothingToWrite,
    NotPermitted,
    ReasonMissing,
)
from eduportal.imports.services.opening import original_content
from eduportal.imports.services.preparing import (
    ask_for_file,
    make_file,
    may_be_prepared,
    prepared_content,
)
from eduportal.imports.services.receiving import receive_file, too_large
from eduportal.imports.services.stages import may_be_sent_again
from eduportal.imports.services.states import require_as_shown
from eduportal.imports.services.undoing import (
    LONGEST_REASON,
    ask_undo,
    confirm_undo,
    give_up_undo,
    may_give_up_undo,
    may_undo,
    undo_job,
    weigh_undo,
)

__all__ = [
    "AlreadyOpen",
    "AnswersMissing",
    "STRAY_FILES",
    "STRAY_PREPARED_FILES",
    "EndedImports",
    "FileTooLarge",
    "JobMoved",
    "JobRefused",
    "LONGEST_REASON",
    "NotAColumn",
    "NotAllRight",
    "NotPermitted",
    "NothingToCorrect",
    "NothingToPrepare",
    "NothingToWrite",
    "ReasonMissing",
    "UnconfirmedImports",
    "answer_questions",
    "apply_job",
    "ask_for_file",
    "ask_undo",
    "check_job",
    "confirm_job",
    "confirm_undo",
    "correct_cells",
    "discard_job",
    "give_up_undo",
    "make_file",
    "prepared_content",
    "may_be_prepared",
    "may_be_sent_again",
    "may_confirm",
    "may_give_up_undo",
    "may_undo",
    "open_questions",
    "original_content",
    "receive_file",
    "require_as_shown",
    "set_columns",
    "too_large",
    "undo_job",
    "weigh_undo",
]

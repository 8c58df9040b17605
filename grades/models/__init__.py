"""The mark book and the ledger of sealed results."""

from grades.models.amendments import (
    AmendedCell,
    Amendment,
    AmendmentPolicy,
    AmendmentStep,
    Evidence,
)
from grades.models.asked import AskedCell
from grades.models.comments import CellComment
from grades.models.comparisons import ComparedResult, RegulationComparison
from grades.models.decisions import SealDecision
from grades.models.examinations import Candidate, EarlierMark, EarlierYear, ExaminationScore
from grades.models.history import CellOperation, MarkChange, SheetStep
from grades.models.homeroom import (
    CommentPhrase,
    CommentReading,
    HomeroomChange,
    HomeroomRecord,
)
from grades.models.midterm import MidtermRequest
from grades.models.outside import OutsideResult, OutsideTerm
from grades.models.questions import MarkQuestion, QuestionStep
from grades.models.regulations import RegulationSet
from grades.models.removals import Removal, WithdrawnSheet
from grades.models.results import SealedStay, TermResult
from grades.models.reviews import MarkReview
from grades.models.sheet import MarkRecord, MarkSheet
from grades.models.summer import AgainSheet, LevelCompletion, YearSubject
from grades.models.support import RiskCount, SupportAction
from grades.models.windows import EntryException, ProvinceWindow, SchoolWindow
from grades.models.year import YearDecision, YearResult, YearStep

__all__ = [
    "RiskCount",
    "SupportAction",
    "AgainSheet",
    "AmendedCell",
    "Amendment",
    "AmendmentPolicy",
    "AmendmentStep",
    "AskedCell",
    "Candidate",
    "CellComment",
    "CellOperation",
    "CommentPhrase",
    "CommentReading",
    "EarlierMark",
    "EarlierYear",
    "EntryException",
    "ExaminationScore",
    "ComparedResult",
    "HomeroomChange",
    "HomeroomRecord",
    "LevelCompletion",
    "Evidence",
    "MarkChange",
    "MarkQuestion",
    "MarkRecord",
    "MarkReview",
    "MarkSheet",
    "MidtermRequest",
    "OutsideResult",
    "OutsideTerm",
    "ProvinceWindow",
    "QuestionStep",
    "RegulationComparison",
    "RegulationSet",
    "Removal",
    "SchoolWindow",
    "SealDecision",
    "SealedStay",
    "SheetStep",
    "TermResult",
    "WithdrawnSheet",
    "YearDecision",
    "YearResult",
    "YearStep",
    "YearSubject",
]

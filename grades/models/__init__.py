"""The mark book and the ledger of sealed results."""

from grades.models.asked import AskedCell
from grades.models.comments import CellComment
from grades.models.comparisons import ComparedResult, RegulationComparison
from grades.models.decisions import SealDecision
from grades.models.history import CellOperation, MarkChange, SheetStep
from grades.models.midterm import MidtermRequest
from grades.models.regulations import RegulationSet
from grades.models.removals import Removal, WithdrawnSheet
from grades.models.results import TermResult
from grades.models.sheet import MarkRecord, MarkSheet
from grades.models.windows import EntryException, ProvinceWindow, SchoolWindow

__all__ = [
    "AskedCell",
    "CellComment",
    "CellOperation",
    "EntryException",
    "ComparedResult",
    "MarkChange",
    "MarkRecord",
    "MarkSheet",
    "MidtermRequest",
    "ProvinceWindow",
    "RegulationComparison",
    "RegulationSet",
    "Removal",
    "SchoolWindow",
    "SealDecision",
    "SheetStep",
    "TermResult",
    "WithdrawnSheet",
]

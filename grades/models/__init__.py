"""The mark book and the ledger of sealed results."""

from grades.models.comparisons import ComparedResult, RegulationComparison
from grades.models.history import CellOperation, MarkChange, SheetStep
from grades.models.ledger import LedgerLine
from grades.models.regulations import RegulationSet
from grades.models.removals import Removal, WithdrawnSheet
from grades.models.results import TermResult
from grades.models.sheet import MarkRecord, MarkSheet

__all__ = [
    "CellOperation",
    "ComparedResult",
    "LedgerLine",
    "MarkChange",
    "MarkRecord",
    "MarkSheet",
    "RegulationComparison",
    "RegulationSet",
    "Removal",
    "SheetStep",
    "TermResult",
    "WithdrawnSheet",
]

"""What one cell of a mark sheet may hold besides a mark in tenths."""

from enum import IntEnum, StrEnum

HIGHEST_MARK = 100
"""In tenths."""


class AssessmentForm(StrEnum):
    """How a subject is assessed.

    Vietnamese: hình thức đánh giá (22/2021/TT-BGDĐT, Điều 5 khoản 3; 27/2020/TT-BGDĐT, Điều 7).
    """

    SCORED = "scored"
    """Nhận xét kết hợp điểm số: comments and marks."""
    COMMENTED = "commented"
    """Nhận xét: comments only, result Đạt or Chưa đạt."""
    LEVELS = "levels"
    """Mức đạt được: T, H or C in primary school, with a marked test in some subjects."""


class CellForm(StrEnum):
    """How one cell is written: as the form of its subject says, or as a test in whole points."""

    SCORED = AssessmentForm.SCORED.value
    COMMENTED = AssessmentForm.COMMENTED.value
    LEVELS = AssessmentForm.LEVELS.value
    POINTS = "points"


BY_MARKS = (AssessmentForm.SCORED, AssessmentForm.COMMENTED)
"""The forms of grades 6 to 12, in general and continuing education."""


class CellCode(IntEnum):
    """A cell that holds no mark. Stored beside marks of 0 to 100 tenths, so all lie above them."""

    FAILED = 200
    """Chưa đạt (CĐ), in a comment-only subject."""
    PASSED = 201
    """Đạt (Đ), in a comment-only subject."""
    ABSENT = 210
    """Vắng (V): the assessment took place without the student; a make-up may follow."""
    EXEMPT = 211
    """Miễn (M): the student is not assessed here at all (Điều 11)."""
    NOT_COMPLETED = 220
    """Chưa hoàn thành (C), in a subject of primary school (27/2020/TT-BGDĐT, Điều 7 khoản 1)."""
    COMPLETED = 221
    """Hoàn thành (H)."""
    COMPLETED_WELL = 222
    """Hoàn thành tốt (T)."""


LEVELS_OF_COMPLETION = (
    CellCode.COMPLETED_WELL,
    CellCode.COMPLETED,
    CellCode.NOT_COMPLETED,
)
"""The best first."""

"""The named outcomes of a term or year: levels, promotion, titles."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """A level of learning or of conduct; the higher compares as the greater.

    Vietnamese: mức kết quả học tập, mức kết quả rèn luyện
    (22/2021/TT-BGDĐT, Điều 8 and Điều 9 khoản 2). The values are stored and must not change.
    """

    FAILED = 1
    PASSED = 2
    FAIR = 3
    GOOD = 4

    @property
    def vietnamese(self) -> str:
        """Official name, as printed in the transcript."""
        return _VIETNAMESE_LEVELS[self]

    @property
    def ministry_code(self) -> int:
        """Code in the Ministry's database: 1 Tốt, 2 Khá, 3 Đạt, 4 Chưa đạt."""
        return 5 - self.value

    @classmethod
    def from_ministry_code(cls, code: int) -> Level:
        """The level behind a Ministry code; raises ValueError for any other number."""
        return cls(5 - code)


_VIETNAMESE_LEVELS = {
    Level.GOOD: "Tốt",
    Level.FAIR: "Khá",
    Level.PASSED: "Đạt",
    Level.FAILED: "Chưa đạt",
}


class Promotion(StrEnum):
    """What follows for a student at the end of a school year (Điều 12, 13, 14)."""

    PROMOTED = "promoted"
    RETAINED = "retained"
    SUMMER_TRAINING = "summer_training"
    REASSESSMENT = "reassessment"

    @property
    def vietnamese(self) -> str:
        """Official wording, as printed in the class book."""
        return _VIETNAMESE_PROMOTIONS[self]


_VIETNAMESE_PROMOTIONS = {
    Promotion.PROMOTED: "Được lên lớp",
    Promotion.RETAINED: "Không được lên lớp",
    Promotion.SUMMER_TRAINING: "Rèn luyện trong kì nghỉ hè",
    Promotion.REASSESSMENT: "Kiểm tra, đánh giá lại các môn học",
}


class Award(StrEnum):
    """A title given at the end of a school year. Vietnamese: danh hiệu (Điều 15)."""

    EXCELLENT_STUDENT = "excellent_student"
    GOOD_STUDENT = "good_student"

    @property
    def vietnamese(self) -> str:
        """Official name, as printed on the certificate."""
        return _VIETNAMESE_AWARDS[self]


_VIETNAMESE_AWARDS = {
    Award.EXCELLENT_STUDENT: "Học sinh Xuất sắc",
    Award.GOOD_STUDENT: "Học sinh Giỏi",
}

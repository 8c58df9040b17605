"""The named outcomes of a term or year: levels, promotion, titles."""

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


class Promotion(StrEnum):
    """What follows for a student at the end of a school year (Điều 12, 13, 14).

    Vietnamese, in this order: được lên lớp, không được lên lớp, rèn luyện trong kì nghỉ hè,
    kiểm tra, đánh giá lại các môn học.
    """

    PROMOTED = "promoted"
    RETAINED = "retained"
    SUMMER_TRAINING = "summer_training"
    REASSESSMENT = "reassessment"


class Award(StrEnum):
    """A title given at the end of a school year. Vietnamese: danh hiệu (Điều 15)."""

    EXCELLENT_STUDENT = "excellent_student"
    GOOD_STUDENT = "good_student"

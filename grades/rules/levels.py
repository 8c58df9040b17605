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


class YearLevel(IntEnum):
    """A primary student's result of the year; the higher compares as the greater.

    Vietnamese: đánh giá kết quả giáo dục (27/2020/TT-BGDĐT, Điều 9 khoản 2): hoàn thành xuất sắc,
    hoàn thành tốt, hoàn thành, chưa hoàn thành. The values are stored, must not change, and none of
    them is one of Level: the two are never compared or counted together.
    """

    NOT_COMPLETED = 11
    COMPLETED = 12
    WELL = 13
    EXCELLENT = 14


AnyLevel = Level | YearLevel
"""A level of learning by any circular; the values tell the two apart."""


def level_of(value: int) -> AnyLevel:
    """The level that is stored as this value; raises ValueError."""
    return YearLevel(value) if value >= YearLevel.NOT_COMPLETED else Level(value)


class TraitLevel(IntEnum):
    """A level of a quality or competence of primary school; stored as it is.

    Vietnamese: Tốt (T), Đạt (Đ), Cần cố gắng (C) (27/2020/TT-BGDĐT, Điều 7 khoản 1). C of a subject
    is Chưa hoàn thành, another thing.
    """

    NEEDS_EFFORT = 1
    PASSED = 2
    GOOD = 3


class Completion(StrEnum):
    """What follows for a primary student at the end of a school year (27/2020/TT-BGDĐT, Điều 11).

    Vietnamese, in this order: hoàn thành chương trình lớp học, được lên lớp theo quyết định của
    hiệu trưởng, ở lại lớp.
    """

    COMPLETED = "completed"
    PROMOTED_BY_PRINCIPAL = "promoted_by_principal"
    RETAINED = "retained"


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
    """A title given at the end of a school year.

    Vietnamese: danh hiệu (22/2021/TT-BGDĐT, Điều 15; 27/2020/TT-BGDĐT, Điều 13): Học sinh Xuất sắc
    at every level of education, Học sinh Giỏi in secondary school, Học sinh Tiêu biểu hoàn thành
    tốt trong học tập và rèn luyện in primary school.
    """

    EXCELLENT_STUDENT = "excellent_student"
    GOOD_STUDENT = "good_student"
    EXEMPLARY_STUDENT = "exemplary_student"

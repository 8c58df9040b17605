"""The qualities and competences of primary school, by grade (27/2020/TT-BGDĐT, Điều 5)."""

from dataclasses import dataclass
from enum import StrEnum

from grades.rules.tt27.readings import Readings


class TraitGroup(StrEnum):
    """Vietnamese: phẩm chất chủ yếu, năng lực chung, năng lực đặc thù."""

    QUALITY = "quality"
    GENERAL = "general"
    SPECIFIC = "specific"


@dataclass(frozen=True, slots=True)
class Trait:
    """One quality or competence. `code` never changes; `name` is the official Vietnamese name, in
    every language of the interface."""

    code: str
    name: str
    group: TraitGroup


_QUALITIES = {
    "yeu-nuoc": "Yêu nước",
    "nhan-ai": "Nhân ái",
    "cham-chi": "Chăm chỉ",
    "trung-thuc": "Trung thực",
    "trach-nhiem": "Trách nhiệm",
}
_GENERAL = {
    "tu-chu": "Tự chủ và tự học",
    "giao-tiep": "Giao tiếp và hợp tác",
    "giai-quyet": "Giải quyết vấn đề và sáng tạo",
}
_SPECIFIC = {
    "ngon-ngu": "Ngôn ngữ",
    "tinh-toan": "Tính toán",
    "khoa-hoc": "Khoa học",
    "cong-nghe": "Công nghệ",
    "tin-hoc": "Tin học",
    "tham-mi": "Thẩm mĩ",
    "the-chat": "Thể chất",
}
ALL_TRAITS: tuple[Trait, ...] = tuple(
    Trait(code, name, group)
    for group, names in (
        (TraitGroup.QUALITY, _QUALITIES),
        (TraitGroup.GENERAL, _GENERAL),
        (TraitGroup.SPECIFIC, _SPECIFIC),
    )
    for code, name in names.items()
)


def traits_of(grade: int, readings: Readings) -> tuple[Trait, ...]:
    """What is assessed in a grade, in the order in which lists of levels keep it."""
    since = {
        "khoa-hoc": readings.science_competence_from,
        "cong-nghe": readings.technology_competences_from,
        "tin-hoc": readings.technology_competences_from,
    }
    return tuple(each for each in ALL_TRAITS if grade >= since.get(each.code, 1))

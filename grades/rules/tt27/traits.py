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
    """One quality or competence. `code` never changes; the name is grades.choices.traits'."""

    code: str
    group: TraitGroup


_QUALITIES = ("yeu-nuoc", "nhan-ai", "cham-chi", "trung-thuc", "trach-nhiem")
_GENERAL = ("tu-chu", "giao-tiep", "giai-quyet")
_SPECIFIC = (
    "ngon-ngu",
    "tinh-toan",
    "khoa-hoc",
    "cong-nghe",
    "tin-hoc",
    "tham-mi",
    "the-chat",
)
ALL_TRAITS: tuple[Trait, ...] = tuple(
    Trait(code, group)
    for group, codes in (
        (TraitGroup.QUALITY, _QUALITIES),
        (TraitGroup.GENERAL, _GENERAL),
        (TraitGroup.SPECIFIC, _SPECIFIC),
    )
    for code in codes
)


def traits_of(grade: int, readings: Readings) -> tuple[Trait, ...]:
    """What is assessed in a grade, in the order in which lists of levels keep it."""
    since = {
        "khoa-hoc": readings.science_competence_from,
        "cong-nghe": readings.technology_competences_from,
        "tin-hoc": readings.technology_competences_from,
    }
    return tuple(each for each in ALL_TRAITS if grade >= since.get(each.code, 1))

"""What follows from a year, in the words of the student's grade."""

from django.utils.translation import gettext_lazy

from grades.choices import PROMOTION_NAMES, Promotion, YearLevel

PROMOTIONS = [each.value for each in Promotion]
# A student of the last grade of a level does not move up but completes its programme
# (TT 22/2021 Art. 12; TT 27/2020 Art. 11). In the last grade of primary school the principal
# still decides whether a student moves up who has not completed it.
_COMPLETED = {
    5: gettext_lazy("completes the programme of primary school"),
    9: gettext_lazy("completes the programme of lower secondary school"),
    12: gettext_lazy("completes the programme of upper secondary school"),
}
_NOT_COMPLETED = {
    9: gettext_lazy("does not complete the programme of lower secondary school"),
    12: gettext_lazy("does not complete the programme of upper secondary school"),
}


def promotion_name(promotion: str, grade: int, learning: int | None = None) -> str:
    """What follows: that the student moves up or, at the end of a level, completes its programme.

    `learning` is the level that holds, by which a primary student has completed it or not; None
    where that is settled. Empty where nothing follows yet.
    """
    named = dict(PROMOTION_NAMES)
    if learning != YearLevel.NOT_COMPLETED and grade in _COMPLETED:
        named[Promotion.PROMOTED.value] = _COMPLETED[grade]
    if grade in _NOT_COMPLETED:
        named[Promotion.RETAINED.value] = _NOT_COMPLETED[grade]
    return str(named[promotion]) if promotion else ""


def decided_name(promotion: str, grade: int) -> str:
    """The same of what the principal decides: in primary school that is about who has not
    completed the class, and moving up does not complete it (TT 27/2020 Art. 11)."""
    is_primary = grade in _COMPLETED and grade not in _NOT_COMPLETED
    return promotion_name(promotion, grade, YearLevel.NOT_COMPLETED if is_primary else None)

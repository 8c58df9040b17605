"""What a personal number says of its holder, and how much of it is shown."""

import datetime

from schools.choices import Sex

FIRST_CENTURY = 1900
SEXES = (Sex.MALE, Sex.FEMALE)


def said_by(number: str) -> tuple[int, str]:
    """Year of birth and sex: the fourth digit has century and sex, the next two the year.

    12 digits, as the database holds them; the first three are where the birth was registered.
    """
    century, sex = divmod(int(number[3]), 2)
    return FIRST_CENTURY + 100 * century + int(number[4:6]), SEXES[sex]


def contradicts(number: str | None, born: datetime.date | None, sex: str) -> bool:
    """Whether what is recorded beside the number cannot be true of its holder."""
    if not number:
        return False
    year, said = said_by(number)
    return (born is not None and born.year != year) or (sex in SEXES and sex != said)


def shortened(number: str | None) -> str:
    """The number as lists show it."""
    return f"{number[:4]}…{number[-4:]}" if number else ""

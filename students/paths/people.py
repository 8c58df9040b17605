"""Leavers and rows of lists, as matching compares them."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `name` is a key in which only spelling counts; "" and None: not given."""

    key: int
    number: str
    name: str
    birth_date: datetime.date | None
    school: int | None

    def contradicts(self, other: "Person") -> bool:
        """Whether both have a number, and another one."""
        return bool(self.number and other.number and self.number != other.number)


def is_near(one: datetime.date, other: datetime.date) -> bool:
    """Whether two days differ by one slip: day and month exchanged, or one part off."""
    if one == other:
        return False
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    parts = (one.year == other.year, one.month == other.month, one.day == other.day)
    return sum(parts) == 2


def one_letter_off(one: str, other: str) -> bool:
    """Whether one letter was put in, left out or exchanged."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    return one[start + (len(one) == len(other)) :] == other[start + 1 :]

"""Leavers and enrolment lists of an invented province, with errors, and with the truth."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from eduportal.operations.demo.names import Names, keys
from students.paths.people import Person

FIRST_DAY = datetime.date(2011, 1, 1)
PUPILS_A_SCHOOL = 180
# Shares of rows: the kinds of error that lists of real institutions have.
NO_NUMBER, NO_SCHOOL, WRONG_DIGIT, WRONG_DAY, WRONG_LETTER, TWICE = (
    0.25,
    0.2,
    0.01,
    0.006,
    0.006,
    0.03,
)
ON_NO_LIST, ON_TWO_LISTS, NAMESAKES = 0.06, 0.05, 0.003


@dataclass(frozen=True)
class Lists:
    """`truth`: the leaver whom a row means; rows of strangers are not in it."""

    leavers: list[Person]
    rows: list[Person]
    truth: dict[int, int]


def generated(*, seed: int, leavers: int, strangers: int) -> Lists:
    draw = random.Random(seed)
    names = Names(draw)
    people = [_person(draw, names, key, leavers) for key in range(leavers)]
    _share_identities(draw, people)
    rows: list[Person] = []
    truth: dict[int, int] = {}
    for leaver in people:
        for row in _rows_of(draw, leaver):
            truth[len(rows)] = leaver.key
            rows.append(replace(row, key=len(rows)))
    for _each in range(strangers):
        row = _listed(draw, _person(draw, names, len(rows) + 10**7, leavers))
        rows.append(replace(row, key=len(rows)))
    draw.shuffle(rows)
    return Lists(people, rows, truth)


def _person(draw: random.Random, names: Names, key: int, leavers: int) -> Person:
    full_name, _sex, _ethnicity = names.person()
    born = FIRST_DAY + datetime.timedelta(days=draw.randrange(365))
    school = 1 + draw.randrange(max(1, leavers // PUPILS_A_SCHOOL))
    number = f"{draw.randrange(10**12):012d}"
    return Person(key, number if draw.random() < 0.98 else "", keys(full_name)[0], born, school)


def _share_identities(draw: random.Random, people: list[Person]) -> None:
    """Two children of one name and birth date, some of them at one school."""
    for _each in range(int(len(people) * NAMESAKES)):
        one, at = draw.choice(people), draw.randrange(len(people))
        school = one.school if draw.random() < 0.05 else people[at].school
        people[at] = replace(people[at], name=one.name, birth_date=one.birth_date, school=school)


def _rows_of(draw: random.Random, leaver: Person) -> Iterator[Person]:
    if draw.random() < ON_NO_LIST:
        return
    row = _listed(draw, leaver)
    yield row
    if draw.random() < TWICE:
        yield row
    if draw.random() < ON_TWO_LISTS:
        yield _listed(draw, leaver)


def _listed(draw: random.Random, person: Person) -> Person:
    """The person as an institution has written it down."""
    number, name, born = person.number, person.name, person.birth_date
    assert born is not None
    if draw.random() < NO_NUMBER:
        number = ""
    elif draw.random() < WRONG_DIGIT:
        number = _with_another(draw, number, "0123456789") if number else ""
    if draw.random() < WRONG_DAY:
        is_day = born.day <= 12 and draw.random() < 0.5
        born = (
            born.replace(day=born.month, month=born.day)
            if is_day
            else born.replace(year=born.year + draw.choice([-1, 1]), day=min(born.day, 28))
        )
    if draw.random() < WRONG_LETTER:
        name = _with_another(draw, name, "aeiouhnt")
    school = None if draw.random() < NO_SCHOOL else person.school
    return Person(0, number, name, born, school)


def _with_another(draw: random.Random, text: str, letters: str) -> str:
    at = draw.randrange(len(text))
    return text[:at] + draw.choice(letters) + text[at + 1 :]

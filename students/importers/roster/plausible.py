"""Rows that can hardly be meant: a teacher among students, a code without its digits, an old list.

They are asked about once for the whole file; until then they are kept out.
"""

import datetime

from django.utils.translation import gettext_noop

from eduportal.imports.ages import LEAVE, TAKE, older
from eduportal.imports.importer import Importer, Question
from eduportal.imports.people import code_column
from eduportal.workbooks.cells import lost_digits
from eduportal.workbooks.problems import problem
from students.importers.roster.reading import Entry

# A child comes to grade 1 in the year in which it becomes 6: Luật Giáo dục 2019 Điều 28.
_AGE_BEFORE_GRADE_1 = 5
# Farther from the usual age than classes are skipped and repeated.
_YOUNGER, _OLDER = 2, 5
LEFT_OUT = gettext_noop("Row %(row)s, %(name)s: left out, as answered.")
AGES = (
    (TAKE, gettext_noop("yes: import these rows like the others")),
    (LEAVE, gettext_noop("no: leave these rows out")),
)
CODES = (
    (TAKE, gettext_noop("yes: they are right as they are")),
    (LEAVE, gettext_noop("no: leave these rows out")),
)


def require_likely_age(importer: Importer, entry: Entry, first_year: int) -> None:
    """Keep the row out while nobody says that so young or so old a student is meant.

    `first_year` is the calendar year in which the school year begins.
    """
    born, grade = entry.born, entry.grade_level
    if born is None or grade is None or grade > 12:
        return
    age = first_year - born.year
    usual = grade + _AGE_BEFORE_GRADE_1
    if usual - _YOUNGER <= age <= usual + _OLDER:
        return
    _ask(importer, entry, "age_unlikely", AGES, "birth_date", age=age, grade=grade)


def require_whole_codes(importer: Importer, entry: Entry) -> None:
    """Keep a newcomer out while nobody says that a code ending in zeros is right."""
    who = entry.person
    for key, code in (
        (code_column(entry.row), who.ministry_code),
        ("personal_number", who.personal_number),
    ):
        if lost_digits(code):
            _ask(importer, entry, "digits_lost", CODES, key, value=code)
            return


def require_not_older(importer: Importer, entry: Entry, changed: datetime.datetime) -> None:
    """Keep out a row that knows less than the register, unless somebody says it counts.

    `changed` is when the student's data last changed after the file's day.
    """
    place = entry.row.place("full_name")
    refusal = older(importer, place, entry.person.full_name, changed)
    if refusal:
        entry.refuse(refusal)


def _ask(
    importer: Importer,
    entry: Entry,
    rule: str,
    choices: tuple[tuple[str, str], ...],
    column: str,
    **more: str | int,
) -> None:
    who = entry.person
    told: dict[str, str | int] = {
        "row": entry.row.number,
        "name": who.full_name,
        "born": f"{who.birth_date:%d/%m/%Y}" if who.birth_date else entry.open_day or "",
        **more,
    }
    # The first such row stands in the question; it is one question for all.
    question = importer.questions.get(rule) or Question(
        rule, importer.messages[rule], choices, told, remembered=False
    )
    answer = importer.ask(question)
    if answer == TAKE:
        return
    place = entry.row.place(column)
    if answer is None:
        entry.refuse(importer.problem(rule, place, severity="question", **told))
    else:
        messages = {rule: LEFT_OUT}
        entry.refuse(problem(rule, place, messages=messages, severity="answered", **told))

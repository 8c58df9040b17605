"""Files older than what the portal was told since: nothing goes back without somebody's word."""

import datetime

from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question
from eduportal.imports.sentences import moment_text
from eduportal.workbooks.problems import Param, Problem, Severity, problem
from eduportal.workbooks.tables import TableRow

OLDER, TAKE, LEAVE = "older_than_register", "take", "leave"
MESSAGE = gettext_noop(
    "Row %(row)s, %(name)s: the file is as of %(as_of)s, and the portal was told something else at "
    "%(changed)s. Do such rows count?"
)
ANSWERS = (
    (LEAVE, gettext_noop("no: leave these rows out, the portal knows better")),
    (TAKE, gettext_noop("yes: write what the file says")),
)


def older(
    importer: Importer, row: TableRow, key: str, name: str, changed: datetime.datetime
) -> Problem | None:
    """Why a row that knows less than the portal is kept out; None where somebody says it counts.

    `changed` is when the portal was told something else, after the file's day. It is asked once for
    the file: the first such row stands in the question.
    """
    as_of = importer.context.as_of
    told: dict[str, Param] = {
        "row": row.number,
        "name": name,
        "as_of": moment_text(as_of) if as_of else "",
        "changed": moment_text(changed),
    }
    message = importer.messages.get(OLDER, MESSAGE)
    question = importer.questions.get(OLDER) or Question(
        OLDER, message, ANSWERS, told, remembered=False
    )
    answer = importer.ask(question)
    if answer == TAKE:
        return None
    severity: Severity = "question" if answer is None else "error"
    return problem(OLDER, row.place(key), messages={OLDER: message}, severity=severity, **told)

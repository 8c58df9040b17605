"""Files older than what the portal was told since: nothing goes back without somebody's word."""

import datetime
from collections.abc import Collection

from django.db.models import Model
from django.utils.translation import gettext_noop

from eduportal.imports.importer import Importer, Question
from eduportal.imports.sentences import moment_text
from eduportal.imports.traces import RowMoment
from eduportal.workbooks.problems import Param, Place, Problem, Severity, problem

OLDER, TAKE, LEAVE = "older_than_register", "take", "leave"
MESSAGE = gettext_noop(
    "Row %(row)s, %(name)s: the file is as of %(as_of)s, and the portal was told something else at "
    "%(changed)s. Do such rows count?"
)
LEFT_OUT = gettext_noop(
    "Row %(row)s, %(name)s: left out, as answered. The file is as of %(as_of)s, and the portal was "
    "told something else at %(changed)s."
)
ANSWERS = (
    (LEAVE, gettext_noop("no: leave these out, the portal knows better")),
    (TAKE, gettext_noop("yes: write what the file says")),
)


def told_from(
    model: type[Model], keys: Collection[int], moment: datetime.datetime | None
) -> dict[int, datetime.datetime]:
    """When the portal was last told of these rows, of those it was told of since: one query.

    Of tables whose moments are kept (migrations/0003_writes.py). Nothing without a moment.
    """
    if moment is None:
        return {}
    table = model._meta.db_table
    found = RowMoment.objects.filter(table=table, key__in=keys, at__gte=moment)
    return dict(found.values_list("key", "at"))


def older(
    importer: Importer, place: Place, name: str, changed: datetime.datetime
) -> Problem | None:
    """Why what the file says there is kept out; None where somebody says that it counts.

    `changed` is when the portal was told something else, after the file's day. It is asked once for
    the file: the first such place stands in the question.
    """
    as_of = importer.context.as_of
    told: dict[str, Param] = {
        "row": place.row or 0,
        "name": name,
        "column": place.column,
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
    severity: Severity = "question" if answer is None else "answered"
    said = message if answer is None else LEFT_OUT
    return problem(OLDER, place, messages={OLDER: said}, severity=severity, **told)

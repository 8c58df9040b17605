"""How often a day the files of one account may be told something of persons of other schools.

That a row is refused tells a careful reader that its code is taken, whatever the sentence says.
So these answers are counted, and a file that wants too many gets none; nor does the next one that
day, or each would be told "one more than allowed".
"""

import datetime
from functools import partial

from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from eduportal import registry
from eduportal.imports.causes import Causes
from eduportal.imports.importer import FileRefused, Importer
from eduportal.imports.models import ImportJob
from eduportal.scoping import everywhere
from eduportal.workbooks.problems import problem

TOO_MANY, STOPPED = "too_many_answers", "answers_stopped"
MESSAGES = {
    TOO_MANY: gettext_noop(
        "Too many rows name codes that other students have: an account is told of %(limit)s a day. "
        "Nothing of this file was kept, and your lists are taken in again tomorrow. The "
        "administrator has been told."
    ),
    STOPPED: gettext_noop(
        "An earlier list of today named too many codes that other students have. Your lists are "
        "taken in again tomorrow. If it is urgent, ask the administrator to bring this list in."
    ),
}
# One account's answers are counted by one worker at a time.
LOCK = "select pg_advisory_xact_lock('imports_importproblem'::regclass::oid::int, %s)"


def require_answers_left(job: ImportJob, importer: Importer) -> None:
    """Raise FileRefused when the account has asked for too many answers today."""
    if not importer.revealing or job.created_by_id is None:
        return
    with everywhere("an account's refused files are counted at every school"):
        earlier = ImportJob.objects.filter(
            created_by=job.created_by_id, refusal=TOO_MANY, created_at__gte=_midnight()
        )
        if earlier.exists():
            raise FileRefused([problem(STOPPED, messages=MESSAGES)])


def count_answers(job: ImportJob, importer: Importer, causes: Causes) -> int:
    """How many answers this check gives; FileRefused if too many with those of the same day.

    What a file was told counts although it is checked again, or discarded with its problems.
    """
    if not importer.revealing or job.created_by_id is None:
        return 0
    own = causes.of_rules(importer.revealing)
    if not own:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [job.created_by_id])
    limit = settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY
    with everywhere("an account's answers are counted at every school"):
        today = ImportJob.objects.filter(created_by=job.created_by_id, created_at__gte=_midnight())
        count = own + (today.aggregate(told=Sum("told"))["told"] or 0)
    if count > limit:
        alarm = import_string(registry.ALARM)
        raise FileRefused(
            [problem(TOO_MANY, messages=MESSAGES, limit=limit)],
            partial(
                alarm,
                kind="codes_elsewhere",
                user_id=job.created_by_id,
                page=job.importer,
                count=count,
                limit=limit,
            ),
        )
    return own


def _midnight() -> datetime.datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)

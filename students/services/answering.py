"""How often a day an account is told by forms whose code is whose.

Files have a limit of their own (eduportal.imports.services.limiting); forms share its number.
"""

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduportal import registry
from eduportal.accounts.models import User
from students.models import AnswerCount
from students.services.stays import StayRefused

KIND = "codes_elsewhere"
TOO_MANY = gettext_noop(
    "Too many codes of other students were asked for today. Ask again tomorrow; "
    "the administrator has been told."
)


def require_answers_left(user: User) -> None:
    """Raise StayRefused after the day's number of answers: from then on nothing is looked up.

    A right guess would tell as much as a wrong one.
    """
    row = AnswerCount.objects.filter(user=user, day=timezone.localdate()).first()
    if row is not None and row.told > settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY:
        raise StayRefused([_(TOO_MANY)])


def count_answer(user: User, page: str) -> None:
    """Count one answer about a code; raises StayRefused beyond the day's number.

    Call it outside the transaction that is about to be refused: the count stays.
    """
    limit = settings.EDUPORTAL_CODES_ELSEWHERE_A_DAY
    row, _created = AnswerCount.objects.get_or_create(user=user, day=timezone.localdate())
    AnswerCount.objects.filter(pk=row.pk).update(told=F("told") + 1)
    row.refresh_from_db()
    if row.told > limit:
        alarm = import_string(registry.ALARM)
        alarm(kind=KIND, user_id=user.pk, page=page, count=row.told, limit=limit)
        raise StayRefused([_(TOO_MANY)])

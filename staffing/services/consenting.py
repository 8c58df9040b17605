"""The only writer of what schools and teachers say about a line before it is decided."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from eduportal.accounts.models import User
from staffing.choices import ConsentOf, LineGround
from staffing.models import LineConsent, ScenarioLine
from staffing.services.errors import StaffRefused
from staffing.services.objecting import require_open

# A transfer on request needs both schools' word (NĐ 93/2026 Art. 12), lessons at a second school
# that both heads and the teacher were heard (Art. 13). To be sent (Art. 11) needs nobody's.
WANTED: dict[str, tuple[ConsentOf, ...]] = {
    LineGround.WISH: (ConsentOf.FROM, ConsentOf.TO),
    LineGround.SHARED: (ConsentOf.FROM, ConsentOf.TO, ConsentOf.PERSON),
}


@dataclass(frozen=True)
class Word:
    """What one side says: who, on which day, on which paper where it came on one."""

    side: ConsentOf
    said_by: str
    said_on: datetime.date
    paper: str = ""
    opinion: str = ""


def sides_missing(line: ScenarioLine) -> list[ConsentOf]:
    """Whose word a decision about the line still waits for: one query."""
    said = set(LineConsent.objects.filter(line=line).values_list("side", flat=True))
    return [side for side in WANTED.get(line.ground, ()) if side not in said]


def record_consent(*, line: ScenarioLine, word: Word, user: User) -> LineConsent:
    """Keep what the side says. Raises StaffRefused."""
    with transaction.atomic():
        problems = []
        if word.side not in sides_missing(line):
            problems.append(_("This word is recorded already, or none is needed."))
        if word.said_on > timezone.localdate():
            problems.append(_("The day must not be to come."))
        if problems:
            raise StaffRefused(problems)
        at = line.to_school_id if word.side == ConsentOf.TO else line.from_school_id
        made = LineConsent.objects.create(line=line, school_id=at, recorded_by=user, **vars(word))
        require_open(line)
        return made


def take_back_consent(*, line: ScenarioLine, side: ConsentOf) -> None:
    """The side takes its word back, as long as nothing is decided. Raises StaffRefused."""
    with transaction.atomic():
        require_open(line)
        gone, _by_model = LineConsent.objects.filter(line=line, side=side).delete()
        if not gone:
            raise StaffRefused([_("This word is not recorded any more. Nothing was done.")])

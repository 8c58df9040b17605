"""What the figures of the page of results mean: its tiles, their feet and its file read it here."""

from functools import partial

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.registry import Figure, register
from eduportal.dashboards.figures.selectors import LEVEL_STAGES


def _cuts_text() -> str:
    return _now(
        "Status: percent of students at the levels Good and Fair in this term. Change: its "
        "difference to the same term of the year before, in percentage points. Cut points "
        "%(status)s and %(change)s, since %(day)s. Schools with fewer than %(least)d students a "
        "grade have no place, nor have those whose share is hidden. Schools are not ranked."
    ) % {
        "status": " – ".join(map(str, settings.EDUPORTAL_STATUS_CUTS)),
        "change": " / ".join(map(str, settings.EDUPORTAL_CHANGE_CUTS)),
        "day": f"{settings.EDUPORTAL_CUTS_SINCE:%d/%m/%Y}",
        "least": settings.EDUPORTAL_LEAST_IN_A_GRADE,
    }


def _cuts() -> Promise:
    """The cut points in the reader's language, as they are set when the sentence is read."""
    sentence: Promise = lazy(_cuts_text, str)()  # type: ignore[assignment]
    return sentence


_figure = partial(
    Figure,
    unit=_("students with a result"),
    source=_("term results and averages in the sealed classes"),
    excluded=_("students who are not in the class on the day of counting"),
    stages=LEVEL_STAGES,
    sensitive=True,
    page="dashboards:results",
)
BY_SEX = _figure(
    code="KQ-02",
    name=_("Good and Fair by grade and sex"),
    meaning=_(
        "Students at the levels Good and Fair, of girls and of boys. Who sees no small numbers "
        "sees it of all schools together."
    ),
    numerator=_("students at the levels Good and Fair"),
    denominator=_("students with a result, in sealed classes"),
    basis=_("Circular 22/2021/TT-BGDĐT, Article 9"),
)
LOW = _figure(
    code="KQ-05",
    name=_("Averages below 5.0"),
    meaning=_(
        "Students whose term average of a subject is below 5.0, or who have not passed it by "
        "comments."
    ),
    numerator=_("averages below 5.0 or not passed"),
    denominator=_("averages of the subject"),
)
MARKS = _figure(
    code="KQ-06",
    name=_("Distribution of averages"),
    meaning=_("Students by term average of the subject, rounded down to a whole mark."),
    numerator=_("students with the whole mark"),
    denominator=_("students with an average"),
    unit=_("students with an average"),
)
STATUS = _figure(
    code="KQ-08",
    name=_("Status and change"),
    meaning=_cuts(),
    numerator=_("schools in the field"),
    unit=_("schools"),
)
BY_SIZE = _figure(
    code="KQ-09",
    name=_("Limits by size"),
    meaning=_(
        "The share of all schools listed together, and two and three standard errors of a "
        "share of as many students. Beyond them: to be looked into, nothing is concluded."
    ),
    numerator=_("students at the levels Good and Fair"),
    denominator=_("students with a result, in sealed classes"),
    unit=_("schools"),
)
RESULT_FIGURES = tuple(map(register, (BY_SEX, LOW, MARKS, STATUS, BY_SIZE)))

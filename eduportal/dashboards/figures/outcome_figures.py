"""What the figures of the page of results mean; the page, its file and its paper read it here."""

from typing import cast

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eduportal.dashboards.figures.registry import Figure
from eduportal.dashboards.figures.selectors import LEVEL_STAGES

SCHOOLS, STUDENTS = _("schools"), _("students")


def result_figure(code: str, name: Promise, meaning: Promise, unit: Promise) -> Figure:
    """One figure of the page: in one sentence what is divided by what, and what it counts."""
    return Figure(
        code=code,
        name=name,
        meaning=meaning,
        unit=unit,
        source=_("the results of the classes whose sheets are all sealed"),
        stages=LEVEL_STAGES,
        sensitive=True,
        page="dashboards:results",
    )


def _cuts_text() -> str:
    return gettext(
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


RESULT_FIGURES = (
    result_figure(
        "KQ-01",
        _("Students by level of learning"),
        _(
            "Students at each level ÷ students with a level, in sealed classes (Circular "
            "22/2021/TT-BGDĐT, Article 9)."
        ),
        STUDENTS,
    ),
    result_figure(
        "KQ-02",
        _("Good and Fair by grade and sex"),
        _(
            "Students at the levels Good and Fair ÷ students with a level, of girls and of boys. "
            "Who sees no small numbers sees it of all schools together."
        ),
        STUDENTS,
    ),
    result_figure(
        "KQ-05",
        _("Averages below 5.0"),
        _(
            "Students whose term average of the subject is below 5.0, or who have not passed it by "
            "comments ÷ students with a result in the subject, in sealed classes."
        ),
        STUDENTS,
    ),
    result_figure(
        "KQ-06",
        _("Distribution of averages"),
        _("Students by term average of the subject, rounded down to a whole mark."),
        _("students with an average"),
    ),
    result_figure("KQ-08", _("Status and change"), cast(Promise, lazy(_cuts_text, str)()), SCHOOLS),
    result_figure(
        "KQ-09",
        _("Limits by size"),
        _(
            "The share of all schools listed together, and two and three standard errors of a "
            "share of as many students. Beyond them: to be looked into, nothing is concluded."
        ),
        SCHOOLS,
    ),
)

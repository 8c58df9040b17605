"""Public examinations, and parts of a year before the portal."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Examination(models.TextChoices):
    """Vietnamese: kỳ thi tuyển sinh lớp 10, kỳ thi tốt nghiệp THPT."""

    ENTRANCE = "entrance", _("Entrance to grade 10")
    GRADUATION = "graduation", _("Graduation from upper secondary school")

    @property
    def grade(self) -> int:
        """The grade whose marks it is compared with."""
        return 9 if self is Examination.ENTRANCE else 12


class ScoreState(models.TextChoices):
    """What stands in a subject; zero, absent, annulled and exempt are four different things."""

    SCORED = "scored", _("score")
    ABSENT = "absent", _("absent")
    ANNULLED = "annulled", _("annulled")
    EXEMPT = "exempt", _("exempt")


class YearPart(models.TextChoices):
    """Which part of a year a summary is about, in the order of pages."""

    YEAR = "year", _("whole year")
    SECOND = "hk2", _("Term II")
    FIRST = "hk1", _("Term I")


# The subjects of a blank template, by their codes: what is examined differs by year and province,
# and any other subject that a list names is read as well.
TEMPLATE_SUBJECTS = {
    Examination.ENTRANCE: ("toan", "ngu-van", "ngoai-ngu-1"),
    Examination.GRADUATION: (
        *("toan", "ngu-van", "ngoai-ngu-1", "vat-li", "hoa-hoc", "sinh-hoc", "lich-su"),
        *("dia-li", "gdktpl", "tin-hoc", "cong-nghe"),
    ),
}

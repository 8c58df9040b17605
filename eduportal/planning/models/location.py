"""Where children live, how far schools are by road, and what a computer proposes from it."""

from django.conf import settings as portal
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.planning.choices import Question, SolveState

GRADE_COUNT = 12


class Hamlet(models.Model):
    """A hamlet, or a part of a large one, and the students who live there by grade 1 to 12.

    Vietnamese: ấp, thôn, khu phố. A grade is empty where nobody has counted it.
    """

    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, related_name="hamlets")
    name = models.CharField(_("name"), max_length=100)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(8), MaxValueValidator(24)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        validators=[MinValueValidator(102), MaxValueValidator(118)],
    )
    students = ArrayField(
        models.PositiveSmallIntegerField(null=True), size=GRADE_COUNT, verbose_name=_("students")
    )
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("hamlet")
        verbose_name_plural = _("hamlets")
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="hamlet_one_of_a_name",
                violation_error_message=_("The commune has a hamlet of this name already."),
            ),
            models.CheckConstraint(
                condition=Q(students__len=GRADE_COUNT), name="hamlet_has_every_grade"
            ),
            models.CheckConstraint(
                condition=Q(latitude__range=(8, 24), longitude__range=(102, 118)),
                name="hamlet_lies_in_the_country",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.unit}"

    def of_grades(self, first: int, last: int) -> int:
        """Students of these grades together; those nobody has counted are none."""
        return sum(each or 0 for each in self.students[first - 1 : last])


class RoadDistance(models.Model):
    """Metres of road from a hamlet to a school, as somebody has measured: used instead of the
    straight line times the factor."""

    hamlet = models.ForeignKey(Hamlet, models.CASCADE, related_name="roads")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    metres = models.PositiveIntegerField(_("metres"))
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("way by road")
        verbose_name_plural = _("ways by road")
        constraints = [
            models.UniqueConstraint(
                fields=["hamlet", "school"], name="roaddistance_one_a_hamlet_and_school"
            )
        ]

    def __str__(self) -> str:
        return f"{self.hamlet}: {self.metres} m"


class SolveRun(models.Model):
    """One question put to the solver: where to build, or which hamlets go to which school.

    Of one commune, or of the province (no `unit`). `digest` is of the frozen facts: equal facts
    have one run. `source` says who states the costs and limits, `seconds` are processor time.
    """

    question = models.CharField(_("question"), max_length=10, choices=Question)
    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, null=True, related_name="+")
    stage = models.CharField(_("level of education"), max_length=2)
    settings = models.JSONField()
    source = models.CharField(_("source"), max_length=200)
    asked_by = models.ForeignKey(portal.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(
        _("state"), max_length=8, choices=SolveState, default=SolveState.WAITING
    )
    digest = models.CharField(max_length=64)
    facts = models.BinaryField()
    told = models.JSONField(default=dict)
    solver = models.CharField(_("solver"), max_length=40, blank=True)
    problem = models.CharField(max_length=100, blank=True)
    seconds = models.FloatField(_("seconds"), null=True)
    peak_bytes = models.BigIntegerField(_("memory"), null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="solverun_one_of_equal_facts"),
            known("solverun_question_is_known", "question", Question.values),
            known("solverun_state_is_known", "state", SolveState.values),
        ]

    def __str__(self) -> str:
        return f"{self.get_question_display()}, {self.unit or ''}"


class SolvePart(models.Model):
    """What the solver answers for one commune, or for the province as a whole (no `unit`).

    `cost` is the sum of the horizon in millions of đồng, `bound` what no plan with as few students
    without a place comes below; both empty for catchments. `stopped_by` is the solver's own word.
    """

    run = models.ForeignKey(SolveRun, models.CASCADE, related_name="parts")
    unit = models.ForeignKey("schools.AdminUnit", models.CASCADE, null=True, related_name="+")
    without_place = models.PositiveIntegerField(_("students without a place"))
    cost = models.FloatField(_("cost"), null=True)
    bound = models.FloatField(_("bound"), null=True)
    stopped_by = models.CharField(max_length=60, blank=True)
    figures = models.JSONField()

    class Meta:
        verbose_name = _("part of a proposal")
        verbose_name_plural = _("parts of proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit"], name="solvepart_one_a_commune", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.run}, {self.unit or ''}"

    @property
    def gap(self) -> float | None:
        """The proven distance to the best plan, in percent of the cost."""
        if not self.cost or self.bound is None:
            return None
        return 100 * max(0.0, self.cost - self.bound) / self.cost

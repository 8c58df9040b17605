"""Results of a student over all subjects."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import LEVEL_NAMES, Level


class TermResult(models.Model):
    """One student's learning result and conduct in one term, computed when the class is sealed.

    Levels are grades.rules.Level: 4 Tốt, 3 Khá, 2 Đạt, 1 Chưa đạt (TT 22/2021 Art. 8, 9).
    `level_before_adjustment` is what the table of Art. 9(2) gave before Art. 9(3), `adjusted_for`
    the subject for which the level is a higher one;
    `needs_decision` says that the readings of Art. 9(3) differ: the level is then by `decision`.
    `regulation` is the set it was computed under; `decision` is what was decided on a student to
    whom the marks give no level by themselves.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.CASCADE, related_name="term_results", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    regulation = models.ForeignKey("grades.RegulationSet", models.PROTECT, related_name="+")
    learning = models.SmallIntegerField(_("learning result"), choices=LEVEL_NAMES, null=True)
    level_before_adjustment = models.SmallIntegerField(choices=LEVEL_NAMES, null=True)
    adjusted_for = models.ForeignKey("schools.Subject", models.PROTECT, null=True, related_name="+")
    needs_decision = models.BooleanField(_("needs a person's decision"), default=False)
    conduct = models.SmallIntegerField(_("conduct"), choices=LEVEL_NAMES, null=True)
    decision = models.ForeignKey(
        "grades.SealDecision", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("term result")
        verbose_name_plural = _("term results")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "term"], name="termresult_once_per_term"),
            *(
                known(f"termresult_{field}_is_known", field, [level.value for level in Level])
                for field in ("learning", "level_before_adjustment", "conduct")
            ),
        ]
        indexes = [models.Index(fields=["school", "term"], name="termresult_school_term")]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.term}"


class SealedStay(models.Model):
    """What the seal of a class's term took from the register and the entry windows, for one stay.

    Both may say something else afterwards; what was sealed still follows from this. `undue` are
    the kinds of columns that were open on no day of the stay (as in entry windows); `is_counted`
    that the student sat in the class when it was sealed; `is_reported` that the class reports the
    student for the term; `taken` the subjects the student took of those taught, `own` all that a
    level waits for (null: it was not known which), `optional` those that are freely chosen, by id.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.CASCADE, related_name="sealed_stays", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    undue = ArrayField(models.CharField(max_length=8), default=list)
    is_counted = models.BooleanField()
    is_reported = models.BooleanField()
    taken = ArrayField(models.BigIntegerField(), default=list)
    own = ArrayField(models.BigIntegerField(), null=True)
    optional = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("stay as it was sealed")
        verbose_name_plural = _("stays as they were sealed")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "term"], name="sealedstay_once_per_term")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.term}"

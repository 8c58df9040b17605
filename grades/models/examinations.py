"""Scores of public examinations, and results of years before the portal, both as files say them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.core.numbers import short_text
from grades.choices.examinations import Examination, ScoreState, YearPart
from students.models import Student


class Candidate(models.Model):
    """One student in one examination, as its council has announced it.

    Vietnamese: thí sinh. `school_year` is the one at whose end the examination is held; the student
    is the record of the school that taught the student then, in grade 9 or 12. `total` is what the
    council states: coefficients and bonus differ by province, so that it is never summed up here.
    `highest` is the highest score of one subject.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="examinations", db_constraint=False
    )
    kind = models.CharField(_("examination"), max_length=10, choices=Examination)
    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    number = models.CharField(_("candidate number"), max_length=20)
    council = models.CharField(_("council"), max_length=150, blank=True)
    total = models.DecimalField(_("total"), max_digits=6, decimal_places=3, null=True)
    highest = models.DecimalField(_("highest score"), max_digits=6, decimal_places=3, default=10)
    source = models.CharField(_("source"), max_length=200)
    announced_on = models.DateField(_("announced on"))

    class Meta:
        verbose_name = _("candidate of an examination")
        verbose_name_plural = _("candidates of examinations")
        indexes = [models.Index(fields=["school", "school_year"], name="candidate_school_year")]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "kind", "school_year"], name="candidate_once_an_examination"
            ),
            models.UniqueConstraint(
                fields=["kind", "school_year", "number"], name="candidate_number_once"
            ),
            known("candidate_kind_is_known", "kind", Examination.values),
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.get_kind_display()} {self.school_year}"


class ExaminationScore(models.Model):
    """What a candidate has in one subject: a score as an exact decimal, or why there is none."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    candidate = models.ForeignKey(
        Candidate, models.CASCADE, related_name="scores", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=ScoreState)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=3, null=True)

    class Meta:
        verbose_name = _("examination score")
        verbose_name_plural = _("examination scores")
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "subject"], name="examinationscore_once_a_subject"
            ),
            known("examinationscore_state_is_known", "state", ScoreState.values),
            models.CheckConstraint(
                condition=Q(state=ScoreState.SCORED, score__gte=0)
                | (~Q(state=ScoreState.SCORED) & Q(score=None)),
                name="examinationscore_is_a_score_or_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.subject_id}"

    @property
    def shown(self) -> str:
        """The score with the decimals it has, or why there is none, in the reader's language."""
        if self.score is None:
            return str(self.get_state_display())
        return short_text(self.score)


class EarlierYear(models.Model):
    """What a file states of one student's year, or a term of it, that the portal did not compute.

    A year is the one a school year begins in. Results are texts as they were written, by whichever
    circular was in force: nothing is computed from them.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        Student, models.PROTECT, related_name="earlier_years", db_constraint=False
    )
    year = models.SmallIntegerField(_("school year"))
    part = models.CharField(_("part of the year"), max_length=4, choices=YearPart)
    school_name = models.CharField(_("school"), max_length=200, blank=True)
    class_name = models.CharField(_("class"), max_length=30, blank=True)
    average = models.CharField(_("average of all subjects"), max_length=10, blank=True)
    learning = models.CharField(_("learning result"), max_length=50, blank=True)
    conduct = models.CharField(_("conduct"), max_length=50, blank=True)
    award = models.CharField(_("title"), max_length=100, blank=True)
    outcome = models.CharField(_("what followed"), max_length=100, blank=True)
    absences = models.PositiveSmallIntegerField(_("sessions missed"), null=True)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("year before the portal")
        verbose_name_plural = _("years before the portal")
        ordering = ["-year", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "year", "part"], name="earlieryear_once_a_part"
            ),
            models.CheckConstraint(
                condition=Q(year__range=(1990, 2199)), name="earlieryear_year_is_known"
            ),
            known("earlieryear_part_is_known", "part", YearPart.values),
        ]

    def __str__(self) -> str:
        return f"{self.student_id}, {self.year}, {self.part}"

    @property
    def school_year_name(self) -> str:
        return f"{self.year}-{self.year + 1}"


class EarlierMark(models.Model):
    """The result of one subject in such a year or term, as it was written: "8.4", "Đ"."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    earlier_year = models.ForeignKey(
        EarlierYear, models.CASCADE, related_name="marks", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    result = models.CharField(_("result"), max_length=20)

    class Meta:
        verbose_name = _("result of a subject before the portal")
        verbose_name_plural = _("results of subjects before the portal")
        constraints = [
            models.UniqueConstraint(
                fields=["earlier_year", "subject"], name="earliermark_once_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.earlier_year_id} {self.subject_id}"

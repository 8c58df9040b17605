"""Who left grade 9 or 12, and where they went."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import CohortRule, Destination, Evidence
from students.models.register import Student
from students.paths.rates import group_of
from students.paths.vocabulary import Group

# Month and day by which the schools answer what no list has found.
ANSWER_BY = (10, 31)
COHORT_GRADES = (9, 12)
GRADES = range(1, 13)


class LeaverCohort(models.Model):
    """All who completed one grade in one calendar year, or left it, as counted on a day.

    Vietnamese: khóa học sinh hoàn thành lớp 9; học sinh bỏ học. Counted on 30 June, and once more
    on 31 August after the re-assessment. It names no person and belongs to the whole province.
    """

    school_year = models.ForeignKey("schools.SchoolYear", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("calendar year"))
    grade = models.PositiveSmallIntegerField(_("grade"))
    rule = models.CharField(_("who counts"), max_length=9, choices=CohortRule)
    frozen_on = models.DateField(_("counted on"))
    refrozen_on = models.DateField(_("counted again on"), null=True, blank=True)

    class Meta:
        verbose_name = _("cohort of leavers")
        verbose_name_plural = _("cohorts of leavers")
        ordering = ["-year", "grade"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "grade", "rule"], name="leavercohort_once_a_year"
            ),
            known("leavercohort_rule_is_known", "rule", CohortRule.values),
            known("leavercohort_grade_is_known", "grade", list(GRADES)),
        ]

    def __str__(self) -> str:
        return f"{self.year}, {self.grade}"

    @property
    def code(self) -> str:
        """How addresses name it."""
        return f"{self.year}-{self.grade}" + ("-left" if self.has_left else "")

    @property
    def has_left(self) -> bool:
        """Whether it is of those who left without completing."""
        return self.rule == CohortRule.LEFT

    @property
    def group(self) -> Group:
        return group_of(self.grade, self.rule)

    @property
    def answer_by(self) -> datetime.date:
        """The day by which schools say where their rest is: 31 October."""
        return datetime.date(self.year, *ANSWER_BY)


class Leaver(models.Model):
    """One student of a cohort. `counts` is false for one of whom that was taken back.

    `left_on` is the last day in the class.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    cohort = models.ForeignKey(LeaverCohort, models.PROTECT, related_name="leavers")
    student = models.ForeignKey(Student, models.PROTECT, related_name="+", db_constraint=False)
    left_on = models.DateField(null=True)
    counts = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("leaver")
        verbose_name_plural = _("leavers")
        indexes = [models.Index(fields=["school", "cohort"], name="leaver_school_cohort")]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "student"], name="leaver_once_a_cohort")
        ]

    def __str__(self) -> str:
        return f"{self.student}, {self.cohort}"


class DestinationRecord(models.Model):
    """That a leaver is at a destination from a day on, who says so and by what.

    Rows are only added. Valid on a day is the newest that has begun by then; of one day, the one
    that was said last.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    leaver = models.ForeignKey(
        Leaver, models.PROTECT, related_name="destinations", db_constraint=False
    )
    destination = models.CharField(_("destination"), max_length=15, choices=Destination)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    # The institution, where it is a school of the portal.
    to_school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    since = models.DateField(_("since"))
    evidence = models.CharField(_("known by"), max_length=9, choices=Evidence)
    # The row of the list, as long as it is kept: a plain number.
    list_row = models.BigIntegerField(null=True)
    by = models.CharField(_("who"), max_length=150, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("destination of a leaver")
        verbose_name_plural = _("destinations of leavers")
        indexes = [models.Index(fields=["leaver", "-since", "-id"], name="destination_newest")]
        constraints = [
            known("destination_is_known", "destination", Destination.values),
            known("destination_evidence_is_known", "evidence", Evidence.values),
        ]

    def __str__(self) -> str:
        return f"{self.get_destination_display()}, {self.since}"


class DestinationSnapshot(models.Model):
    """What was known of one school's leavers on one day: counts by destination and sex, for ever.

    Vietnamese: số chốt. `counts` holds for each destination the numbers of boys and girls.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    cohort = models.ForeignKey(LeaverCohort, models.PROTECT, related_name="+")
    as_of = models.DateField(_("as of"))
    counts = models.JSONField()

    class Meta:
        verbose_name = _("snapshot of destinations")
        verbose_name_plural = _("snapshots of destinations")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "as_of", "school"], name="snapshot_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cohort}, {self.as_of}"

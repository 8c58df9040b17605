"""What a person may teach, has studied, is called, and when the person is away or elsewhere."""

import uuid
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from schools.choices import Stage
from staffing.choices import (
    Basis,
    Degree,
    ElsewhereKind,
    LeaveKind,
    Rank,
    TitleKind,
    TrainingOutcome,
)
from staffing.models.people import StaffMember
from staffing.models.periods import PeriodQuerySet, once_a_day
from staffing.rules.qualification import Study


class PersonRecord(models.Model):
    """One fact about a person from a day on, with the paper it stands in."""

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    staff = models.ForeignKey(
        StaffMember, models.CASCADE, related_name="%(class)s_records", db_constraint=False
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    decision = models.CharField(_("decision or paper"), max_length=100, blank=True, default="")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True


class StaffSubject(PersonRecord):
    """A second subject a teacher may give at a level of education, and what it rests on."""

    subject = models.ForeignKey(
        "schools.Subject", models.PROTECT, related_name="+", verbose_name=_("subject")
    )
    level = models.CharField(_("level of education"), max_length=2, choices=Stage)
    basis = models.CharField(_("basis"), max_length=11, choices=Basis)

    class Meta:
        verbose_name = _("second subject")
        verbose_name_plural = _("second subjects")
        constraints = [
            known("staffsubject_level_is_known", "level", Stage.values),
            known("staffsubject_basis_is_known", "basis", Basis.values),
            ends_after_start("staffsubject_ends_after_start"),
            once_a_day(
                "staffsubject_once_a_day",
                "staff",
                "subject",
                "level",
                sentence=_("The second subject is recorded for these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_level_display()}, {self.get_basis_display()})"


class Qualification(PersonRecord):
    """A degree with its major, or a certificate, from the day it was awarded."""

    degree = models.CharField(_("degree"), max_length=12, choices=Degree)
    major = models.CharField(_("major"), max_length=150)
    is_teacher_training = models.BooleanField(_("of teacher training"), default=False)
    fits_subject = models.BooleanField(
        _("of another kind, but its major fits the subject taught"), default=False, db_default=False
    )

    class Meta:
        verbose_name = _("degree or certificate")
        verbose_name_plural = _("degrees and certificates")
        constraints = [
            known("qualification_degree_is_known", "degree", Degree.values),
            ends_after_start("qualification_ends_after_start"),
        ]

    def __str__(self) -> str:
        training = str(_("of teacher training")) if self.is_teacher_training else ""
        about = ", ".join(filter(None, (self.major, training)))
        return f"{self.get_degree_display()}: {about}" if about else str(self.get_degree_display())


class Title(PersonRecord):
    """A professional title; the rank is the old one, which pay still follows."""

    kind = models.CharField(_("title"), max_length=12, choices=TitleKind)
    rank = models.CharField(_("old rank"), max_length=3, choices=Rank, blank=True, default="")

    class Meta:
        verbose_name = _("professional title")
        verbose_name_plural = _("professional titles")
        constraints = [
            known("title_kind_is_known", "kind", TitleKind.values),
            known("title_rank_is_known", "rank", Rank.values),
            ends_after_start("title_ends_after_start"),
            once_a_day("title_once_a_day", "staff", sentence=_("A title is held on these days.")),
        ]

    def __str__(self) -> str:
        rank = f", {self.get_rank_display()}" if self.rank else ""
        return f"{self.get_kind_display()}{rank}"


class Leave(PersonRecord):
    """Some time in which a person gives no lessons, or gives a part of them only."""

    kind = models.CharField(_("kind"), max_length=9, choices=LeaveKind)
    share = models.DecimalField(
        _("share of the post"),
        max_digits=3,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(Decimal("0.05")), MaxValueValidator(1)],
    )

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        constraints = [
            known("leave_kind_is_known", "kind", LeaveKind.values),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="leave_of_a_post"),
            ends_after_start("leave_ends_after_start"),
            once_a_day(
                "leave_once_a_day", "staff", sentence=_("The person is on leave on these days.")
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Work(models.Model):
    """So many periods a week of one subject at another school than one's own."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=11, choices=ElsewhereKind)
    other_school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    # The name as a text: the other school's row is outside the scope.
    other_name = models.CharField(_("other school"), max_length=200)
    subject = models.ForeignKey(
        "schools.Subject",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subject"),
    )
    weekly_periods = models.DecimalField(
        _("periods a week"),
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(40)],
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.other_name}"


class Elsewhere(Work, PersonRecord):
    """The home school's side of work at another school; the home school pays."""

    class Meta:
        verbose_name = _("work at another school")
        verbose_name_plural = _("work at other schools")
        constraints = [
            known("elsewhere_kind_is_known", "kind", ElsewhereKind.values),
            models.CheckConstraint(
                condition=~Q(other_school=models.F("school")), name="elsewhere_is_another_school"
            ),
            ends_after_start("elsewhere_ends_after_start"),
            once_a_day(
                "elsewhere_once_a_day",
                "staff",
                "other_school",
                sentence=_("The person works at that school on these days."),
            ),
        ]


class Guest(Work):
    """The other school's side: who comes from where is the home school's, how much is known here.

    The row has the `uid` and the days of the home school's, which alone is written by people.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="guests")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("teacher of another school")
        verbose_name_plural = _("teachers of other schools")
        constraints = [
            known("guest_kind_is_known", "kind", ElsewhereKind.values),
            ends_after_start("guest_ends_after_start"),
            models.UniqueConstraint(fields=["uid"], name="guest_one_of_a_work"),
        ]


class Training(PersonRecord):
    """Study towards the standard of training: planned until there is an order (`decision`).

    It ends on the last day, which is moved to the day on which it was finished or broken off. While
    it lasts `share` of the post gives no lessons; other training is a leave. Cost in đồng.
    """

    goal = models.CharField(
        _("degree aimed at"), max_length=12, choices=Degree, default=Degree.BACHELOR
    )
    major = models.CharField(_("major"), max_length=150)
    place = models.CharField(_("where"), max_length=200)
    share = models.DecimalField(
        _("share of the post without lessons"),
        max_digits=3,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    cost = models.PositiveBigIntegerField(_("cost in đồng"), default=0)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=TrainingOutcome, blank=True, default=""
    )

    class Meta:
        verbose_name = _("training towards the standard")
        verbose_name_plural = _("training towards the standard")
        constraints = [
            known("training_goal_is_known", "goal", Degree.values),
            known("training_outcome_is_known", "outcome", TrainingOutcome.values),
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1), name="training_share_of_a_post"
            ),
            models.CheckConstraint(condition=Q(ends_on__isnull=False), name="training_has_an_end"),
            ends_after_start("training_ends_after_start"),
            once_a_day(
                "training_once_a_day", "staff", sentence=_("The person studies on these days.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_goal_display()}: {self.major}, {self.place}"

    @property
    def study(self) -> Study:
        """As the rules take it."""
        return Study(
            self.starts_on, self.ends_on or self.starts_on, bool(self.decision), self.outcome
        )


RECORDS = (StaffSubject, Qualification, Title, Leave, Elsewhere, Training)

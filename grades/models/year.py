"""The end of a class's year: what was proposed, decided and sealed, and what the summer brought."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.scoping import signed
from grades.choices import (
    ANY_LEVEL_NAMES,
    AWARD_NAMES,
    LEVEL_NAMES,
    MATTER_NAMES,
    PROMOTION_NAMES,
    Award,
    Level,
    Matter,
    Promotion,
    YearState,
)
from grades.choices.promotion import PROMOTIONS, decided_name, promotion_name

if TYPE_CHECKING:
    from grades.models.summer import YearSubject

ANY_LEVELS = [value for value, _name in ANY_LEVEL_NAMES]


class YearStep(models.Model):
    """One step of one class's year: proposed, returned with a reason, sealed.

    The newest step of a class says its state; without one the year is open. `principal` is whom a
    deputy took it for.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, related_name="year_steps", db_constraint=False
    )
    from_state = models.CharField(max_length=8, choices=YearState)
    to_state = models.CharField(max_length=8, choices=YearState)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a class's year")
        verbose_name_plural = _("steps of classes' years")
        ordering = ["pk"]
        indexes = [models.Index(fields=["class_group", "-id"], name="yearstep_class")]
        constraints = [
            known("yearstep_from_state_is_known", "from_state", YearState.values),
            known("yearstep_to_state_is_known", "to_state", YearState.values),
        ]

    def __str__(self) -> str:
        return f"{self.class_group_id}: {self.get_to_state_display()}"

    @property
    def signature(self) -> str:
        """Who took it, and for whom."""
        return signed(str(self.actor), str(self.principal) if self.principal else None)


class YearDecision(models.Model):
    """What the head decided in one matter of one student's year (TT 22/2021 Art. 9, 11, 12).

    The newest row of a student and matter counts while the year still says what it was `about`, a
    digest; a later one takes the place of an earlier, which stays. From `level` to `award` stands
    the verdict (grades.rules.year_end), `number` and `signed_on` are the paper's.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    class_group = models.ForeignKey(
        "schools.ClassGroup", models.PROTECT, related_name="+", db_constraint=False
    )
    student = models.ForeignKey(
        "students.Student", models.PROTECT, related_name="+", db_constraint=False
    )
    matter = models.CharField(_("matter"), max_length=10, choices=MATTER_NAMES)
    about = models.CharField(_("about"), max_length=16)
    level = models.SmallIntegerField(_("level"), choices=ANY_LEVEL_NAMES, null=True)
    promotion = models.CharField(
        _("what follows"), max_length=15, choices=PROMOTION_NAMES, blank=True
    )
    second_term = models.BooleanField(_("the second term counts alone"), default=False)
    award = models.CharField(_("title"), max_length=20, choices=AWARD_NAMES, blank=True)
    number = models.CharField(_("number of the decision"), max_length=50)
    signed_on = models.DateField(_("signed on"))
    reason = models.CharField(_("reason"), max_length=200)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision on a student's year")
        verbose_name_plural = _("decisions on students' years")
        indexes = [
            models.Index(fields=["class_group", "-id"], name="yeardecision_class"),
            models.Index(fields=["student"], name="yeardecision_student"),
        ]
        constraints = [
            known("yeardecision_matter_is_known", "matter", [each.value for each in Matter]),
            known("yeardecision_level_is_known", "level", ANY_LEVELS),
            known("yeardecision_promotion_is_known", "promotion", ["", *PROMOTIONS]),
            known("yeardecision_award_is_known", "award", ["", *(each.value for each in Award)]),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(number=""), name="yeardecision_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """What was decided."""
        if self.level is not None:
            return str(self.get_level_display())
        if self.promotion:
            return decided_name(self.promotion, self.class_group.grade_level_id)
        if self.second_term:
            return str(_("the second term counts alone"))
        if self.matter == Matter.AWARD:
            return str(self.get_award_display() or _("no title"))
        return str(_("no level"))

    @property
    def signature(self) -> str:
        """Who decided, and for whom."""
        return signed(str(self.actor), str(self.principal) if self.principal else None)


class YearResult(models.Model):
    """One student's year as it was sealed, and beside it what the summer brought.

    `enrolment` is the stay on the last day of the year. Levels are grades.rules.Level, that of
    learning in primary school YearLevel; `level_before_adjustment` is what the table gave before
    Art. 9(3) of TT 22/2021, `adjusted_for` the subject that triggered it. `absences` are the
    sessions that count. `own_subjects` are the subjects the level waited for (null: it was not
    known which) and `optional_subjects` those freely chosen, by id, as the register said then. A
    trigger refuses a change of these without a reason (scoping.reasoned).
    `retrained_conduct` and `reassessed_learning` count for promotion alone (Art. 13, 14);
    `promotion_again` is what then follows, empty before the summer is sealed and for a student who
    waited for nothing. In primary school (TT 27/2020 Art. 11) `traits` are the sealed levels of
    qualities and competences, `traits_again` those given after help, null where none was given; the
    plan of the help and its outcome stand in `training_note`.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.OneToOneField(
        "students.Enrolment", models.PROTECT, related_name="year_result", db_constraint=False
    )
    regulation = models.ForeignKey("grades.RegulationSet", models.PROTECT, related_name="+")
    learning = models.SmallIntegerField(_("learning result"), choices=ANY_LEVEL_NAMES, null=True)
    level_before_adjustment = models.SmallIntegerField(choices=LEVEL_NAMES, null=True)
    adjusted_for = models.ForeignKey("schools.Subject", models.PROTECT, null=True, related_name="+")
    conduct = models.SmallIntegerField(_("conduct"), choices=LEVEL_NAMES, null=True)
    absences = models.PositiveSmallIntegerField(_("sessions missed"))
    promotion = models.CharField(_("what follows"), max_length=15, choices=PROMOTION_NAMES)
    award = models.CharField(_("title"), max_length=20, choices=AWARD_NAMES, blank=True)
    traits = ArrayField(
        models.SmallIntegerField(null=True),
        verbose_name=_("qualities and competences"),
        default=list,
        blank=True,
    )
    own_subjects = ArrayField(models.BigIntegerField(), null=True)
    optional_subjects = ArrayField(models.BigIntegerField(), default=list)
    computed_at = models.DateTimeField(auto_now=True)
    retrained_conduct = models.SmallIntegerField(
        _("conduct after summer training"), choices=LEVEL_NAMES, null=True
    )
    parents_signed = models.BooleanField(_("the report is signed by the parents"), default=False)
    training_note = models.CharField(_("tasks and outcome"), max_length=300, blank=True)
    trained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    trained_at = models.DateTimeField(null=True)
    traits_again = ArrayField(
        models.SmallIntegerField(null=True),
        verbose_name=_("qualities and competences after help"),
        default=list,
        blank=True,
    )
    reassessed_learning = models.SmallIntegerField(
        _("learning result after re-assessment"), choices=ANY_LEVEL_NAMES, null=True
    )
    promotion_again = models.CharField(
        _("what follows after the summer"), max_length=15, choices=PROMOTION_NAMES, blank=True
    )

    class Meta:
        verbose_name = _("result of a year")
        verbose_name_plural = _("results of years")
        indexes = [models.Index(fields=["school", "promotion"], name="yearresult_school")]
        constraints = [
            *(
                known(f"yearresult_{field}_is_known", field, [level.value for level in Level])
                for field in ("level_before_adjustment", "conduct", "retrained_conduct")
            ),
            known("yearresult_reassessed_learning_is_known", "reassessed_learning", ANY_LEVELS),
            known("yearresult_promotion_is_known", "promotion", PROMOTIONS),
            known("yearresult_learning_is_known", "learning", ANY_LEVELS),
            known("yearresult_award_is_known", "award", ["", *(each.value for each in Award)]),
            known("yearresult_promotion_again_is_known", "promotion_again", ["", *PROMOTIONS]),
            models.CheckConstraint(
                condition=Q(retrained_conduct=None, traits_again=[])
                | Q(trained_by__isnull=False, trained_at__isnull=False),
                name="yearresult_trained_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.said(self.promotion)}"

    @property
    def subjects_taken(self) -> "list[YearSubject]":
        """The subjects of the year, always in one order: decisions are about a digest of them."""
        taken = [each for each in self.subjects.all() if each.is_taken]
        return sorted(taken, key=lambda each: each.subject_id)

    @property
    def final_promotion(self) -> str:
        """What holds in the end: the summer's word where the year waits for it and has one."""
        waits = self.promotion in (Promotion.REASSESSMENT, Promotion.SUMMER_TRAINING)
        return self.promotion_again if waits and self.promotion_again else self.promotion

    @property
    def final_promotion_in_words(self) -> str:
        return self.said(self.final_promotion)

    @property
    def final_learning(self) -> int | None:
        return self.learning if self.reassessed_learning is None else self.reassessed_learning

    def said(self, promotion: str) -> str:
        """What follows, in the words of the student's grade; empty where nothing does."""
        grade = self.enrolment.class_group.grade_level_id
        return promotion_name(promotion, grade, self.final_learning)

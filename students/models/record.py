"""What the register keeps about one student beside identity and stays."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import ends_after_start, known
from eduportal.core.revisions import fingerprint
from students.choices import PaperKind, PaperState, RegisterPart
from students.models.register import Student


class Paper(models.Model):
    """One document of a student that the school asks for: received or still missing.

    Vietnamese: giấy tờ trong hồ sơ. Only what is known of it is kept; the paper itself lies in the
    school's office. A kind without a row is not asked for.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, models.CASCADE, related_name="papers", db_constraint=False)
    kind = models.CharField(_("document"), max_length=12, choices=PaperKind)
    state = models.CharField(_("state"), max_length=8, choices=PaperState)
    number = models.CharField(_("number"), max_length=50, blank=True)
    dated = models.DateField(_("date"), null=True, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(fields=["student", "kind"], name="paper_once_of_a_kind"),
            known("paper_kind_is_known", "kind", PaperKind.values),
            known("paper_state_is_known", "state", PaperState.values),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"


class Exemption(models.Model):
    """A decision by which one student is not assessed in one subject for some time.

    Vietnamese: quyết định miễn học, miễn đánh giá môn học (TT 22/2021 Art. 11). The one source of
    `MarkRecord.exempt`: a term's line is exempt where an exemption is in force on the term's last
    day (students.selectors.exemptions). Without `ends_on` it lasts until it is ended.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="exemptions", db_constraint=False
    )
    subject = models.ForeignKey("schools.Subject", models.PROTECT, related_name="+")
    decision = models.CharField(_("number of the decision"), max_length=50)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    reason = models.CharField(_("ground"), max_length=200)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        constraints = [
            ExclusionConstraint(
                name="exemption_one_a_day",
                expressions=[
                    ("student", RangeOperators.EQUAL),
                    ("subject", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The student is exempt from the subject on these days."),
            ),
            ends_after_start("exemption_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(decision="") & ~Q(reason=""), name="exemption_says_by_what_and_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.subject}, {self.decision}"

    @property
    def in_short(self) -> str:
        """The decision by its number."""
        return gettext("exempt, decision %(number)s") % {"number": self.decision}

    @property
    def in_words(self) -> str:
        """The decision, and from when to when it holds."""
        words = {
            "number": self.decision,
            "signed": f"{self.signed_on:%d/%m/%Y}",
            "first": f"{self.starts_on:%d/%m/%Y}",
        }
        if self.ends_on is None:
            return gettext("Decision %(number)s of %(signed)s, from %(first)s") % words
        return gettext("Decision %(number)s of %(signed)s, from %(first)s to %(last)s") % {
            **words,
            "last": f"{self.ends_on:%d/%m/%Y}",
        }

    @property
    def revision(self) -> str:
        """What a page shows of it, so that a form can say what it was made for."""
        facts = (self.pk, self.decision, self.signed_on, self.starts_on, self.ends_on, self.reason)
        return fingerprint(facts)


class RegisterChange(models.Model):
    """One change of what the register says of one student, written by triggers of the database.

    `part` says of what: identity, stay, document or exemption. `old` and `new` hold the whole row;
    `old` is null for a row that came, `new` for one that went. The change outlives what it is
    about: a plain number, `key`, instead of a foreign key. `operation` names the batch, for
    example the import, that brought it.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    student = models.ForeignKey(
        Student, models.DO_NOTHING, related_name="changes", db_constraint=False
    )
    part = models.CharField(_("what"), max_length=9, choices=RegisterPart)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("who"),
    )
    door = models.CharField(_("door"), max_length=10)
    operation = models.CharField(_("batch"), max_length=36)
    key = models.BigIntegerField()
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change of the register")
        verbose_name_plural = _("changes of the register")
        indexes = [models.Index(fields=["school", "student", "id"], name="registerchange_student")]
        constraints = [known("registerchange_part_is_known", "part", RegisterPart.values)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.part}"

"""What the homeroom teacher says of a student, and comments with who has read them."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.scoping import signed
from grades.choices import LEVEL_NAMES, Level, RecordMoment, Verdict

COMMENT_LENGTH = 300


class HomeroomRecord(models.Model):
    """What the homeroom teacher says of one student at one moment of a term.

    Vietnamese: phần giáo viên chủ nhiệm ghi (TT 22/2021 Art. 8, 20; TT 27/2020). Secondary school
    uses the end of the term alone: conduct (grades.rules.Level), its grounds, a comment. Primary
    school uses both moments: `traits` are the levels (grades.choices.TRAIT_NAMES) of qualities and
    competences in the order of grades.rules.tt27, null where none is given yet, and a comment. A
    student without a row has nothing said yet. It never changes once the class is sealed;
    TermResult.conduct is filled from it then.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.PROTECT, related_name="homeroom_records", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    moment = models.CharField(
        _("moment"), max_length=7, choices=RecordMoment, default=RecordMoment.FINAL
    )
    conduct = models.SmallIntegerField(_("conduct"), choices=LEVEL_NAMES, null=True, blank=True)
    grounds = models.CharField(_("grounds of the conduct"), max_length=COMMENT_LENGTH, blank=True)
    comment = models.CharField(
        _("homeroom teacher's comment"), max_length=COMMENT_LENGTH, blank=True
    )
    traits = ArrayField(
        models.SmallIntegerField(null=True),
        verbose_name=_("qualities and competences"),
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = _("homeroom teacher's record")
        verbose_name_plural = _("homeroom teacher's records")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "term", "moment"], name="homeroomrecord_once_a_moment"
            ),
            known("homeroomrecord_moment_is_known", "moment", RecordMoment.values),
            known("homeroomrecord_conduct_is_known", "conduct", [each.value for each in Level]),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, {self.term}"


class HomeroomChange(models.Model):
    """One change of one homeroom record, written by a trigger of the database.

    `old` and `new` hold conduct, grounds, comment and traits; `old` is null for a record that came,
    `new` for one that went. The change outlives its record.
    """

    append_only = True

    id = models.BigAutoField(primary_key=True)
    school = models.ForeignKey(
        "schools.School", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    enrolment = models.ForeignKey(
        "students.Enrolment",
        models.DO_NOTHING,
        related_name="homeroom_changes",
        db_constraint=False,
    )
    term = models.ForeignKey(
        "schools.Term", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    moment = models.CharField(_("moment"), max_length=7, choices=RecordMoment)
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
    reason = models.CharField(_("reason"), max_length=300)
    old = models.JSONField(_("before"), null=True)
    new = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("change of a homeroom record")
        verbose_name_plural = _("changes of homeroom records")
        indexes = [models.Index(fields=["enrolment", "term", "-id"], name="homeroomchange_stay")]
        constraints = [known("homeroomchange_moment_is_known", "moment", RecordMoment.values)]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.door}"


class CommentPhrase(models.Model):
    """One sentence of one teacher's own comment bank. Vietnamese: mẫu nhận xét.

    `band` is the grades.rules.Level whose averages (or, without a `subject`, whose conduct) it is
    meant for; without a subject it is for the homeroom comment.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    subject = models.ForeignKey("schools.Subject", models.PROTECT, null=True, related_name="+")
    band = models.SmallIntegerField(_("band"), choices=LEVEL_NAMES)
    text = models.CharField(_("sentence"), max_length=COMMENT_LENGTH)

    class Meta:
        verbose_name = _("own sentence for comments")
        verbose_name_plural = _("own sentences for comments")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user", "subject", "band", "text"],
                name="commentphrase_once_a_band",
                nulls_distinct=False,
            ),
            known("commentphrase_band_is_known", "band", [each.value for each in Level]),
            models.CheckConstraint(condition=~Q(text=""), name="commentphrase_says_something"),
        ]

    def __str__(self) -> str:
        return self.text


class CommentReading(models.Model):
    """One comment that a head has read before the class is sealed, and what came of it.

    It is about the comment of a subject (`sheet`) or, without one, about the homeroom teacher's.
    `text` is the comment as it was read, or as the head put it. The newest row counts, as long as
    the comment is still `text`; a comment that has changed since is to be read again.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(
        "students.Enrolment", models.PROTECT, related_name="+", db_constraint=False
    )
    term = models.ForeignKey("schools.Term", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        "grades.MarkSheet", models.PROTECT, null=True, related_name="+", db_constraint=False
    )
    moment = models.CharField(_("moment"), max_length=7, choices=RecordMoment)
    verdict = models.CharField(_("answer"), max_length=8, choices=Verdict)
    text = models.CharField(_("comment"), max_length=COMMENT_LENGTH)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reading of a comment")
        verbose_name_plural = _("readings of comments")
        indexes = [models.Index(fields=["enrolment", "term", "-id"], name="commentreading_stay")]
        constraints = [
            known("commentreading_moment_is_known", "moment", RecordMoment.values),
            known("commentreading_verdict_is_known", "verdict", Verdict.values),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.REJECTED) | ~Q(reason=""),
                name="commentreading_rejected_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.text}"

    @property
    def signature(self) -> str:
        """Who read it, and for whom."""
        return signed(str(self.actor), str(self.principal) if self.principal else None)

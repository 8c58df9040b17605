"""Lists of learners that institutions after grade 9 hand over."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from students.choices import Destination, ListState, MatchStage, RowState
from students.models.leavers import Leaver, LeaverCohort


class UploadLink(models.Model):
    """Leave for an institution without an account to hand over one list, by a link.

    `digest` is of the code in the link, keyed: the row opens nothing. Good until `ends_at`, and
    once.
    """

    cohort = models.ForeignKey(LeaverCohort, models.PROTECT, related_name="+")
    institution = models.CharField(_("institution"), max_length=200)
    kind = models.CharField(_("kind of institution"), max_length=15, choices=Destination)
    digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(_("good until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("link for a list")
        verbose_name_plural = _("links for lists")
        constraints = [known("uploadlink_kind_is_known", "kind", Destination.values)]

    def __str__(self) -> str:
        return f"{self.institution}, {self.ends_at:%d/%m/%Y}"


class EnrolmentList(models.Model):
    """One list as an institution handed it over. It names no person; its rows do.

    `content` is the file until it has been read; `tries` is how often a worker has begun with it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(LeaverCohort, models.PROTECT, related_name="lists")
    link = models.ForeignKey(UploadLink, models.PROTECT, null=True, related_name="lists")
    institution = models.CharField(_("institution"), max_length=200)
    kind = models.CharField(_("kind of institution"), max_length=15, choices=Destination)
    as_of = models.DateField(_("as of"))
    sent_by = models.CharField(_("who"), max_length=150)
    sent_at = models.DateTimeField(_("when"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=ListState, default=ListState.WAITING)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    content = models.BinaryField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problems = models.JSONField(default=list)

    class Meta:
        verbose_name = _("enrolment list")
        verbose_name_plural = _("enrolment lists")
        ordering = ["-pk"]
        constraints = [
            known("enrolmentlist_kind_is_known", "kind", Destination.values),
            known("enrolmentlist_state_is_known", "state", ListState.values),
        ]

    def __str__(self) -> str:
        return f"{self.institution}, {self.as_of}"


class EnrolmentListRow(models.Model):
    """One row of a list. `school` is that of the leaver found or suggested; null for a stranger.

    `choices` are the leavers of whom one may be meant, where nobody is suggested; `school` then is
    the one school of all of them, if it is one.
    Only whoever sees every school sees rows without a school. `stranger_since` is when it was
    known that nobody of the portal is meant: after some time the row goes. `problems` are the cells
    that cannot be read: cell, value, msgid and what fills it.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    # Before `list` is a field.
    choices = ArrayField(models.BigIntegerField(), default=list)
    problems = models.JSONField(default=list)
    list = models.ForeignKey(EnrolmentList, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField(_("row"))
    personal_number = models.CharField(_("personal number"), max_length=12, blank=True)
    full_name = models.CharField(_("full name"), max_length=150)
    birth_date = models.DateField(_("date of birth"), null=True)
    former_school = models.CharField(_("former school"), max_length=200, blank=True)
    stage = models.CharField(_("matched by"), max_length=12, choices=MatchStage)
    state = models.CharField(_("state"), max_length=8, choices=RowState)
    leaver = models.ForeignKey(
        Leaver, models.PROTECT, null=True, related_name="rows", db_constraint=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    stranger_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("row of an enrolment list")
        verbose_name_plural = _("rows of enrolment lists")
        indexes = [models.Index(fields=["school", "state"], name="listrow_school_state")]
        constraints = [
            models.UniqueConstraint(fields=["list", "place"], name="listrow_once_a_place"),
            known("listrow_stage_is_known", "stage", MatchStage.values),
            known("listrow_state_is_known", "state", RowState.values),
            models.CheckConstraint(
                condition=models.Q(leaver=None) | models.Q(school__isnull=False),
                name="listrow_of_a_leaver_has_a_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list}, {self.place}"

    @property
    def revision(self) -> str:
        """What a page shows of it, so that a form can say what it was made for."""
        return f"{self.pk}.{self.state}.{self.leaver_id}"

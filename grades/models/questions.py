"""Questions about how marks were entered: each found once, asked, answered and settled."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from grades.choices import QuestionState, QuestionStepKind, SignalKind
from grades.models.sheet import MarkSheet


class MarkQuestion(models.Model):
    """One thing on one sheet that is worth a question. Never a finding against a person.

    `key` says what it is about within sheet and kind (a column, a day, an account): the same is
    found once. `facts` are what the sentence says (grades.selectors.questions); `version` is that
    of the rule that found it. `author` is whose entries they are, where they are one person's;
    `asked` is the teacher who is asked.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    sheet = models.ForeignKey(
        MarkSheet, models.PROTECT, related_name="questions", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=9, choices=SignalKind)
    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(_("version of the rule"))
    facts = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=8, choices=QuestionState, default=QuestionState.OPEN
    )
    asked = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)

    class Meta:
        verbose_name = _("question about marks")
        verbose_name_plural = _("questions about marks")
        indexes = [
            models.Index(fields=["school", "state", "-id"], name="markquestion_school_state")
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "kind", "key"], name="markquestion_once"),
            known("markquestion_kind_is_known", "kind", SignalKind.values),
            known("markquestion_state_is_known", "state", QuestionState.values),
            models.CheckConstraint(
                condition=~Q(state__in=[QuestionState.ASKED, QuestionState.ANSWERED])
                | Q(asked__isnull=False),
                name="markquestion_asked_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.sheet_id}"


class QuestionStep(models.Model):
    """One step of one question: who asked, answered, settled or asked back, with which words."""

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    question = models.ForeignKey(
        MarkQuestion, models.PROTECT, related_name="steps", db_constraint=False
    )
    kind = models.CharField(_("step"), max_length=6, choices=QuestionStepKind)
    words = models.CharField(_("in words"), max_length=300)
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("step of a question about marks")
        verbose_name_plural = _("steps of questions about marks")
        ordering = ["pk"]
        constraints = [
            known("questionstep_kind_is_known", "kind", QuestionStepKind.values),
            models.CheckConstraint(condition=~Q(words=""), name="questionstep_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

"""Notices: what one person is told."""

import datetime
import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.notices.kinds import NoticeKind
from eduportal.notices.words import WORDS

# Facts that are days, as ISO texts.
DAYS = ("day", "until")


class Notice(models.Model):
    """One thing one person should know. Vietnamese: thông báo.

    Without a school it is about the whole province, for who sees every school.

    Sentences are composed when they are read, from kind and `facts`; `words` are those a person
    wrote. `about` says which thing it is: told again, it is the same row, new once more. `key`
    goes into the address it leads to. `students` and `staff` are those named in the facts, for the
    access log.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=14, choices=NoticeKind)
    about = models.CharField(max_length=100)
    key = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    students = ArrayField(models.BigIntegerField(), default=list)
    staff = ArrayField(models.BigIntegerField(), default=list)
    words = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    read_at = models.DateTimeField(_("read"), null=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True)
    # Whether the reader at hand may see the students named (eduportal.notices.shown).
    names_students = True

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-at"], name="notice_user_at"),
            models.Index(fields=["user"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["kind", "key"], name="notice_kind_key"),
        ]
        constraints = [
            known("notice_kind_is_known", "kind", NoticeKind.values),
            models.UniqueConstraint(
                fields=["user", "kind", "about"], name="notice_once_for_a_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What happened, in the reader's language."""
        return self._said(WORDS[self.kind].title) if self.names_students else self.safe_title

    @property
    def detail(self) -> str:
        """What else is to be known, in the reader's language; perhaps nothing."""
        detail = WORDS[self.kind].detail
        return self._said(detail) if detail else ""

    @property
    def safe_title(self) -> str:
        """What happened, naming no person but the reader."""
        words = WORDS[self.kind]
        return self._said(words.safe or words.title)

    @property
    def icon(self) -> str:
        return WORDS[self.kind].icon

    @property
    def url(self) -> str:
        """The page it leads to."""
        return reverse(WORDS[self.kind].page, args=self.key.split("/") if self.key else [])

    def _said(self, sentence: Any) -> str:
        days = {
            name: f"{datetime.date.fromisoformat(text):%d/%m/%Y}"
            for name in DAYS
            if (text := self.facts.get(name))
        }
        # Not str() of the sentence first: one with a plural takes its number from the facts.
        return str(sentence % (self.facts | days))

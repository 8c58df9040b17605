"""Records in the Ministry's own format: what it is to hold, and what it has said."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.states import RecordState
from schools.models import period_title


class RecordEvent(models.TextChoices):
    """The Ministry's SuKien. A cancelled record stays, here and there."""

    NEW = "NEW", _("new")
    UPDATE = "UPDATE", _("changed")
    CANCEL = "CANCEL", _("cancelled")


class MinistryRecord(models.Model):
    """One record of one of the Ministry's tables, in its newest version, and its way there.

    `record_id` is the IdBanGhi, `event` the SuKien, `version` the PhienBan: raised by the statement
    that changes the record, never lowered and never 0 (a trigger). `kind` is what the record is
    about, `table` the Ministry's name of its table, `content` the columns. `problems` say which
    columns cannot be filled: such a record is blocked. The scope (`school feed year period unit`)
    is that of the packages that say it; `person` the uid of the student or teacher it is about.

    `sent_version` is noted before a version is sent: whatever happens then, it is known that the
    other side may have it. `accepted_version` is the greatest the other side has accepted, `theirs`
    its own code of the state. `turn` is the order of sending: parents before children, and
    cancelled children before their parents.
    """

    append_only = True
    mutable_columns = (
        *("school", "feed", "year", "period", "unit", "table", "parent_id", "person"),
        *("event", "version", "content", "problems", "state", "turn"),
        *("sent_version", "accepted_version", "theirs", "last_error", "attempts", "not_before"),
        *("changed_at", "answered_at"),
    )

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    feed = models.CharField(max_length=20)
    year = models.CharField(_("school year"), max_length=9)
    period = models.CharField(_("period"), max_length=5)
    unit = models.CharField(_("unit"), max_length=20)
    kind = models.CharField(_("kind"), max_length=10)
    table = models.CharField(_("table"), max_length=60)
    record_id = models.UUIDField(unique=True)
    parent_id = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    event = models.CharField(_("event"), max_length=6, choices=RecordEvent)
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    problems = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=9, choices=RecordState)
    turn = models.SmallIntegerField()
    sent_version = models.PositiveIntegerField(default=0)
    accepted_version = models.PositiveIntegerField(default=0)
    theirs = models.CharField(max_length=10, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"))
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("record of the Ministry")
        verbose_name_plural = _("records of the Ministry")
        indexes = [
            models.Index(
                fields=["turn", "id"],
                name="ministryrecord_due",
                condition=Q(state__in=["waiting", "under_way"]),
            ),
            models.Index(fields=["school", "feed", "year", "period"], name="ministryrecord_scope"),
            models.Index(fields=["kind", "state"], name="ministryrecord_counted"),
            models.Index(
                fields=["kind", "id"],
                name="ministryrecord_troubled",
                condition=Q(state__in=["blocked", "refused"]),
            ),
        ]
        constraints = [
            known("ministryrecord_state_is_known", "state", RecordState.values),
            known("ministryrecord_event_is_known", "event", RecordEvent.values),
            models.CheckConstraint(
                condition=Q(version__gte=1)
                & Q(accepted_version__lte=F("version"))
                & Q(sent_version__lte=F("version")),
                name="ministryrecord_versions_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_version=F("version")),
                name="ministryrecord_accepted_by_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.record_id} v{self.version}"

    @property
    def period_title(self) -> str:
        """The period as people call it; empty for a record without one."""
        return period_title(self.year, self.period)


class MinistryScope(models.Model):
    """One school's feed and period, as records were last made of it.

    `said` is a digest of the packages that counted then, of who counts elsewhere, and of the tables
    in use: where it differs, the records are made again.
    """

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    feed = models.CharField(max_length=20)
    year = models.CharField(max_length=9)
    period = models.CharField(max_length=5)
    said = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("scope of the Ministry's records")
        verbose_name_plural = _("scopes of the Ministry's records")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "feed", "year", "period"], name="ministryscope_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.feed} {self.year} {self.period}"

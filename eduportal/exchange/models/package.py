"""Sealed packages and the receipts for them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.sentences import EVENTS
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody, package
from eduportal.exchange.wire.custody import Link
from eduportal.exchange.wire.scope import ScopeKey
from schools.models import period_title


class Package(models.Model):
    """One sealed version of one scope of a feed: a class's term with every line of it.

    `content` is the gzip member as sealed; it is stored and forwarded as it is, never built again.
    `hash` is the digest of the plain lines (wire/package.py), the package's name everywhere. The
    scope is four columns, `school` (with its code), `year`, `period` and `unit`. `custody` is the
    chain of signatures, the sealing node's first. `records` counts what the feed counts, known once
    a parked one can be read: a trigger refuses any other change. The other columns are the header's
    own (wire/header.py). The unique constraints are what makes receiving twice harmless, and what
    keeps a scope from counting twice.
    """

    append_only = True
    mutable_columns = ("state", "records")

    # Without an index of its own: two others begin with the school.
    school = models.ForeignKey(
        "schools.School", models.PROTECT, related_name="packages", db_index=False
    )
    feed = models.CharField(_("feed"), max_length=20)
    year = models.CharField(_("school year"), max_length=9)
    period = models.CharField(_("period"), max_length=5)
    unit = models.CharField(_("unit"), max_length=20)
    unit_name = models.CharField(_("name of the unit"), max_length=200, blank=True)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=PackageState)
    hash = models.CharField(_("digest"), max_length=64)
    prev = models.CharField(_("digest of the version before"), max_length=64, blank=True)
    origin = models.CharField(_("origin"), max_length=50, help_text=_("Node that sealed it."))
    event = models.CharField(_("event"), max_length=10)
    basis = models.CharField(_("basis"), max_length=300, blank=True)
    schema = models.CharField(_("schema"), max_length=30)
    rules = models.CharField(_("rules"), max_length=60, blank=True)
    content = models.BinaryField()
    custody = models.BinaryField(_("custody"))
    about = models.JSONField(_("what the lines are about"))
    layout = models.JSONField(_("layout"))
    totals = models.JSONField(_("control totals"))
    records = models.PositiveIntegerField(_("records"))
    closes = models.DateField(_("closing day"))
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.CharField(_("sealed by"), max_length=320, blank=True)
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        indexes = [
            models.Index(fields=["year", "period", "origin"], name="package_period"),
            models.Index(fields=["-sealed_at", "-id"], name="package_newest"),
            models.Index(fields=["received_at"], name="package_received"),
        ]
        constraints = [
            # Not `unique` of the field, which brings a second index for searching by beginnings.
            models.UniqueConstraint(fields=["hash"], name="package_once"),
            models.UniqueConstraint(
                fields=["school", "year", "period", "unit", "feed", "version"],
                condition=~Q(state=PackageState.VOID),
                name="package_one_per_scope_version",
            ),
            models.UniqueConstraint(
                fields=["school", "year", "period", "unit", "feed"],
                condition=Q(state=PackageState.ACCEPTED),
                name="package_one_accepted_per_scope",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="package_version_from_1"),
            known("package_state_is_known", "state", PackageState.values),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.year} {self.period} {self.unit} v{self.version}"

    @property
    def plain(self) -> bytes:
        """The sealed bytes, whose digest is `hash`."""
        return package.plain(bytes(self.content))

    @property
    def links(self) -> list[Link]:
        """Its signatures, the sealing node's first."""
        return custody.from_line(bytes(self.custody))

    @property
    def period_title(self) -> str:
        """The period as people call it; empty for a feed without one."""
        return period_title(self.year, self.period)

    @property
    def event_title(self) -> str:
        """What kind of version it is, for people; empty for a result as it was first sealed."""
        return str(EVENTS.get(self.event, ""))

    @property
    def scope(self) -> ScopeKey:
        """Its scope as it travels: one query where the school is not at hand."""
        return ScopeKey(self.school.code, self.year, self.period, self.unit)


class Receipt(models.Model):
    """One node's signed answer about one package: the sender's proof, kept by both sides.

    `content` is the signed JSON as sent (wire/receipt.py); `problems` its causes. `issued_at` is
    the issuer's moment, `kept_at` this node's.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    package = models.ForeignKey(
        Package, models.PROTECT, related_name="receipts", db_constraint=False, db_index=False
    )
    issuer = models.CharField(_("issuer"), max_length=50)
    state = models.CharField(_("state"), max_length=10, choices=PackageState)
    content = models.BinaryField()
    signature = models.BinaryField()
    problems = models.JSONField(default=list)
    issued_at = models.DateTimeField(_("issued at"))
    kept_at = models.DateTimeField(_("kept at"), auto_now_add=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index(fields=["kept_at"], name="receipt_kept")]
        constraints = [
            models.UniqueConstraint(
                fields=["package", "issuer", "state"], name="receipt_once_per_state"
            ),
            known("receipt_state_is_known", "state", PackageState.values),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.package} {self.state}"

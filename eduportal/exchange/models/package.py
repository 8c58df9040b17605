"""Sealed packages and the receipts for them."""

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eduportal.core.constraints import known
from eduportal.exchange.states import PackageState
from eduportal.exchange.wire import custody
from eduportal.exchange.wire.custody import Link, Seal
from schools.models import term_title


class Package(models.Model):
    """One sealed version of one scope: a class × term × kind, with every line.

    `content` holds the sealed bytes exactly as signed; they are stored and forwarded as they are,
    never built again. `scope` reads "S0123/10A1/2026-2027-HK1/subject-result". `rules` is the
    header's own, {"set": "tt22-0/0f3a…", …}. `mark_sum` is in tenths. `custody` is the chain of
    signatures as it came, the sealing node's first (wire/custody.py). The unique constraints are
    what makes receiving twice harmless, and what keeps a scope from counting twice even when
    another node begins to seal it.
    """

    append_only = True
    mutable_columns = ("state",)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="packages")
    origin = models.CharField(_("origin"), max_length=50, help_text=_("Node that sealed it."))
    kind = models.CharField(_("kind"), max_length=30)
    scope = models.CharField(_("scope"), max_length=120)
    class_name = models.CharField(_("class"), max_length=20)
    term_code = models.CharField(_("term"), max_length=20)
    rules = models.JSONField(_("rules"))
    version = models.PositiveIntegerField(_("version"))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("digest"), max_length=64)
    content = models.BinaryField()
    custody = models.JSONField(_("custody"))
    rows = models.PositiveIntegerField(_("records"))
    students = models.PositiveIntegerField(_("students"))
    mark_sum = models.PositiveBigIntegerField(_("sum of marks, tenths"))
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.CharField(_("sealed by"), max_length=320)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PackageState, default=PackageState.RECEIVED
    )
    received_at = models.DateTimeField(_("received at"), auto_now_add=True)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        indexes = [
            models.Index(fields=["school", "term_code", "class_name"], name="package_school_term"),
            models.Index(fields=["-sealed_at", "-id"], name="package_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "scope", "origin", "version"],
                name="package_one_per_scope_version",
            ),
            models.UniqueConstraint(fields=["origin", "hash"], name="package_one_per_hash"),
            models.UniqueConstraint(
                fields=["school", "scope"],
                condition=Q(state=PackageState.ACCEPTED),
                name="package_one_accepted_per_scope",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="package_version_from_1"),
            known("package_state_is_known", "state", PackageState.values),
        ]

    def __str__(self) -> str:
        return f"{self.scope} v{self.version}"

    @property
    def term_title(self) -> str:
        """The term as people call it."""
        return term_title(self.term_code)

    @property
    def seal(self) -> Seal:
        """The facts its signatures cover."""
        return Seal(self.hash, self.scope, self.version)

    @property
    def links(self) -> list[Link]:
        """Its signatures, the sealing node's first."""
        return custody.from_wire(self.custody)

    @property
    def mark_total(self) -> Decimal:
        """Sum of the averages in marks, for a person to compare."""
        return Decimal(self.mark_sum) / 10


class Receipt(models.Model):
    """One node's signed answer about one package: the sender's proof, kept by both sides.

    `content` is the signed JSON as sent. `errors` lists every refused record. `sequence` orders
    the receipts this node issued; null for receipts that came from above.
    """

    append_only = True

    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    package = models.ForeignKey(
        Package, models.PROTECT, related_name="receipts", db_constraint=False
    )
    issuer = models.CharField(_("issuer"), max_length=50)
    state = models.CharField(_("state"), max_length=10, choices=PackageState)
    content = models.BinaryField()
    signature = models.BinaryField()
    errors = models.JSONField(default=list)
    sequence = models.BigIntegerField(null=True, unique=True)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        constraints = [
            models.UniqueConstraint(
                fields=["package", "issuer", "state"], name="receipt_once_per_state"
            ),
            known("receipt_state_is_known", "state", PackageState.values),
        ]

    def __str__(self) -> str:
        return f"{self.issuer}: {self.package} {self.state}"

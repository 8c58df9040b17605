import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyRoot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("packages", models.PositiveIntegerField(verbose_name="packages")),
                ("receipts", models.PositiveIntegerField(verbose_name="receipts")),
                ("root", models.CharField(max_length=64, verbose_name="root")),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("stamp", models.BinaryField(null=True)),
                ("stamped_at", models.DateTimeField(null=True, verbose_name="time-stamped at")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
            ],
            options={
                "verbose_name": "daily root",
                "verbose_name_plural": "daily roots",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="LedgerLife",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ledger_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("fingerprint", models.CharField(max_length=100)),
                ("began_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "life of the ledger",
                "verbose_name_plural": "lives of the ledger",
            },
        ),
        migrations.CreateModel(
            name="NodeKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(max_length=50, verbose_name="node")),
                ("key_id", models.CharField(max_length=64, unique=True, verbose_name="key id")),
                ("public_key", models.BinaryField()),
                (
                    "valid_from",
                    models.DateTimeField(blank=True, null=True, verbose_name="valid from"),
                ),
                (
                    "valid_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="valid until"),
                ),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "replaced by a new key"),
                            ("compromised", "may be in other hands"),
                            ("withdrawn", "the node is trusted no longer"),
                        ],
                        default="",
                        max_length=11,
                        verbose_name="reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "node's key",
                "verbose_name_plural": "nodes' keys",
                "ordering": ["node", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["", "replaced", "compromised", "withdrawn"])
                        ),
                        name="nodekey_reason_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("revoked_at", None)),
                            models.Q(
                                ("revoked_at__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="nodekey_revoked_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feed", models.CharField(max_length=20, verbose_name="feed")),
                ("year", models.CharField(max_length=9, verbose_name="school year")),
                ("period", models.CharField(max_length=5, verbose_name="period")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                (
                    "unit_name",
                    models.CharField(blank=True, max_length=200, verbose_name="name of the unit"),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("parked", "parked"),
                            ("returned", "returned"),
                            ("superseded", "superseded"),
                            ("void", "void"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "prev",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="digest of the version before"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        help_text="Node that sealed it.", max_length=50, verbose_name="origin"
                    ),
                ),
                ("event", models.CharField(max_length=10, verbose_name="event")),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="basis")),
                ("schema", models.CharField(max_length=30, verbose_name="schema")),
                ("rules", models.CharField(blank=True, max_length=60, verbose_name="rules")),
                ("content", models.BinaryField()),
                ("custody", models.BinaryField(verbose_name="custody")),
                ("about", models.JSONField(verbose_name="what the lines are about")),
                ("layout", models.JSONField(verbose_name="layout")),
                ("totals", models.JSONField(verbose_name="control totals")),
                ("records", models.PositiveIntegerField(verbose_name="records")),
                ("closes", models.DateField(verbose_name="closing day")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                (
                    "sealed_by",
                    models.CharField(blank=True, max_length=320, verbose_name="sealed by"),
                ),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="received at"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "package",
                "verbose_name_plural": "packages",
                "indexes": [
                    models.Index(fields=["year", "period", "origin"], name="package_period"),
                    models.Index(fields=["-sealed_at", "-id"], name="package_newest"),
                    models.Index(fields=["received_at"], name="package_received"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("hash",), name="package_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "void"), _negated=True),
                        fields=("school", "year", "period", "unit", "feed", "version"),
                        name="package_one_per_scope_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "accepted")),
                        fields=("school", "year", "period", "unit", "feed"),
                        name="package_one_accepted_per_scope",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="package_version_from_1"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["accepted", "parked", "returned", "superseded", "void"])
                        ),
                        name="package_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("student_uid", models.UUIDField()),
                ("year", models.CharField(max_length=9)),
                ("period", models.CharField(max_length=5)),
                ("feed", models.CharField(max_length=20)),
                ("standing", models.CharField(max_length=1)),
                ("counted", models.BooleanField()),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), size=None
                    ),
                ),
                (
                    "result",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True), size=None
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="schools.school",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="exchange.package",
                    ),
                ),
            ],
            options={
                "verbose_name": "ledger line",
                "verbose_name_plural": "ledger lines",
                "indexes": [
                    models.Index(
                        condition=models.Q(("counted", False)),
                        fields=["student_uid"],
                        name="line_not_counted",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("counted", True)),
                        fields=("student_uid", "year", "period", "feed"),
                        name="line_counted_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("counted", False), ("standing", "s"), _connector="OR"),
                        name="line_counts_who_studies",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("standing__in", ["s", "m", "t", "d", "r"])),
                        name="line_standing_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Peer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                (
                    "name",
                    models.CharField(
                        help_text="The body, as people know it.",
                        max_length=200,
                        verbose_name="name",
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("upstream", "above"),
                            ("downstream", "below"),
                            ("beyond", "further above"),
                        ],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                ("base_url", models.URLField(blank=True, verbose_name="address")),
                (
                    "school_prefix",
                    models.CharField(
                        blank=True, max_length=20, verbose_name="schools' codes begin with"
                    ),
                ),
                (
                    "brings_schools",
                    models.BooleanField(default=False, verbose_name="may bring new schools"),
                ),
                ("is_sandbox", models.BooleanField(default=False, verbose_name="on trial")),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "paused_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="paused until"),
                ),
                (
                    "compared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last compared"),
                ),
                (
                    "equal_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last found equal"),
                ),
                ("reads", models.JSONField(blank=True, default=dict)),
                ("compared_ledgers", models.CharField(blank=True, default="", max_length=80)),
                ("compare_asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last told what it holds"
                    ),
                ),
                ("told", models.JSONField(blank=True, default=dict)),
                ("seen_at", models.DateTimeField(blank=True, null=True, verbose_name="last seen")),
                (
                    "hours_seen",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("vain_on", models.DateField(blank=True, null=True)),
                ("vain_count", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "peer",
                "verbose_name_plural": "peers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["upstream", "downstream", "beyond"])),
                        name="peer_relation_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_sandbox", False), ("relation", "downstream"), _connector="OR"
                        ),
                        name="peer_on_trial_is_below",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutboxEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting to be sent"),
                            ("accepted", "accepted above"),
                            ("parked", "parked above"),
                            ("returned", "returned from above"),
                            ("needs_human", "needs a person"),
                            ("void", "void"),
                        ],
                        default="queued",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=500, verbose_name="last error"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outbox",
                        to="exchange.package",
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outbox",
                        to="exchange.peer",
                    ),
                ),
            ],
            options={
                "verbose_name": "outbox entry",
                "verbose_name_plural": "outbox entries",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["peer", "not_before", "id"],
                        name="outbox_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "queued")),
                        fields=["school", "peer"],
                        name="outbox_queued_of_school",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("package", "peer"), name="outbox_once_per_peer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["queued", "accepted", "parked", "returned", "needs_human", "void"],
                            )
                        ),
                        name="outbox_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("packages", models.PositiveIntegerField(verbose_name="packages")),
                ("sent_bytes", models.PositiveIntegerField(verbose_name="bytes sent")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="error")),
                (
                    "peer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="exchange.peer",
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["peer", "-id"], name="delivery_newest")],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "interval_hours",
                    models.PositiveSmallIntegerField(
                        default=24, verbose_name="heard every (hours)"
                    ),
                ),
                (
                    "began_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="serves the school from"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="until")),
                ("silent_since", models.DateTimeField(null=True, verbose_name="silent since")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="schools.school",
                    ),
                ),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="exchange.peer",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ["-began_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("school",),
                        name="contract_one_open_per_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interval_hours__gte", 1)),
                        name="contract_interval_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("began_at")),
                            _connector="OR",
                        ),
                        name="contract_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("silent_since", None), _connector="OR"
                        ),
                        name="contract_that_ended_is_not_silent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("product", models.CharField(blank=True, max_length=100, verbose_name="product")),
                ("first_at", models.DateTimeField(verbose_name="first heard")),
                ("last_at", models.DateTimeField(verbose_name="last heard")),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="products",
                        to="exchange.peer",
                    ),
                ),
            ],
            options={
                "verbose_name": "product in use",
                "verbose_name_plural": "products in use",
                "ordering": ["-last_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("peer", "product"), name="product_once_per_peer"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=50, verbose_name="issuer")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("parked", "parked"),
                            ("returned", "returned"),
                            ("superseded", "superseded"),
                            ("void", "void"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("problems", models.JSONField(default=list)),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("kept_at", models.DateTimeField(auto_now_add=True, verbose_name="kept at")),
                (
                    "package",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="exchange.package",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "verbose_name_plural": "receipts",
                "indexes": [models.Index(fields=["kept_at"], name="receipt_kept")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("package", "issuer", "state"), name="receipt_once_per_state"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["accepted", "parked", "returned", "superseded", "void"])
                        ),
                        name="receipt_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChangedFeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feed", models.CharField(max_length=20)),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "changed register",
                "verbose_name_plural": "changed registers",
                "indexes": [models.Index(fields=["school"], name="changedfeed_school")],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("theirs", "the version above"),
                            ("mine", "the version here"),
                            ("withdraw", "neither"),
                        ],
                        max_length=8,
                        verbose_name="what counts",
                    ),
                ),
                ("theirs", models.CharField(blank=True, max_length=64)),
                ("basis", models.CharField(max_length=300, verbose_name="basis")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waits for a second person"),
                            ("done", "carried out"),
                            ("dropped", "dropped"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="exchange.outboxentry",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on two versions",
                "verbose_name_plural": "decisions on two versions",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("entry",),
                        name="decision_one_proposed_per_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None), ("state", "proposed")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("ended_by__isnull", False),
                                models.Q(("state", "proposed"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="decision_ended_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["theirs", "mine", "withdraw"])),
                        name="decision_choice_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "done", "dropped"])),
                        name="decision_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinistryRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feed", models.CharField(max_length=20)),
                ("year", models.CharField(max_length=9, verbose_name="school year")),
                ("period", models.CharField(max_length=5, verbose_name="period")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                ("kind", models.CharField(max_length=10, verbose_name="kind")),
                ("table", models.CharField(max_length=60, verbose_name="table")),
                ("record_id", models.UUIDField(unique=True)),
                ("parent_id", models.UUIDField(null=True)),
                ("person", models.UUIDField(null=True)),
                (
                    "event",
                    models.CharField(
                        choices=[("NEW", "new"), ("UPDATE", "changed"), ("CANCEL", "cancelled")],
                        max_length=6,
                        verbose_name="event",
                    ),
                ),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("content", models.JSONField()),
                ("problems", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("blocked", "cannot be expressed"),
                            ("waiting", "waiting to be sent"),
                            ("under_way", "arrived, not taken in yet"),
                            ("accepted", "accepted above"),
                            ("refused", "refused above"),
                            ("void", "void"),
                        ],
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("turn", models.SmallIntegerField()),
                ("sent_version", models.PositiveIntegerField(default=0)),
                ("accepted_version", models.PositiveIntegerField(default=0)),
                ("theirs", models.CharField(blank=True, max_length=10)),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=500, verbose_name="last error"),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "record of the Ministry",
                "verbose_name_plural": "records of the Ministry",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "under_way"])),
                        fields=["turn", "id"],
                        name="ministryrecord_due",
                    ),
                    models.Index(
                        fields=["school", "feed", "year", "period"], name="ministryrecord_scope"
                    ),
                    models.Index(fields=["kind", "state"], name="ministryrecord_counted"),
                    models.Index(
                        condition=models.Q(("state__in", ["blocked", "refused"])),
                        fields=["kind", "id"],
                        name="ministryrecord_troubled",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["blocked", "waiting", "under_way", "accepted", "refused", "void"],
                            )
                        ),
                        name="ministryrecord_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("event__in", ["NEW", "UPDATE", "CANCEL"])),
                        name="ministryrecord_event_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version__gte", 1),
                            ("accepted_version__lte", models.F("version")),
                            ("sent_version__lte", models.F("version")),
                        ),
                        name="ministryrecord_versions_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "accepted"), _negated=True),
                            ("accepted_version", models.F("version")),
                            _connector="OR",
                        ),
                        name="ministryrecord_accepted_by_an_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MinistryScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("feed", models.CharField(max_length=20)),
                ("year", models.CharField(max_length=9)),
                ("period", models.CharField(max_length=5)),
                ("said", models.CharField(max_length=100)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "scope of the Ministry's records",
                "verbose_name_plural": "scopes of the Ministry's records",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "feed", "year", "period"), name="ministryscope_once"
                    )
                ],
            },
        ),
    ]

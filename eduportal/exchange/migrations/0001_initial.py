import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
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
                            ("sending", "being sent"),
                            ("accepted", "accepted above"),
                            ("returned", "returned from above"),
                            ("parked", "parked above"),
                            ("needs_human", "needs a person"),
                        ],
                        default="queued",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("not_before", models.DateTimeField(verbose_name="not before")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=500, verbose_name="last error"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                "verbose_name": "outbox entry",
                "verbose_name_plural": "outbox entries",
            },
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_state", models.CharField(blank=True, max_length=11)),
                ("to_state", models.CharField(max_length=11)),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="exchange.outboxentry",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "outbox event",
                "verbose_name_plural": "outbox events",
                "ordering": ["pk"],
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
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "origin",
                    models.CharField(
                        help_text="Node that sealed it.", max_length=50, verbose_name="origin"
                    ),
                ),
                ("kind", models.CharField(max_length=30, verbose_name="kind")),
                ("scope", models.CharField(max_length=120, verbose_name="scope")),
                ("class_name", models.CharField(max_length=20, verbose_name="class")),
                ("term_code", models.CharField(max_length=20, verbose_name="term")),
                ("rules", models.JSONField(verbose_name="rules")),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="digest")),
                ("content", models.BinaryField()),
                ("custody", models.JSONField(verbose_name="custody")),
                ("rows", models.PositiveIntegerField(verbose_name="records")),
                ("students", models.PositiveIntegerField(verbose_name="students")),
                ("mark_sum", models.PositiveBigIntegerField(verbose_name="sum of marks, tenths")),
                ("sealed_at", models.DateTimeField(verbose_name="sealed at")),
                ("sealed_by", models.CharField(max_length=320, verbose_name="sealed by")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                            ("parked", "parked"),
                            ("superseded", "superseded"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="received at"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "package",
                "verbose_name_plural": "packages",
            },
        ),
        migrations.AddField(
            model_name="outboxentry",
            name="package",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outbox",
                to="exchange.package",
            ),
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
                        choices=[("upstream", "above"), ("downstream", "below")],
                        max_length=10,
                        verbose_name="relation",
                    ),
                ),
                ("base_url", models.URLField(blank=True, verbose_name="address")),
                ("key_id", models.CharField(max_length=64, unique=True, verbose_name="key id")),
                ("public_key", models.BinaryField()),
                (
                    "revoked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="revoked at"),
                ),
                (
                    "paused_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="paused until"),
                ),
            ],
            options={
                "verbose_name": "peer",
                "verbose_name_plural": "peers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["upstream", "downstream"])),
                        name="peer_relation_is_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="outboxentry",
            name="peer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outbox",
                to="exchange.peer",
            ),
        ),
        migrations.CreateModel(
            name="Nonce",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "peer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="exchange.peer",
                    ),
                ),
            ],
            options={
                "verbose_name": "seen request",
                "verbose_name_plural": "seen requests",
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
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("packages", models.PositiveIntegerField(verbose_name="packages")),
                ("sent_bytes", models.PositiveIntegerField(verbose_name="bytes sent")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished at")),
                ("status", models.PositiveSmallIntegerField(null=True, verbose_name="HTTP status")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="error")),
                (
                    "peer",
                    models.ForeignKey(
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
                            ("received", "received"),
                            ("accepted", "accepted"),
                            ("returned", "returned"),
                            ("parked", "parked"),
                            ("superseded", "superseded"),
                        ],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("content", models.BinaryField()),
                ("signature", models.BinaryField()),
                ("errors", models.JSONField(default=list)),
                ("sequence", models.BigIntegerField(null=True, unique=True)),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                (
                    "package",
                    models.ForeignKey(
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
            },
        ),
        migrations.AddIndex(
            model_name="package",
            index=models.Index(
                fields=["school", "term_code", "class_name"], name="package_school_term"
            ),
        ),
        migrations.AddIndex(
            model_name="package",
            index=models.Index(fields=["-sealed_at", "-id"], name="package_newest"),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                fields=("school", "scope", "origin", "version"),
                name="package_one_per_scope_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                fields=("origin", "hash"), name="package_one_per_hash"
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "accepted")),
                fields=("school", "scope"),
                name="package_one_accepted_per_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="package_version_from_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="package",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["received", "accepted", "returned", "parked", "superseded"])
                ),
                name="package_state_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxentry",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "sending"])),
                fields=["peer", "not_before", "id"],
                name="outbox_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxentry",
            constraint=models.UniqueConstraint(
                fields=("package", "peer"), name="outbox_once_per_peer"
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_token__isnull", False), ("state", "sending")),
                    models.Q(
                        models.Q(("state", "sending"), _negated=True), ("lease_token__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="outbox_lease_exactly_while_sending",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "queued",
                            "sending",
                            "accepted",
                            "returned",
                            "parked",
                            "needs_human",
                        ],
                    )
                ),
                name="outbox_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="nonce",
            constraint=models.UniqueConstraint(
                fields=("peer", "value"), name="nonce_once_per_peer"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["peer", "-id"], name="delivery_newest"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                fields=("package", "issuer", "state"), name="receipt_once_per_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["received", "accepted", "returned", "parked", "superseded"])
                ),
                name="receipt_state_is_known",
            ),
        ),
    ]

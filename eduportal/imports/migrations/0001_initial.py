import uuid

import django.db.models.deletion
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
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("importer", models.SlugField(max_length=40, verbose_name="kind of file")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received, being checked"),
                            ("checked", "checked, waiting for confirmation"),
                            ("confirmed", "confirmed, being written"),
                            ("applied", "written"),
                            ("weighing", "written; taking it back is being looked at"),
                            ("undoing", "written, being taken back"),
                            ("undone", "taken back"),
                            ("refused", "refused"),
                            ("discarded", "discarded"),
                        ],
                        default="received",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to="imports/%Y/%m/", verbose_name="file"
                    ),
                ),
                ("file_name", models.CharField(max_length=255, verbose_name="file name")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("options", models.JSONField(blank=True, default=dict)),
                ("answers", models.JSONField(blank=True, default=dict)),
                ("questions", models.JSONField(blank=True, default=list)),
                ("facts", models.JSONField(blank=True, default=list)),
                ("unread", models.JSONField(blank=True, default=list)),
                ("layouts", models.JSONField(blank=True, default=list)),
                ("columns", models.JSONField(blank=True, default=dict)),
                ("causes", models.JSONField(blank=True, default=dict)),
                ("reviews", models.JSONField(blank=True, default=dict)),
                ("overtaken", models.JSONField(blank=True, default=dict)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("told", models.PositiveIntegerField(default=0)),
                (
                    "stopped_in",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "received, being checked"),
                            ("checked", "checked, waiting for confirmation"),
                            ("confirmed", "confirmed, being written"),
                            ("applied", "written"),
                            ("weighing", "written; taking it back is being looked at"),
                            ("undoing", "written, being taken back"),
                            ("undone", "taken back"),
                            ("refused", "refused"),
                            ("discarded", "discarded"),
                        ],
                        max_length=9,
                        verbose_name="state in which it was given up",
                    ),
                ),
                (
                    "refusal",
                    models.CharField(blank=True, max_length=500, verbose_name="why it was refused"),
                ),
                ("so_far", models.JSONField(default=list)),
                ("working_since", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "done",
                    models.PositiveIntegerField(default=0, verbose_name="rows worked through"),
                ),
                ("new", models.PositiveIntegerField(default=0, verbose_name="new")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="changed")),
                ("same", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="refused")),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whole", "only if everything is right"),
                            ("right", "the right rows now"),
                        ],
                        default="",
                        max_length=5,
                        verbose_name="what is written",
                    ),
                ),
                ("as_of", models.DateTimeField(null=True, verbose_name="as of")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="received at")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked at")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="written at")),
                (
                    "cleared_at",
                    models.DateTimeField(null=True, verbose_name="file and rows deleted at"),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "mends",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["received", "checked", "confirmed"])),
                        fields=("school", "importer", "sha256"),
                        name="importjob_one_open_per_file",
                        nulls_distinct=False,
                        violation_error_message="This file is already being imported.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("applied_at__isnull", False),
                                ("state__in", ["applied", "weighing", "undoing", "undone"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["applied", "weighing", "undoing", "undone"]),
                                    _negated=True,
                                ),
                                ("applied_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="importjob_applied_at_exactly_when_written",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "received",
                                    "checked",
                                    "confirmed",
                                    "applied",
                                    "weighing",
                                    "undoing",
                                    "undone",
                                    "refused",
                                    "discarded",
                                ],
                            )
                        ),
                        name="importjob_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stopped_in__in",
                                [
                                    "",
                                    "received",
                                    "checked",
                                    "confirmed",
                                    "applied",
                                    "weighing",
                                    "undoing",
                                    "undone",
                                    "refused",
                                    "discarded",
                                ],
                            )
                        ),
                        name="importjob_stopped_in_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choice__in", ["", "whole", "right"])),
                        name="importjob_choice_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["refused", "discarded"]),
                                ("stopped_in__in", ["received", "checked", "confirmed"]),
                            ),
                            models.Q(
                                models.Q(("state__in", ["refused", "discarded"]), _negated=True),
                                ("stopped_in", ""),
                            ),
                            _connector="OR",
                        ),
                        name="importjob_stopped_in_exactly_when_given_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sheet", models.CharField(max_length=100, verbose_name="sheet")),
                ("cell", models.CharField(blank=True, max_length=10, verbose_name="cell")),
                ("row", models.PositiveIntegerField(null=True, verbose_name="row")),
                ("column", models.CharField(blank=True, max_length=100, verbose_name="column")),
                ("rule", models.SlugField(verbose_name="rule")),
                (
                    "severity",
                    models.CharField(
                        choices=[
                            ("error", "error"),
                            ("warning", "warning"),
                            ("question", "question"),
                            ("answered", "left out as answered"),
                        ],
                        max_length=8,
                        verbose_name="severity",
                    ),
                ),
                ("message", models.CharField(max_length=300)),
                ("params", models.JSONField(default=dict)),
                ("value", models.CharField(blank=True, max_length=200, verbose_name="value seen")),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="problems",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "problem of an import",
                "verbose_name_plural": "problems of an import",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("severity__in", ["error", "warning", "question", "answered"])
                        ),
                        name="importproblem_severity_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sheet", models.CharField(max_length=100)),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("label", models.CharField(max_length=200, verbose_name="who or what")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("same", "unchanged"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                        verbose_name="action",
                    ),
                ),
                (
                    "review",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("close", "close matches to decide"),
                            ("moved", "moves between classes or schools"),
                            ("refused", "refused"),
                            ("same", "unchanged"),
                        ],
                        max_length=8,
                        verbose_name="group of the review",
                    ),
                ),
                ("differs", models.BooleanField(default=False)),
                ("values", models.JSONField(default=dict)),
                ("changes", models.JSONField(default=list)),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of an import",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action__in", ["new", "changed", "same", "refused"])),
                        name="importrow_action_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "review__in",
                                ["new", "changed", "close", "moved", "refused", "same"],
                            )
                        ),
                        name="importrow_review_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PreparedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("marked", "Your file with the cells marked"),
                            ("problems", "Problems as an Excel file"),
                        ],
                        max_length=8,
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                (
                    "file",
                    models.FileField(
                        blank=True, max_length=200, upload_to="imports-prepared/%Y/%m/"
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("has_failed", models.BooleanField(default=False)),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prepared_files",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "prepared file of an import",
                "verbose_name_plural": "prepared files of an import",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("job", "kind", "language"), name="preparedfile_one_per_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["marked", "problems"])),
                        name="preparedfile_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RememberedAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("importer", models.SlugField(max_length=40)),
                ("question", models.CharField(max_length=100)),
                ("answer", models.CharField(max_length=100)),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "remembered answer",
                "verbose_name_plural": "remembered answers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "importer", "question"),
                        name="answer_one_per_question",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownLayout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("importer", models.SlugField(max_length=40)),
                ("digest", models.CharField(max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("is_proven", models.BooleanField(default=False)),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "known layout",
                "verbose_name_plural": "known layouts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest", "importer", "school"),
                        name="knownlayout_one_per_school",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CellCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sheet", models.CharField(max_length=100, verbose_name="sheet")),
                ("cell", models.CharField(max_length=10, verbose_name="cell")),
                ("row", models.PositiveIntegerField(verbose_name="row")),
                ("column", models.CharField(blank=True, max_length=100, verbose_name="column")),
                ("seen", models.CharField(blank=True, max_length=200, verbose_name="value seen")),
                (
                    "value",
                    models.CharField(blank=True, max_length=500, verbose_name="corrected value"),
                ),
                ("corrected_at", models.DateTimeField(verbose_name="corrected at")),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrected cell",
                "verbose_name_plural": "corrected cells",
                "ordering": ["sheet", "row", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("job", "sheet", "cell"), name="cellcorrection_one_per_cell"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Undo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("back", models.JSONField(default=dict)),
                ("stays", models.JSONField(default=list)),
                ("stays_count", models.PositiveIntegerField(default=0)),
                ("refusal", models.JSONField(default=list)),
                ("weighed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True, verbose_name="taken back at")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undo",
                        to="imports.importjob",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "taking back of an import",
                "verbose_name_plural": "takings back of imports",
            },
        ),
        migrations.CreateModel(
            name="RowWritten",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("operation", models.UUIDField()),
                ("table", models.CharField(max_length=63)),
                ("key", models.BigIntegerField()),
                ("old", models.JSONField(null=True)),
                ("new", models.JSONField(null=True)),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "row written by an import",
                "verbose_name_plural": "rows written by imports",
                "indexes": [
                    models.Index(fields=["operation", "table"], name="rowwritten_operation")
                ],
            },
        ),
        migrations.CreateModel(
            name="RowMoment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("table", models.CharField(max_length=63)),
                ("key", models.BigIntegerField()),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "moment of a row",
                "verbose_name_plural": "moments of rows",
                "constraints": [
                    models.UniqueConstraint(fields=("table", "key"), name="rowmoment_one_a_row")
                ],
            },
        ),
    ]

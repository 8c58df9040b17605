import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "schools",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "asked",
                    models.CharField(
                        choices=[
                            ("head", "head of the school"),
                            ("clerk", "school clerk"),
                            ("commune", "office of the commune"),
                            ("department", "Department"),
                        ],
                        max_length=10,
                        verbose_name="asked of",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="number")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="page")),
                ("value", models.PositiveIntegerField(null=True, verbose_name="number then")),
                ("left", models.PositiveIntegerField(null=True, verbose_name="number now")),
                ("counted_at", models.DateTimeField(null=True, verbose_name="counted at")),
                ("words", models.CharField(max_length=500, verbose_name="what is to be done")),
                ("due_on", models.DateField(verbose_name="last day")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("work", "in work"),
                            ("answered", "answered"),
                            ("back", "sent back"),
                            ("closed", "closed"),
                        ],
                        default="new",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "asked_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="asked at"
                    ),
                ),
                ("reminded_on", models.DateField(null=True, verbose_name="reminded on")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed at")),
                (
                    "about_school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                        verbose_name="about",
                    ),
                ),
                (
                    "about_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.adminunit",
                        verbose_name="about",
                    ),
                ),
                (
                    "asked_school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "asked_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.adminunit",
                        verbose_name="commune",
                    ),
                ),
                (
                    "asker_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.adminunit",
                        verbose_name="asked by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "task",
                "verbose_name_plural": "tasks",
            },
        ),
        migrations.CreateModel(
            name="TaskMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ask", "asked"),
                            ("remind", "reminded"),
                            ("word", "wrote"),
                            ("work", "began to work on it"),
                            ("answer", "answered"),
                            ("back", "sent it back"),
                            ("due", "moved the last day"),
                            ("zero", "the number has reached 0"),
                            ("close", "closed it"),
                        ],
                        max_length=6,
                        verbose_name="step",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000, verbose_name="in words")),
                ("value", models.PositiveIntegerField(null=True)),
                ("due_on", models.DateField(null=True, verbose_name="last day")),
                (
                    "file_name",
                    models.CharField(blank=True, max_length=150, verbose_name="file name"),
                ),
                (
                    "file_kind",
                    models.CharField(blank=True, max_length=4, verbose_name="kind of file"),
                ),
                ("content", models.BinaryField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="todo.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a task",
                "verbose_name_plural": "steps of tasks",
                "ordering": ["pk"],
            },
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["asked_school", "state", "due_on"], name="task_of_school"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["asked_unit", "state", "due_on"], name="task_of_unit"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["asker_unit", "state", "due_on"], name="task_of_asker"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked__in", ["head", "clerk", "commune", "department"])),
                name="task_asked_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["new", "work", "answered", "back", "closed"])),
                name="task_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("asked__in", ("head", "clerk")),
                        ("asked_school__isnull", False),
                        ("asked_unit", None),
                    ),
                    models.Q(
                        ("asked", "commune"), ("asked_school", None), ("asked_unit__isnull", False)
                    ),
                    models.Q(("asked", "department"), ("asked_school", None), ("asked_unit", None)),
                    _connector="OR",
                ),
                name="task_asked_fits_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="task_closed_at_exactly_when_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ("new", "work", "back", "answered")),
                    models.Q(("address", ""), ("code", ""), _negated=True),
                ),
                fields=(
                    "code",
                    "address",
                    "term",
                    "about_school",
                    "about_unit",
                    "asked",
                    "asked_school",
                    "asked_unit",
                ),
                name="task_asked_once_while_open",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="taskmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["ask", "remind", "word", "work", "answer", "back", "due", "zero", "close"],
                    )
                ),
                name="taskmessage_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="taskmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ("ask", "word", "answer", "back", "close")), _negated=True
                    ),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="taskmessage_says_something",
            ),
        ),
    ]

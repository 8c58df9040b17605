"""What was deleted when, and what people ask to have corrected."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

GUARDS = """
call append_only('privacy_cleanup');
call scope_by_school('privacy_correction');
call same_school('privacy_correction', 'student_id', 'students_student');
"""
BACK = """
call without_scope('privacy_correction');
drop trigger privacy_cleanup_append_only on privacy_cleanup;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("schools", "0002_scope"),
        ("students", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CleanUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.SlugField(max_length=40, verbose_name="kind of data")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("deleted", models.PositiveIntegerField(default=0, verbose_name="deleted")),
                ("oldest", models.DateTimeField(null=True, verbose_name="oldest kept")),
                ("error", models.CharField(blank=True, max_length=100, verbose_name="failure")),
            ],
            options={
                "verbose_name": "clean-up",
                "verbose_name_plural": "clean-ups",
                "indexes": [
                    models.Index(fields=["kind", "-at", "-id"], name="privacy_cleanup_newest")
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by", models.CharField(max_length=150, verbose_name="asked by")),
                (
                    "wrong",
                    models.TextField(
                        max_length=1000, verbose_name="what is wrong, and what is right"
                    ),
                ),
                ("came_on", models.DateField(verbose_name="came in on")),
                ("answer_due", models.DateField(verbose_name="to be answered by")),
                ("done_due", models.DateField(verbose_name="to be done by")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for an answer"),
                            ("answered", "answered, not done yet"),
                            ("done", "corrected"),
                            ("refused", "refused"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("end", models.TextField(blank=True, max_length=1000, verbose_name="how it ended")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.student",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "request for correction",
                "verbose_name_plural": "requests for correction",
                "ordering": ["done_due", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered", "done", "refused"])),
                        name="correction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account", None),
                                ("school__isnull", False),
                                ("student__isnull", False),
                            ),
                            models.Q(("account__isnull", False), ("student", None)),
                            _connector="OR",
                        ),
                        name="correction_of_one_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", False), ("state__in", ["done", "refused"])
                            ),
                            models.Q(
                                models.Q(("state__in", ["done", "refused"]), _negated=True),
                                ("ended_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="correction_ended_at_exactly_when_ended",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, BACK),
    ]

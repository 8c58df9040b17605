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
            name="Notice",
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
                            ("returned", "sheet returned"),
                            ("sent_back", "sheet sent back because a student came"),
                            ("lacking", "student who came lacks marks"),
                            ("approved", "sheet approved"),
                            ("sealed", "class sealed"),
                            ("comment_back", "comment sent back"),
                            ("year_proposed", "year of a class submitted"),
                            ("year_returned", "year of a class returned"),
                            ("again_given", "re-assessment given"),
                            ("reminder", "reminder"),
                            ("student_came", "student came"),
                            ("students_came", "students came"),
                            ("student_left", "student left"),
                            ("students_left", "students left"),
                            ("lessons_given", "assignment given"),
                            ("lessons_ended", "assignment ended"),
                            ("stands_in", "stands in"),
                            ("has_substitute", "has a substitute"),
                            ("homeroom_given", "homeroom given"),
                            ("homeroom_ended", "homeroom ended"),
                            ("node_silent", "software of a school silent"),
                            ("figures_differ", "figures differ from the records"),
                            ("amend_confirm", "amendment to confirm"),
                            ("amend_approve", "amendment to approve"),
                            ("amend_question", "question about an amendment"),
                            ("amend_written", "amendment written"),
                            ("amend_refused", "amendment refused"),
                            ("amend_gone", "amendment withdrawn or overtaken"),
                            ("review_asked", "marks to look at again"),
                            ("review_ended", "marks looked at again"),
                            ("marks_asked", "question about marks"),
                            ("marks_answered", "answer about marks"),
                            ("opening_asked", "cells to be opened again"),
                            ("leavers_rest", "leavers of whom nothing is known"),
                            ("staff_returned", "declaration of staff returned"),
                            ("staff_checked", "declaration of staff checked"),
                            ("staff_decided", "declaration of staff decided"),
                            ("staff_declare", "staff to be declared"),
                            ("staff_object", "last days to object"),
                            ("staff_check", "declarations of staff that wait"),
                            ("staff_service", "service owed for training ends"),
                            ("return_asked", "figures asked for"),
                            ("return_remind", "reminder of figures asked for"),
                            ("return_back", "answer to be corrected"),
                            ("move_proposed", "another school proposed"),
                            ("move_answered", "objection answered"),
                            ("task_asked", "task given"),
                            ("task_due", "task to be answered"),
                            ("task_answered", "task answered"),
                            ("task_back", "task sent back"),
                            ("task_closed", "task closed"),
                            ("task_zero", "number of a task at 0"),
                            ("data_overdue", "findings of data quality overdue"),
                            ("data_given", "finding given by another school"),
                            ("move_decided", "decision about a post"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                ("about", models.CharField(max_length=100)),
                ("key", models.CharField(blank=True, max_length=60)),
                ("facts", models.JSONField(default=dict)),
                (
                    "students",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "staff",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("words", models.TextField(blank=True)),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
                ),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
                ("mailed_at", models.DateTimeField(null=True, verbose_name="mailed")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "indexes": [
                    models.Index(fields=["user", "-at"], name="notice_user_at"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["user"], name="notice_unread"
                    ),
                    models.Index(fields=["kind", "key"], name="notice_kind_key"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "returned",
                                    "sent_back",
                                    "lacking",
                                    "approved",
                                    "sealed",
                                    "comment_back",
                                    "year_proposed",
                                    "year_returned",
                                    "again_given",
                                    "reminder",
                                    "student_came",
                                    "students_came",
                                    "student_left",
                                    "students_left",
                                    "lessons_given",
                                    "lessons_ended",
                                    "stands_in",
                                    "has_substitute",
                                    "homeroom_given",
                                    "homeroom_ended",
                                    "node_silent",
                                    "figures_differ",
                                    "amend_confirm",
                                    "amend_approve",
                                    "amend_question",
                                    "amend_written",
                                    "amend_refused",
                                    "amend_gone",
                                    "review_asked",
                                    "review_ended",
                                    "marks_asked",
                                    "marks_answered",
                                    "opening_asked",
                                    "leavers_rest",
                                    "staff_returned",
                                    "staff_checked",
                                    "staff_decided",
                                    "staff_declare",
                                    "staff_object",
                                    "staff_check",
                                    "staff_service",
                                    "return_asked",
                                    "return_remind",
                                    "return_back",
                                    "move_proposed",
                                    "move_answered",
                                    "task_asked",
                                    "task_due",
                                    "task_answered",
                                    "task_back",
                                    "task_closed",
                                    "task_zero",
                                    "data_overdue",
                                    "data_given",
                                    "move_decided",
                                ],
                            )
                        ),
                        name="notice_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("user", "kind", "about"), name="notice_once_for_a_thing"
                    ),
                ],
            },
        ),
    ]

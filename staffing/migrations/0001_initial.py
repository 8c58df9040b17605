import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "ministry_code",
                    models.CharField(
                        blank=True,
                        max_length=20,
                        null=True,
                        unique=True,
                        verbose_name="Ministry code",
                    ),
                ),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("sort_key", models.CharField(db_collation="C", editable=False, max_length=300)),
                ("search_key", models.CharField(editable=False, max_length=150)),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="date of birth"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("working", "working"),
                            ("on_leave", "on leave"),
                            ("seconded", "seconded"),
                            ("left", "left"),
                        ],
                        default="working",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "main_subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff",
                        to="schools.school",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="staff",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "staff member",
                "verbose_name_plural": "staff members",
            },
        ),
        migrations.CreateModel(
            name="Post",
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
                            ("head", "head"),
                            ("vice_head", "vice-head"),
                            ("teacher", "teacher"),
                            ("youth_leader", "youth union officer"),
                            ("clerk", "clerk"),
                            ("support", "support staff"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "fte",
                    models.DecimalField(
                        decimal_places=2, default=1, max_digits=3, verbose_name="share of a post"
                    ),
                ),
                ("is_contract", models.BooleanField(default=False, verbose_name="on contract")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="schools.school",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="posts",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "post",
                "verbose_name_plural": "posts",
            },
        ),
        migrations.CreateModel(
            name="HomeroomAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homerooms",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homerooms",
                        to="schools.school",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homerooms",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "homeroom assignment",
                "verbose_name_plural": "homeroom assignments",
            },
        ),
        migrations.CreateModel(
            name="TeachingAssignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekly_periods",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=4, verbose_name="periods a week"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="schools.school",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="staffing.staffmember",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "teaching assignment",
                "verbose_name_plural": "teaching assignments",
            },
        ),
        migrations.AddIndex(
            model_name="staffmember",
            index=models.Index(fields=["school", "sort_key"], name="staff_school_sort"),
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["working", "on_leave", "seconded", "left"])),
                name="staff_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("fte__gt", 0), ("fte__lte", 1)), name="post_share_of_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["head", "vice_head", "teacher", "youth_leader", "clerk", "support"],
                    )
                ),
                name="post_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="post_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="homeroomassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_on", None)),
                fields=("class_group",),
                name="homeroom_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="homeroomassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="homeroom_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddIndex(
            model_name="teachingassignment",
            index=models.Index(fields=["school", "class_group"], name="assignment_school_class"),
        ),
        migrations.AddConstraint(
            model_name="teachingassignment",
            constraint=models.UniqueConstraint(
                fields=("staff", "class_group", "subject", "starts_on"),
                name="assignment_once_per_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="teachingassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("weekly_periods__gte", 0)),
                name="assignment_periods_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="teachingassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="assignment_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
    ]

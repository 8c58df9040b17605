import uuid

import django.contrib.postgres.constraints
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
                "indexes": [models.Index(fields=["school", "sort_key"], name="staff_school_sort")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["working", "on_leave", "seconded", "left"])
                        ),
                        name="staff_status_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "user"), name="staff_one_of_an_account"
                    ),
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fte__gt", 0), ("fte__lte", 1)),
                        name="post_share_of_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "head",
                                    "vice_head",
                                    "teacher",
                                    "youth_leader",
                                    "clerk",
                                    "support",
                                ],
                            )
                        ),
                        name="post_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="post_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("staff", "="),
                            ("kind", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="post_once_a_day",
                        violation_error_message="The post is held on these days.",
                    ),
                ],
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
                    "absent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homerooms_left",
                        to="staffing.staffmember",
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
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("class_group", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="homeroom_one_a_day",
                        violation_error_message="The class has a homeroom teacher on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="homeroom_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Duty",
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
                            ("group_head", "head of a subject group"),
                            ("group_deputy", "deputy head of a subject group"),
                            ("subject_room", "keeper of a subject room"),
                            ("equipment", "keeper of the equipment"),
                            ("it_rooms", "information technology"),
                            ("library", "library"),
                            ("clerk_work", "clerk's work beside teaching"),
                            ("inclusion", "support of disabled students"),
                            ("school_office", "academic affairs"),
                            ("counselling", "student counselling"),
                            ("inspection", "head of the People's Inspection"),
                            ("party", "Party secretary"),
                            ("council", "chair or secretary of the school council"),
                            ("trade_union", "trade union"),
                            ("youth_union", "Youth Union"),
                            ("probation", "probationary teacher"),
                            ("nursing", "mother of a child under 12 months"),
                        ],
                        max_length=13,
                        verbose_name="duty",
                    ),
                ),
                (
                    "weekly_periods",
                    models.DecimalField(
                        decimal_places=2, max_digits=4, verbose_name="periods a week"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "duty",
                "verbose_name_plural": "duties",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekly_periods__gte", 0)),
                        name="duty_periods_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "group_head",
                                    "group_deputy",
                                    "subject_room",
                                    "equipment",
                                    "it_rooms",
                                    "library",
                                    "clerk_work",
                                    "inclusion",
                                    "school_office",
                                    "counselling",
                                    "inspection",
                                    "party",
                                    "council",
                                    "trade_union",
                                    "youth_union",
                                    "probation",
                                    "nursing",
                                ],
                            )
                        ),
                        name="duty_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="duty_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("staff", "="),
                            ("kind", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="duty_once_a_day",
                        violation_error_message="The duty is held on these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssignmentChange",
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
                        choices=[("lessons", "lessons"), ("homeroom", "homeroom")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("door", models.CharField(max_length=10, verbose_name="door")),
                ("old", models.JSONField(null=True, verbose_name="before")),
                ("new", models.JSONField(null=True, verbose_name="after")),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an assignment",
                "verbose_name_plural": "changes of assignments",
                "indexes": [
                    models.Index(
                        fields=["school", "class_group", "subject"],
                        name="assignmentchange_class_subject",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["lessons", "homeroom"])),
                        name="assignmentchange_kind_is_known",
                    )
                ],
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
                "indexes": [
                    models.Index(fields=["school", "class_group"], name="assignment_school_class")
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("staff", "="),
                            ("class_group", "="),
                            ("subject", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="assignment_once_a_day",
                        violation_error_message="The teacher gives the class this subject on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekly_periods__gte", 0)),
                        name="assignment_periods_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="assignment_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Substitution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "absent",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="staffing.staffmember",
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
                    "assignment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="substitution",
                        to="staffing.teachingassignment",
                    ),
                ),
            ],
            options={
                "verbose_name": "substitution",
                "verbose_name_plural": "substitutions",
            },
        ),
        migrations.CreateModel(
            name="AssignmentDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("cells", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("changed_by", models.CharField(max_length=150, verbose_name="who")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="when")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft of assignments",
                "verbose_name_plural": "drafts of assignments",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "school_year"), name="assignmentdraft_one_a_year"
                    )
                ],
            },
        ),
    ]

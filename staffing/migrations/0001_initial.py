import uuid
from decimal import Decimal

import django.contrib.postgres.constraints
import django.core.validators
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
                (
                    "personal_number",
                    models.CharField(
                        blank=True, max_length=12, null=True, verbose_name="personal number"
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
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "unknown"), ("1", "male"), ("2", "female")],
                        db_default="0",
                        default="0",
                        max_length=1,
                        verbose_name="sex",
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
                    models.UniqueConstraint(
                        fields=("school", "personal_number"), name="staff_one_of_a_personal_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_number", None),
                            ("personal_number__regex", "^[0-9]{12}$"),
                            _connector="OR",
                        ),
                        name="staff_personal_number_12_digits",
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
        migrations.CreateModel(
            name="Elsewhere",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secondment", "seconded"),
                            ("two_schools", "teaches at two schools"),
                            ("sent", "sent for a time"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("other_name", models.CharField(max_length=200, verbose_name="other school")),
                (
                    "weekly_periods",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.25")),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="periods a week",
                    ),
                ),
            ],
            options={
                "verbose_name": "work at another school",
                "verbose_name_plural": "work at other schools",
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("secondment", "seconded"),
                            ("two_schools", "teaches at two schools"),
                            ("sent", "sent for a time"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("other_name", models.CharField(max_length=200, verbose_name="other school")),
                (
                    "weekly_periods",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.25")),
                            django.core.validators.MaxValueValidator(40),
                        ],
                        verbose_name="periods a week",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "teacher of another school",
                "verbose_name_plural": "teachers of other schools",
            },
        ),
        migrations.CreateModel(
            name="Leave",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maternity", "maternity leave"),
                            ("sick", "sick leave"),
                            ("training", "training"),
                            ("unpaid", "unpaid leave"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        default=1,
                        max_digits=3,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.05")),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share of the post",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave",
                "verbose_name_plural": "leaves",
            },
        ),
        migrations.CreateModel(
            name="Qualification",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                (
                    "degree",
                    models.CharField(
                        choices=[
                            ("intermediate", "intermediate diploma"),
                            ("college", "college diploma"),
                            ("bachelor", "bachelor"),
                            ("master", "master"),
                            ("doctor", "doctor"),
                            ("certificate", "certificate of pedagogy"),
                        ],
                        max_length=12,
                        verbose_name="degree",
                    ),
                ),
                ("major", models.CharField(max_length=150, verbose_name="major")),
                (
                    "is_teacher_training",
                    models.BooleanField(default=False, verbose_name="of teacher training"),
                ),
                (
                    "fits_subject",
                    models.BooleanField(
                        db_default=False,
                        default=False,
                        verbose_name="of another kind, but its major fits the subject taught",
                    ),
                ),
            ],
            options={
                "verbose_name": "degree or certificate",
                "verbose_name_plural": "degrees and certificates",
            },
        ),
        migrations.CreateModel(
            name="Quota",
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
                        verbose_name="post",
                    ),
                ),
                ("posts", models.PositiveSmallIntegerField(verbose_name="posts given")),
                (
                    "decision",
                    models.CharField(max_length=100, verbose_name="number of the decision"),
                ),
                ("decided_on", models.DateField(verbose_name="day of the decision")),
                (
                    "approved",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="to be recruited"
                    ),
                ),
                (
                    "filled",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="recruited so far"
                    ),
                ),
                (
                    "plan",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=100,
                        verbose_name="plan of recruitment",
                    ),
                ),
            ],
            options={
                "verbose_name": "quota",
                "verbose_name_plural": "quotas",
            },
        ),
        migrations.CreateModel(
            name="StaffingNorms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "from_year",
                    models.CharField(
                        max_length=9,
                        validators=[django.core.validators.RegexValidator("^20\\d\\d-20\\d\\d$")],
                        verbose_name="from school year",
                    ),
                ),
                ("settings", models.JSONField(verbose_name="settings")),
                ("decided_by", models.CharField(max_length=200, verbose_name="decided by")),
                (
                    "decision_number",
                    models.CharField(max_length=50, verbose_name="number of the decision"),
                ),
                ("decided_on", models.DateField(verbose_name="day of the decision")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_force", "in force"),
                            ("discarded", "discarded"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                (
                    "moved_at",
                    models.DateTimeField(null=True, verbose_name="put into force or discarded at"),
                ),
            ],
            options={
                "verbose_name": "set of staffing norms",
                "verbose_name_plural": "sets of staffing norms",
                "ordering": ["-from_year", "-moved_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StaffingReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.CharField(max_length=100, verbose_name="number of the plan")),
                ("declare_by", models.DateField(verbose_name="schools declare by")),
                ("check_by", models.DateField(verbose_name="checked by")),
                ("object_by", models.DateField(verbose_name="objections by")),
                ("decide_by", models.DateField(verbose_name="decided by the day")),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "school_year",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                        verbose_name="school year",
                    ),
                ),
            ],
            options={
                "verbose_name": "review of teachers",
                "verbose_name_plural": "reviews of teachers",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declare_by__lte", models.F("check_by")),
                            ("check_by__lte", models.F("object_by")),
                            ("object_by__lte", models.F("decide_by")),
                        ),
                        name="staffingreview_days_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Declaration",
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
                            ("declared", "declared, to be checked"),
                            ("returned", "returned to the school"),
                            ("checked", "checked"),
                            ("objected", "objected to"),
                            ("decided", "decided"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("lines", models.JSONField()),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="number of the decision"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the decision"),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declarations",
                        to="staffing.staffingreview",
                    ),
                ),
            ],
            options={
                "verbose_name": "declaration of staff",
                "verbose_name_plural": "declarations of staff",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["school", "review"], name="declaration_one_a_school_and_review"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["declared", "returned", "checked", "objected", "decided"],
                            )
                        ),
                        name="declaration_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "decided"), _negated=True),
                            models.Q(
                                ("decided_on__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="declaration_decided_by_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeclarationStep",
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
                            ("declare", "declared"),
                            ("check", "checked and agreed"),
                            ("return", "returned"),
                            ("object", "objected"),
                            ("decide", "decided"),
                            ("reopen", "opened again"),
                        ],
                        max_length=7,
                        verbose_name="step",
                    ),
                ),
                (
                    "text",
                    models.CharField(blank=True, max_length=500, verbose_name="what was said"),
                ),
                ("lines", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="staffing.declaration",
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
                "verbose_name": "step of a declaration",
                "verbose_name_plural": "steps of declarations",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["declare", "check", "return", "object", "decide", "reopen"],
                            )
                        ),
                        name="declarationstep_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BalanceCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="on the day")),
                ("figures", models.JSONField()),
                ("standings", models.JSONField(default=dict)),
                ("outlook", models.JSONField(default=list)),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
                (
                    "norms",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.staffingnorms",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
                "verbose_name": "counted balance",
                "verbose_name_plural": "counted balances",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["school", "school_year"], name="balancecount_one_a_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffSubject",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("01", "Preschool"),
                            ("02", "Primary"),
                            ("03", "Lower secondary"),
                            ("04", "Upper secondary"),
                            ("05", "Continuing education"),
                        ],
                        max_length=2,
                        verbose_name="level of education",
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("degree", "degree"),
                            ("certificate", "certificate"),
                            ("training", "course of training"),
                            ("decision", "decision of the head"),
                        ],
                        max_length=11,
                        verbose_name="basis",
                    ),
                ),
            ],
            options={
                "verbose_name": "second subject",
                "verbose_name_plural": "second subjects",
            },
        ),
        migrations.CreateModel(
            name="Title",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("preschool", "preschool teacher"),
                            ("primary", "primary school teacher"),
                            ("lower", "lower secondary teacher"),
                            ("upper", "upper secondary teacher"),
                            ("preparatory", "teacher of a university preparatory school"),
                            ("continuing", "teacher of continuing education"),
                            ("elementary", "teacher of elementary vocational training"),
                            ("voc_upper", "vocational upper secondary teacher"),
                            ("vocational", "intermediate vocational teacher"),
                        ],
                        max_length=12,
                        verbose_name="title",
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "no rank"),
                            ("I", "rank I"),
                            ("II", "rank II"),
                            ("III", "rank III"),
                        ],
                        default="",
                        max_length=3,
                        verbose_name="old rank",
                    ),
                ),
            ],
            options={
                "verbose_name": "professional title",
                "verbose_name_plural": "professional titles",
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
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=100,
                        verbose_name="decision or paper",
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
                (
                    "contract",
                    models.CharField(
                        choices=[
                            ("payroll", "on the payroll"),
                            ("labour", "labour contract"),
                            ("visiting", "visiting teacher"),
                        ],
                        default="payroll",
                        max_length=8,
                        verbose_name="bound by",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=100,
                        verbose_name="decision or paper",
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
                    models.CheckConstraint(
                        condition=models.Q(("contract__in", ["payroll", "labour", "visiting"])),
                        name="post_contract_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutlookAssumptions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "basis",
                    models.CharField(max_length=200, verbose_name="where the numbers come from"),
                ),
                ("preschool", models.SmallIntegerField(default=0, verbose_name="preschool groups")),
                ("primary", models.SmallIntegerField(default=0, verbose_name="classes of grade 1")),
                ("lower", models.SmallIntegerField(default=0, verbose_name="classes of grade 6")),
                ("upper", models.SmallIntegerField(default=0, verbose_name="classes of grade 10")),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "assumptions of the outlook",
                "verbose_name_plural": "assumptions of the outlook",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("preschool__gte", -50), ("preschool__lte", 50)),
                        name="outlook_preschool_within_half",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("primary__gte", -50), ("primary__lte", 50)),
                        name="outlook_primary_within_half",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lower__gte", -50), ("lower__lte", 50)),
                        name="outlook_lower_within_half",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("upper__gte", -50), ("upper__lte", 50)),
                        name="outlook_upper_within_half",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlannedClasses",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "year",
                    models.CharField(
                        max_length=9,
                        validators=[django.core.validators.RegexValidator("^20\\d\\d-20\\d\\d$")],
                        verbose_name="school year",
                    ),
                ),
                (
                    "classes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="classes",
                    ),
                ),
                ("paper", models.CharField(max_length=100, verbose_name="decision or paper")),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.gradelevel",
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
                "verbose_name": "planned classes",
                "verbose_name_plural": "planned classes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "year", "grade"),
                        name="plannedclasses_one_of_a_grade_and_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "table",
                    models.CharField(
                        choices=[
                            ("staffmember", "staff member"),
                            ("post", "post"),
                            ("duty", "duty"),
                            ("staffsubject", "second subject"),
                            ("qualification", "degree or certificate"),
                            ("title", "professional title"),
                            ("leave", "leave"),
                            ("elsewhere", "work at another school"),
                            ("training", "training towards the standard"),
                            ("quota", "quota"),
                            ("standardrating", "rating by the professional standard"),
                            ("plannedclasses", "planned classes"),
                            ("wish", "wish"),
                        ],
                        max_length=20,
                        verbose_name="record",
                    ),
                ),
                ("row", models.BigIntegerField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("added", "added"),
                            ("changed", "changed"),
                            ("removed", "removed"),
                        ],
                        max_length=7,
                        verbose_name="step",
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
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a record of staff",
                "verbose_name_plural": "changes of records of staff",
                "indexes": [models.Index(fields=["staff", "-id"], name="staffchange_of_a_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "table__in",
                                [
                                    "staffmember",
                                    "post",
                                    "duty",
                                    "staffsubject",
                                    "qualification",
                                    "title",
                                    "leave",
                                    "elsewhere",
                                    "training",
                                    "quota",
                                    "standardrating",
                                    "plannedclasses",
                                    "wish",
                                ],
                            )
                        ),
                        name="staffchange_table_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["added", "changed", "removed"])),
                        name="staffchange_step_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandardRating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "own",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                        ],
                        null=True,
                        verbose_name="rated by oneself",
                    ),
                ),
                (
                    "peers",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                        ],
                        null=True,
                        verbose_name="rated by the colleagues",
                    ),
                ),
                (
                    "result",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                        ],
                        null=True,
                        verbose_name="result of the head",
                    ),
                ),
                (
                    "assessed_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the result"),
                ),
                (
                    "assessor",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=150,
                        verbose_name="rated by",
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
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standard_ratings",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating by the professional standard",
                "verbose_name_plural": "ratings by the professional standard",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("own__in", [4, 3, 2, 1])),
                        name="standardrating_own_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("peers__in", [4, 3, 2, 1])),
                        name="standardrating_peers_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", [4, 3, 2, 1])),
                        name="standardrating_result_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("staff", "school_year"), name="standardrating_one_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("own", None), ("peers", None), ("result", None), _negated=True
                        ),
                        name="standardrating_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("assessed_on", None), ("assessor", ""), ("result", None)),
                            models.Q(
                                ("assessed_on__isnull", False),
                                ("result__isnull", False),
                                models.Q(("assessor", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="standardrating_result_has_day_and_name",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Training",
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
                    "decision",
                    models.CharField(
                        blank=True, default="", max_length=100, verbose_name="decision or paper"
                    ),
                ),
                (
                    "goal",
                    models.CharField(
                        choices=[
                            ("intermediate", "intermediate diploma"),
                            ("college", "college diploma"),
                            ("bachelor", "bachelor"),
                            ("master", "master"),
                            ("doctor", "doctor"),
                            ("certificate", "certificate of pedagogy"),
                        ],
                        default="bachelor",
                        max_length=12,
                        verbose_name="degree aimed at",
                    ),
                ),
                ("major", models.CharField(max_length=150, verbose_name="major")),
                ("place", models.CharField(max_length=200, verbose_name="where")),
                (
                    "share",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=3,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share of the post without lessons",
                    ),
                ),
                ("cost", models.PositiveBigIntegerField(default=0, verbose_name="cost in đồng")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not over"),
                            ("finished", "finished"),
                            ("broken_off", "broken off"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="outcome",
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
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)s_records",
                        to="staffing.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "training towards the standard",
                "verbose_name_plural": "training towards the standard",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "goal__in",
                                [
                                    "intermediate",
                                    "college",
                                    "bachelor",
                                    "master",
                                    "doctor",
                                    "certificate",
                                ],
                            )
                        ),
                        name="training_goal_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "finished", "broken_off"])),
                        name="training_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("share__gte", 0), ("share__lte", 1)),
                        name="training_share_of_a_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__isnull", False)), name="training_has_an_end"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="training_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("staff", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="training_once_a_day",
                        violation_error_message="The person studies on these days.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="staffmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("sex__in", ["0", "1", "2"])), name="staff_sex_is_known"
            ),
        ),
        migrations.AddField(
            model_name="elsewhere",
            name="other_school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="elsewhere",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="elsewhere",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_records",
                to="staffing.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="elsewhere",
            name="subject",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.subject",
                verbose_name="subject",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="other_school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="guests",
                to="schools.school",
            ),
        ),
        migrations.AddField(
            model_name="guest",
            name="subject",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.subject",
                verbose_name="subject",
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="leave",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_records",
                to="staffing.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="qualification",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_records",
                to="staffing.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="quota",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quotas",
                to="schools.school",
            ),
        ),
        migrations.AddField(
            model_name="quota",
            name="school_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.schoolyear",
            ),
        ),
        migrations.AddField(
            model_name="staffingnorms",
            name="created_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="staffsubject",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="staffsubject",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_records",
                to="staffing.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="staffsubject",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="schools.subject",
                verbose_name="subject",
            ),
        ),
        migrations.AddField(
            model_name="title",
            name="school",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="schools.school"
            ),
        ),
        migrations.AddField(
            model_name="title",
            name="staff",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="%(class)s_records",
                to="staffing.staffmember",
            ),
        ),
        migrations.AddConstraint(
            model_name="elsewhere",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["secondment", "two_schools", "sent"])),
                name="elsewhere_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="elsewhere",
            constraint=models.CheckConstraint(
                condition=models.Q(("other_school", models.F("school")), _negated=True),
                name="elsewhere_is_another_school",
            ),
        ),
        migrations.AddConstraint(
            model_name="elsewhere",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="elsewhere_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="elsewhere",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    ("other_school", "="),
                    (
                        models.Func(
                            "starts_on", "ends_on", models.Value("[]"), function="daterange"
                        ),
                        "&&",
                    ),
                ],
                name="elsewhere_once_a_day",
                violation_error_message="The person works at that school on these days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["secondment", "two_schools", "sent"])),
                name="guest_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="guest_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="guest",
            constraint=models.UniqueConstraint(fields=("uid",), name="guest_one_of_a_work"),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["maternity", "sick", "training", "unpaid"])),
                name="leave_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gt", 0), ("share__lte", 1)), name="leave_of_a_post"
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="leave_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="leave",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    (
                        models.Func(
                            "starts_on", "ends_on", models.Value("[]"), function="daterange"
                        ),
                        "&&",
                    ),
                ],
                name="leave_once_a_day",
                violation_error_message="The person is on leave on these days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "degree__in",
                        ["intermediate", "college", "bachelor", "master", "doctor", "certificate"],
                    )
                ),
                name="qualification_degree_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="qualification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="qualification_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["head", "vice_head", "teacher", "youth_leader", "clerk", "support"],
                    )
                ),
                name="quota_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.UniqueConstraint(
                fields=("school", "school_year", "kind"), name="quota_one_a_year_and_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="quota",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved", None), ("filled", None)),
                    models.Q(("approved__isnull", False), ("filled__isnull", False)),
                    _connector="OR",
                ),
                name="quota_plan_has_both_numbers",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffingnorms",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_year__regex", "^20\\d\\d-20\\d\\d$")),
                name="staffingnorms_from_year_is_a_school_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffingnorms",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("moved_at", None), ("state", "draft")),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True), ("moved_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="staffingnorms_moved_at_unless_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffingnorms",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "in_force", "discarded"])),
                name="staffingnorms_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffsubject",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["01", "02", "03", "04", "05"])),
                name="staffsubject_level_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffsubject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("basis__in", ["degree", "certificate", "training", "decision"])
                ),
                name="staffsubject_basis_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffsubject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="staffsubject_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="staffsubject",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    ("subject", "="),
                    ("level", "="),
                    (
                        models.Func(
                            "starts_on", "ends_on", models.Value("[]"), function="daterange"
                        ),
                        "&&",
                    ),
                ],
                name="staffsubject_once_a_day",
                violation_error_message="The second subject is recorded for these days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "preschool",
                            "primary",
                            "lower",
                            "upper",
                            "preparatory",
                            "continuing",
                            "elementary",
                            "voc_upper",
                            "vocational",
                        ],
                    )
                ),
                name="title_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__in", ["", "I", "II", "III"])), name="title_rank_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                ),
                name="title_ends_after_start",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="title",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("staff", "="),
                    (
                        models.Func(
                            "starts_on", "ends_on", models.Value("[]"), function="daterange"
                        ),
                        "&&",
                    ),
                ],
                name="title_once_a_day",
                violation_error_message="A title is held on these days.",
            ),
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="staffing.staffmember",
                    ),
                ),
                (
                    "to_school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("to_name", models.CharField(max_length=200, verbose_name="other school")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="rank",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish",
                "verbose_name_plural": "wishes",
                "ordering": ["rank"],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "rank"), name="wish_one_of_a_rank"),
                    models.UniqueConstraint(
                        fields=("staff", "to_school"), name="wish_one_of_a_school"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_school", models.F("school")), _negated=True),
                        name="wish_is_for_another_school",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Protection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="protections",
                        to="staffing.staffmember",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hardship", "hard circumstances"),
                            ("sent", "came back from a post elsewhere in the last three years"),
                        ],
                        max_length=8,
                        verbose_name="ground",
                    ),
                ),
                ("decision", models.CharField(max_length=100, verbose_name="decision or paper")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "protection",
                "verbose_name_plural": "protections",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hardship", "sent"])),
                        name="protection_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="protection_ends_after_start",
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
                        name="protection_once_a_day",
                        violation_error_message="The ground is recorded for these days.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InputSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("as_of", models.DateField(verbose_name="on the day")),
                ("sha256", models.CharField(max_length=64)),
                ("counts", models.JSONField()),
                ("body", models.BinaryField()),
            ],
            options={
                "verbose_name": "facts of a plan",
                "verbose_name_plural": "facts of plans",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_year", "as_of", "sha256"), name="inputsnapshot_kept_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="staffing.scenario",
                    ),
                ),
                (
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                        verbose_name="school year",
                    ),
                ),
                ("options", models.JSONField()),
                (
                    "snapshot",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.inputsnapshot",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("solving", "being computed"),
                            ("solved", "computed"),
                            ("failed", "failed"),
                            ("published", "published"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                ("code_version", models.CharField(blank=True, max_length=20)),
                ("solver_version", models.CharField(blank=True, max_length=40)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("started_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "plan that moves teachers",
                "verbose_name_plural": "plans that move teachers",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["draft", "solving", "solved", "failed", "published", "closed"],
                            )
                        ),
                        name="scenario_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="scenario_published_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScenarioPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="staffing.scenario",
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("stage", models.CharField(max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("solved", "computed"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("inside", models.FloatField(null=True)),
                ("lp_bound", models.FloatField(null=True)),
                ("found", models.FloatField(null=True)),
                ("bound", models.FloatField(null=True)),
                ("gap", models.FloatField(null=True)),
                ("open_before", models.PositiveIntegerField(null=True)),
                ("open_after", models.PositiveIntegerField(null=True)),
                ("stopped_by", models.CharField(blank=True, max_length=40)),
                ("columns", models.PositiveIntegerField(null=True)),
                ("rows", models.PositiveIntegerField(null=True)),
                ("cpu_ms", models.PositiveIntegerField(null=True)),
                ("wall_ms", models.PositiveIntegerField(null=True)),
                ("peak_bytes", models.PositiveBigIntegerField(null=True)),
                ("prices", models.JSONField(default=list)),
                ("obstacles", models.JSONField(default=list)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "verbose_name": "part of a plan",
                "verbose_name_plural": "parts of plans",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "solved", "failed"])),
                        name="scenariopart_state_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("scenario", "name"), name="scenariopart_one_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ScenarioLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="staffing.scenario",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="staffing.scenariopart",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("11-2a", "sent, because the school has too many"),
                            ("11-2e", "sent for a time, to a school that is short"),
                            ("12", "transfer on request"),
                            ("13", "lessons at a second school"),
                        ],
                        max_length=5,
                        verbose_name="ground",
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
                ("staff_name", models.CharField(max_length=150, verbose_name="teacher")),
                (
                    "from_school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("from_name", models.CharField(max_length=200, verbose_name="from")),
                (
                    "to_school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("to_name", models.CharField(max_length=200, verbose_name="to")),
                ("subjects", models.JSONField()),
                ("units", models.JSONField(default=list)),
                ("metres", models.PositiveIntegerField()),
                ("decided_by", models.CharField(max_length=20)),
                ("why", models.JSONField()),
                ("is_shown", models.BooleanField(default=False)),
                (
                    "mark",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "free"),
                            ("pinned", "stays in the next plan"),
                            ("refused", "not in the next plan"),
                            ("closed", "nobody goes this way in the next plan"),
                        ],
                        default="",
                        max_length=7,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("accepted", "accepted, to be decided"),
                            ("declined", "declined"),
                            ("decided", "decided"),
                        ],
                        default="proposed",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why")),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "line of a plan",
                "verbose_name_plural": "lines of plans",
                "ordering": ["ground", "from_name", "staff_name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["11-2a", "11-2e", "12", "13"])),
                        name="scenarioline_ground_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["proposed", "accepted", "declined", "decided"])
                        ),
                        name="scenarioline_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mark__in", ["", "pinned", "refused", "closed"])),
                        name="scenarioline_mark_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("scenario", "staff"), name="scenarioline_one_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_school", models.F("to_school")), _negated=True),
                        name="scenarioline_is_between_schools",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpenCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "part",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cells",
                        to="staffing.scenariopart",
                    ),
                ),
                ("subject", models.CharField(max_length=20)),
                ("need", models.PositiveIntegerField()),
                ("before", models.PositiveIntegerField()),
                ("after", models.PositiveIntegerField()),
                ("weight", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "open need of a plan",
                "verbose_name_plural": "open needs of plans",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("part", "school", "subject"), name="opencell_one_a_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LineObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="staffing.scenarioline",
                    ),
                ),
                ("is_own", models.BooleanField(verbose_name="of the person")),
                ("text", models.CharField(max_length=1000, verbose_name="what was said")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("is_upheld", models.BooleanField(null=True, verbose_name="upheld")),
                ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "objection to a line",
                "verbose_name_plural": "objections to lines",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_upheld", None)),
                        fields=("line", "by"),
                        name="lineobjection_one_open_of_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("is_upheld", None)),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("is_upheld__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="lineobjection_answered_in_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to="staffing.scenarioline",
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("from", "the school the teacher is at"),
                            ("to", "the other school"),
                            ("person", "the teacher"),
                        ],
                        max_length=6,
                        verbose_name="whose",
                    ),
                ),
                ("said_by", models.CharField(max_length=150, verbose_name="said by")),
                ("said_on", models.DateField(verbose_name="on the day")),
                ("paper", models.CharField(blank=True, max_length=100, verbose_name="paper")),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="opinion")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "word of a school or teacher about a line",
                "verbose_name_plural": "words of schools and teachers about lines",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["from", "to", "person"])),
                        name="lineconsent_side_is_known",
                    ),
                    models.UniqueConstraint(fields=("line", "side"), name="lineconsent_one_a_side"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="staffing.scenarioline",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sent", "sent to another school"),
                            ("transfer", "transfer on request"),
                            ("secondment", "secondment"),
                            ("shared", "lessons at a second school"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=100, verbose_name="number of the decision")),
                ("decided_on", models.DateField(verbose_name="day of the decision")),
                ("decided_by", models.CharField(max_length=200, verbose_name="decided by")),
                ("signer", models.CharField(max_length=150, verbose_name="signed by")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="staffing.staffmember",
                    ),
                ),
                ("staff_name", models.CharField(max_length=150, verbose_name="teacher")),
                (
                    "from_school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("from_name", models.CharField(max_length=200)),
                (
                    "to_school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                ("to_name", models.CharField(max_length=200)),
                (
                    "arrived",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="staffing.staffmember",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("signed", "signed, not begun"),
                            ("carried_out", "carried out"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="signed",
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.CharField(
                        blank=True, max_length=100, verbose_name="withdrawn by decision"
                    ),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="withdrawn from the day"),
                ),
                ("problem", models.CharField(blank=True, max_length=500)),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("revision", models.PositiveIntegerField(default=1)),
            ],
            options={
                "verbose_name": "decision about a person",
                "verbose_name_plural": "decisions about persons",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["sent", "transfer", "secondment", "shared"])
                        ),
                        name="staffdecision_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["signed", "carried_out", "withdrawn"])),
                        name="staffdecision_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="staffdecision_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("line",),
                        name="staffdecision_one_of_a_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(
                                ("withdrawn_on__isnull", False),
                                models.Q(("withdrawn_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="staffdecision_withdrawn_by_a_decision",
                    ),
                ],
            },
        ),
    ]

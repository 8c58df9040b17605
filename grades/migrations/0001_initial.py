import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("exchange", "0001_initial"),
        ("schools", "0001_initial"),
        ("staffing", "0001_initial"),
        ("students", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegulationSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "programme",
                    models.CharField(
                        choices=[
                            ("gdpt-2018", "General education programme 2018"),
                            ("gdtx", "Continuing education programme"),
                            ("gdmn", "Preschool programme"),
                        ],
                        max_length=10,
                        verbose_name="programme",
                    ),
                ),
                ("circular", models.CharField(max_length=10, verbose_name="circular")),
                (
                    "from_year",
                    models.CharField(
                        help_text="2026-2027",
                        max_length=9,
                        validators=[django.core.validators.RegexValidator("^20\\d\\d-20\\d\\d$")],
                        verbose_name="from school year",
                    ),
                ),
                ("settings", models.JSONField(verbose_name="settings")),
                ("digest", models.CharField(max_length=12)),
                ("decisions", models.JSONField(blank=True, default=dict, verbose_name="decisions")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=200, verbose_name="decided by"),
                ),
                (
                    "decision_number",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="number of the decision"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the decision"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("in_force", "in force"),
                            ("discarded", "discarded"),
                            ("withdrawn", "withdrawn"),
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
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn at")),
                (
                    "withdrawal_reason",
                    models.CharField(
                        blank=True,
                        default="",
                        max_length=500,
                        verbose_name="reason for the withdrawal",
                    ),
                ),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="grades.regulationset",
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
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "regulation set",
                "verbose_name_plural": "regulation sets",
                "ordering": ["-from_year", "-moved_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_at", None), ("state", "draft")),
                            models.Q(
                                models.Q(("state", "draft"), _negated=True),
                                ("moved_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="regulationset_moved_at_unless_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("withdrawal_reason", ""), _negated=True),
                                ("state", "withdrawn"),
                                ("withdrawn_at__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                ("withdrawal_reason", ""),
                                ("withdrawn_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="regulationset_withdrawn_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_year__regex", "^20\\d\\d-20\\d\\d$")),
                        name="regulationset_from_year_is_a_school_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "in_force", "discarded", "withdrawn"])
                        ),
                        name="regulationset_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("programme__in", ["gdpt-2018", "gdtx", "gdmn"])),
                        name="regulationset_programme_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="schools.school",
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="schools.subject",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="schools.term",
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("scored", "comments and marks"),
                            ("commented", "comment only"),
                            ("levels", "levels of completion"),
                        ],
                        max_length=9,
                        verbose_name="form of assessment",
                    ),
                ),
                (
                    "regular_count",
                    models.SmallIntegerField(
                        help_text="How many the circular asks for, Art. 6(2).",
                        verbose_name="regular assessments",
                    ),
                ),
                (
                    "has_topic",
                    models.BooleanField(default=False, verbose_name="column for study topics"),
                ),
                (
                    "periodic_count",
                    models.SmallIntegerField(
                        db_default=2, default=2, verbose_name="marked tests of the term"
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="grades.regulationset",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "submitted"),
                            ("approved", "approved"),
                            ("sealed", "sealed"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, verbose_name="revision")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="last change")),
                (
                    "open_until",
                    models.DateField(blank=True, null=True, verbose_name="takes marks until"),
                ),
            ],
            options={
                "verbose_name": "mark sheet",
                "verbose_name_plural": "mark sheets",
                "indexes": [
                    models.Index(
                        fields=["school", "term", "class_group"], name="marksheet_school_term"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("class_group", "subject", "term"),
                        name="marksheet_one_per_class_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("regular_count__gte", 1), ("regular_count__lte", 6)),
                        name="marksheet_regular_count_1_to_6",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("periodic_count__gte", 0), ("periodic_count__lte", 2)),
                        name="marksheet_periodic_count_0_to_2",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["scored", "commented", "levels"])),
                        name="marksheet_form_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "submitted", "approved", "sealed"])
                        ),
                        name="marksheet_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "regular",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True),
                        size=None,
                        verbose_name="regular marks",
                    ),
                ),
                (
                    "midterm",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="mid-term mark"),
                ),
                (
                    "final",
                    models.SmallIntegerField(
                        blank=True, null=True, verbose_name="end-of-term mark"
                    ),
                ),
                (
                    "average",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="average"),
                ),
                (
                    "exempt",
                    models.BooleanField(default=False, verbose_name="exempt from the subject"),
                ),
                (
                    "studies_topics",
                    models.BooleanField(
                        db_default=True, default=True, verbose_name="studies the topics"
                    ),
                ),
                (
                    "remark",
                    models.CharField(blank=True, default="", max_length=300, verbose_name="remark"),
                ),
                (
                    "midterm_remark",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=300,
                        verbose_name="remark at mid-term",
                    ),
                ),
                (
                    "origins",
                    models.JSONField(
                        blank=True, db_default={}, default=dict, verbose_name="taken over"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="students.enrolment",
                    ),
                ),
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
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark record",
                "verbose_name_plural": "mark records",
                "indexes": [
                    models.Index(fields=["school", "sheet"], name="markrecord_school_sheet")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "sheet"), name="markrecord_once_per_sheet"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("midterm", None),
                            models.Q(("midterm__gte", 0), ("midterm__lte", 100)),
                            ("midterm__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="markrecord_midterm_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final", None),
                            models.Q(("final__gte", 0), ("final__lte", 100)),
                            ("final__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="markrecord_final_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("average__gte", 0), ("average__lte", 100)),
                            ("average", None),
                            ("average__in", [200, 201, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="markrecord_average_is_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(verbose_name="when")),
                ("door", models.CharField(max_length=10, verbose_name="door")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("operation", models.CharField(max_length=36, verbose_name="batch")),
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
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="grades.markrecord",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a mark",
                "verbose_name_plural": "changes of marks",
                "indexes": [
                    models.Index(fields=["school", "sheet", "id"], name="markchange_school_sheet"),
                    models.Index(fields=["record", "-id"], name="markchange_record"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CellOperation",
            fields=[
                ("op", models.UUIDField(primary_key=True, serialize=False)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved cell operation",
                "verbose_name_plural": "saved cell operations",
                "indexes": [models.Index(fields=["at"], name="celloperation_at")],
            },
        ),
        migrations.CreateModel(
            name="ProvinceWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("column", models.CharField(blank=True, max_length=10, verbose_name="mark column")),
                ("opens_on", models.DateField(verbose_name="opens on")),
                ("closes_on", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("set_at", models.DateTimeField(auto_now=True, verbose_name="set at")),
                (
                    "grade_level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.gradelevel",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry window of the province",
                "verbose_name_plural": "entry windows of the province",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "grade_level", "column"),
                        name="provincewindow_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade_level__isnull", False),
                            models.Q(("column", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="provincewindow_is_narrowed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on", None),
                            ("closes_on__gte", models.F("opens_on")),
                            _connector="OR",
                        ),
                        name="provincewindow_closes_after_opening",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("column__in", ["", "regular", "topic", "midterm", "final"])
                        ),
                        name="provincewindow_column_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegulationComparison",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparisons",
                        to="grades.regulationset",
                    ),
                ),
                (
                    "base",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grades.regulationset",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "running"),
                            ("finished", "finished"),
                            ("failed", "failed"),
                            ("discarded", "discarded"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("classes", models.PositiveIntegerField(verbose_name="classes")),
                (
                    "classes_done",
                    models.PositiveIntegerField(default=0, verbose_name="classes done"),
                ),
                ("last_class", models.BigIntegerField(default=0)),
                ("students", models.PositiveIntegerField(default=0, verbose_name="students")),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
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
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="asked for at"),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "comparison of regulation sets",
                "verbose_name_plural": "comparisons of regulation sets",
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("regulation", "school_year"),
                        name="regulationcomparison_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "waiting")),
                            models.Q(
                                models.Q(("state", "waiting"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="regulationcomparison_ended_at_unless_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "finished", "failed", "discarded"])
                        ),
                        name="regulationcomparison_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComparedResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sealed", models.BooleanField()),
                (
                    "learning_before",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                    ),
                ),
                (
                    "learning_after",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                    ),
                ),
                ("decision_before", models.BooleanField()),
                ("decision_after", models.BooleanField()),
                ("subjects", models.JSONField(default=list)),
                (
                    "causes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=50), size=None
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="students.enrolment",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
                (
                    "comparison",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="grades.regulationcomparison",
                    ),
                ),
            ],
            options={
                "verbose_name": "compared result",
                "verbose_name_plural": "compared results",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["comparison", "school"], name="comparedresult_school")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("comparison", "enrolment", "term"),
                        name="comparedresult_once_per_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("learning_before__in", [1, 2, 3, 4])),
                        name="comparedresult_learning_before_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("learning_after__in", [1, 2, 3, 4])),
                        name="comparedresult_learning_after_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Removal",
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
                            ("student", "student"),
                            ("class", "class"),
                            ("sheet", "mark sheet"),
                            ("staff", "staff member"),
                        ],
                        max_length=7,
                        verbose_name="what",
                    ),
                ),
                ("key", models.BigIntegerField()),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("detail", models.CharField(blank=True, max_length=300, verbose_name="details")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
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
                "verbose_name": "removal",
                "verbose_name_plural": "removals",
                "indexes": [models.Index(fields=["school", "-at"], name="removal_school_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["student", "class", "sheet", "staff"])),
                        name="removal_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("column", models.CharField(blank=True, max_length=10, verbose_name="mark column")),
                ("opens_on", models.DateField(verbose_name="opens on")),
                ("closes_on", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("set_at", models.DateTimeField(auto_now=True, verbose_name="set at")),
                (
                    "grade_level",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.gradelevel",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_windows",
                        to="schools.school",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry window of a school",
                "verbose_name_plural": "entry windows of schools",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "term", "grade_level", "column"),
                        name="schoolwindow_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closes_on", None),
                            ("closes_on__gte", models.F("opens_on")),
                            _connector="OR",
                        ),
                        name="schoolwindow_closes_after_opening",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("column__in", ["", "regular", "topic", "midterm", "final"])
                        ),
                        name="schoolwindow_column_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("make_up", "a make-up test is still to come"),
                            ("zero", "no make-up: 0 for what was missed"),
                            ("leave_out", "exempt from what is missing"),
                            ("level", "a level by decision"),
                            ("none", "sealed without a level"),
                        ],
                        max_length=9,
                        verbose_name="decision",
                    ),
                ),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="learning result",
                    ),
                ),
                (
                    "lacks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="missing",
                    ),
                ),
                ("about", models.CharField(blank=True, max_length=16, verbose_name="about")),
                (
                    "number",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="number of the decision"
                    ),
                ),
                ("signed_on", models.DateField(null=True, verbose_name="signed on")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.student",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision before sealing",
                "verbose_name_plural": "decisions before sealing",
                "indexes": [
                    models.Index(
                        fields=["class_group", "term", "-id"], name="sealdecision_class_term"
                    ),
                    models.Index(fields=["student"], name="sealdecision_student"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer__in", ["make_up", "zero", "leave_out", "level", "none"])
                        ),
                        name="sealdecision_answer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [1, 2, 3, 4])),
                        name="sealdecision_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "level"), ("level__isnull", False)),
                            models.Q(
                                models.Q(("answer", "level"), _negated=True),
                                ("about", ""),
                                ("level", None),
                            ),
                            models.Q(
                                ("answer__in", ["zero", "leave_out"]),
                                ("level__isnull", False),
                                models.Q(("about", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sealdecision_level_where_one_is_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", "make_up"),
                            models.Q(
                                models.Q(("number", ""), _negated=True),
                                ("signed_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="sealdecision_stands_on_a_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="sealdecision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("submit", "submit"),
                            ("withdraw", "take back"),
                            ("approve", "approve"),
                            ("return", "return to the teacher"),
                            ("seal", "seal"),
                        ],
                        max_length=8,
                        verbose_name="step",
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "submitted"),
                            ("approved", "approved"),
                            ("sealed", "sealed"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "submitted"),
                            ("approved", "approved"),
                            ("sealed", "sealed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("open_until", models.DateField(null=True, verbose_name="takes marks until")),
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
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a sheet",
                "verbose_name_plural": "steps of sheets",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("step__in", ["submit", "withdraw", "approve", "return", "seal"])
                        ),
                        name="sheetstep_step_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_state__in", ["open", "submitted", "approved", "sealed"])
                        ),
                        name="sheetstep_from_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_state__in", ["open", "submitted", "approved", "sealed"])
                        ),
                        name="sheetstep_to_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TermResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "learning",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="learning result",
                    ),
                ),
                (
                    "level_before_adjustment",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                    ),
                ),
                (
                    "needs_decision",
                    models.BooleanField(default=False, verbose_name="needs a person's decision"),
                ),
                (
                    "conduct",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="conduct",
                    ),
                ),
                ("computed_at", models.DateTimeField(auto_now=True)),
                (
                    "adjusted_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grades.sealdecision",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="term_results",
                        to="students.enrolment",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grades.regulationset",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "term result",
                "verbose_name_plural": "term results",
                "indexes": [models.Index(fields=["school", "term"], name="termresult_school_term")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "term"), name="termresult_once_per_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("learning__in", [1, 2, 3, 4])),
                        name="termresult_learning_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level_before_adjustment__in", [1, 2, 3, 4])),
                        name="termresult_level_before_adjustment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conduct__in", [1, 2, 3, 4])),
                        name="termresult_conduct_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithdrawnSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="withdrawn_sheets",
                        to="schools.classgroup",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawn mark sheet",
                "verbose_name_plural": "withdrawn mark sheets",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("class_group", "subject", "term"), name="withdrawnsheet_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("column", models.CharField(blank=True, max_length=10, verbose_name="mark column")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("given_at", models.DateTimeField(auto_now_add=True, verbose_name="given at")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.classgroup",
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
                    "given_by",
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
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.staffmember",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "exception to the days of entry",
                "verbose_name_plural": "exceptions to the days of entry",
                "indexes": [
                    models.Index(fields=["school", "term"], name="entryexception_school_term")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="entryexception_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("column__in", ["", "regular", "topic", "midterm", "final"])
                        ),
                        name="entryexception_column_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("class_group", None), ("staff__isnull", False), ("student", None)
                            ),
                            models.Q(
                                ("class_group__isnull", False), ("staff", None), ("student", None)
                            ),
                            models.Q(
                                ("class_group", None), ("staff", None), ("student__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="entryexception_is_for_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("ended_by", None)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="entryexception_end_has_an_author",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MidtermRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                ("heard_from", models.CharField(blank=True, max_length=200)),
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
                    "term",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="midterm_request",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for mid-term results",
                "verbose_name_plural": "requests for mid-term results",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asked_by", None), ("heard_from", ""), _connector="XOR"
                        ),
                        name="midtermrequest_says_whose",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CellComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cell", models.CharField(max_length=8, verbose_name="cell")),
                ("text", models.CharField(max_length=300, verbose_name="comment")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="grades.markrecord",
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
                "verbose_name": "comment on a cell",
                "verbose_name_plural": "comments on cells",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cell", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="cellcomment_says_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AskedCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cell", models.CharField(max_length=8, verbose_name="cell")),
                (
                    "is_of_column",
                    models.BooleanField(default=False, verbose_name="of a whole column"),
                ),
                ("before", models.SmallIntegerField(null=True, verbose_name="before")),
                ("kept_at", models.DateTimeField(null=True, verbose_name="left as it is")),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="grades.markrecord",
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
                    "step",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked",
                        to="grades.sheetstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "cell to look at",
                "verbose_name_plural": "cells to look at",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("step", "record", "cell"), name="askedcell_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before", None),
                            models.Q(("before__gte", 0), ("before__lte", 100)),
                            ("before__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="askedcell_before_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cell", ""), _negated=True),
                        name="askedcell_names_a_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kept_at", None), ("kept_by", None)),
                            models.Q(
                                ("is_of_column", False),
                                ("kept_at__isnull", False),
                                ("kept_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="askedcell_kept_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentPhrase",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "band",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        verbose_name="band",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="sentence")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "own sentence for comments",
                "verbose_name_plural": "own sentences for comments",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "user", "subject", "band", "text"),
                        name="commentphrase_once_a_band",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("band__in", [1, 2, 3, 4])),
                        name="commentphrase_band_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="commentphrase_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        choices=[("midterm", "middle of the term"), ("final", "end of the term")],
                        max_length=7,
                        verbose_name="moment",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("edited", "changed by the head"),
                            ("rejected", "sent back"),
                        ],
                        max_length=8,
                        verbose_name="answer",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="comment")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.enrolment",
                    ),
                ),
                (
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grades.marksheet",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading of a comment",
                "verbose_name_plural": "readings of comments",
                "indexes": [
                    models.Index(fields=["enrolment", "term", "-id"], name="commentreading_stay")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("moment__in", ["midterm", "final"])),
                        name="commentreading_moment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["accepted", "edited", "rejected"])),
                        name="commentreading_verdict_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "rejected"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="commentreading_rejected_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeroomChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "moment",
                    models.CharField(
                        choices=[("midterm", "middle of the term"), ("final", "end of the term")],
                        max_length=7,
                        verbose_name="moment",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("door", models.CharField(max_length=10, verbose_name="door")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
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
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="homeroom_changes",
                        to="students.enrolment",
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
                    "term",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of a homeroom record",
                "verbose_name_plural": "changes of homeroom records",
                "indexes": [
                    models.Index(fields=["enrolment", "term", "-id"], name="homeroomchange_stay")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("moment__in", ["midterm", "final"])),
                        name="homeroomchange_moment_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeroomRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "moment",
                    models.CharField(
                        choices=[("midterm", "middle of the term"), ("final", "end of the term")],
                        default="final",
                        max_length=7,
                        verbose_name="moment",
                    ),
                ),
                (
                    "conduct",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="conduct",
                    ),
                ),
                (
                    "grounds",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="grounds of the conduct"
                    ),
                ),
                (
                    "comment",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="homeroom teacher's comment"
                    ),
                ),
                (
                    "traits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="qualities and competences",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="homeroom_records",
                        to="students.enrolment",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "homeroom teacher's record",
                "verbose_name_plural": "homeroom teacher's records",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "term", "moment"), name="homeroomrecord_once_a_moment"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("moment__in", ["midterm", "final"])),
                        name="homeroomrecord_moment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conduct__in", [1, 2, 3, 4])),
                        name="homeroomrecord_conduct_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgainSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("submitted", "submitted"),
                            ("approved", "approved"),
                            ("sealed", "sealed"),
                        ],
                        default="open",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="reason of the last return"
                    ),
                ),
                ("moved_at", models.DateTimeField(null=True)),
                (
                    "moved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.classgroup",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="staffing.staffmember",
                        verbose_name="who enters it",
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
                "verbose_name": "re-assessment sheet",
                "verbose_name_plural": "re-assessment sheets",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "school_year", "subject", "class_group", "number"),
                        name="againsheet_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["open", "submitted", "approved", "sealed"])
                        ),
                        name="againsheet_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        choices=[
                            ("first_term", "no result of the first term"),
                            ("readings", "two readings of the circular give different levels"),
                            ("learning", "the results give no level"),
                            ("conduct", "no conduct in a term"),
                            ("absences", "too many sessions missed"),
                            ("promotion", "whether the student moves up or completes"),
                            ("after_help", "class not completed after help either"),
                            ("again", "two readings give different levels after re-assessment"),
                            ("award", "title that the class recognises"),
                        ],
                        max_length=10,
                        verbose_name="matter",
                    ),
                ),
                ("about", models.CharField(max_length=16, verbose_name="about")),
                (
                    "level",
                    models.SmallIntegerField(
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                            (14, "Completed excellently"),
                            (13, "Completed well"),
                            (12, "Completed"),
                            (11, "Not completed"),
                        ],
                        null=True,
                        verbose_name="level",
                    ),
                ),
                (
                    "promotion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("promoted", "moves up"),
                            ("reassessment", "re-assessment"),
                            ("summer_training", "summer training"),
                            ("retained", "does not move up"),
                        ],
                        max_length=15,
                        verbose_name="what follows",
                    ),
                ),
                (
                    "second_term",
                    models.BooleanField(default=False, verbose_name="the second term counts alone"),
                ),
                (
                    "award",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent_student", "Excellent student"),
                            ("good_student", "Good student"),
                            ("exemplary_student", "Exemplary student"),
                        ],
                        max_length=20,
                        verbose_name="title",
                    ),
                ),
                ("number", models.CharField(max_length=50, verbose_name="number of the decision")),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a student's year",
                "verbose_name_plural": "decisions on students' years",
                "indexes": [
                    models.Index(fields=["class_group", "-id"], name="yeardecision_class"),
                    models.Index(fields=["student"], name="yeardecision_student"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "matter__in",
                                [
                                    "first_term",
                                    "readings",
                                    "learning",
                                    "conduct",
                                    "absences",
                                    "promotion",
                                    "after_help",
                                    "again",
                                    "award",
                                ],
                            )
                        ),
                        name="yeardecision_matter_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [4, 3, 2, 1, 14, 13, 12, 11])),
                        name="yeardecision_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "promotion__in",
                                ["", "promoted", "retained", "summer_training", "reassessment"],
                            )
                        ),
                        name="yeardecision_promotion_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "award__in",
                                ["", "excellent_student", "good_student", "exemplary_student"],
                            )
                        ),
                        name="yeardecision_award_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("number", ""), _negated=True),
                        ),
                        name="yeardecision_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "learning",
                    models.SmallIntegerField(
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                            (14, "Completed excellently"),
                            (13, "Completed well"),
                            (12, "Completed"),
                            (11, "Not completed"),
                        ],
                        null=True,
                        verbose_name="learning result",
                    ),
                ),
                (
                    "level_before_adjustment",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                    ),
                ),
                (
                    "conduct",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="conduct",
                    ),
                ),
                ("absences", models.PositiveSmallIntegerField(verbose_name="sessions missed")),
                (
                    "promotion",
                    models.CharField(
                        choices=[
                            ("promoted", "moves up"),
                            ("reassessment", "re-assessment"),
                            ("summer_training", "summer training"),
                            ("retained", "does not move up"),
                        ],
                        max_length=15,
                        verbose_name="what follows",
                    ),
                ),
                (
                    "award",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("excellent_student", "Excellent student"),
                            ("good_student", "Good student"),
                            ("exemplary_student", "Exemplary student"),
                        ],
                        max_length=20,
                        verbose_name="title",
                    ),
                ),
                (
                    "traits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="qualities and competences",
                    ),
                ),
                (
                    "own_subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                (
                    "optional_subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("computed_at", models.DateTimeField(auto_now=True)),
                (
                    "retrained_conduct",
                    models.SmallIntegerField(
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="conduct after summer training",
                    ),
                ),
                (
                    "parents_signed",
                    models.BooleanField(
                        default=False, verbose_name="the report is signed by the parents"
                    ),
                ),
                (
                    "training_note",
                    models.CharField(blank=True, max_length=300, verbose_name="tasks and outcome"),
                ),
                ("trained_at", models.DateTimeField(null=True)),
                (
                    "traits_again",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(null=True),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="qualities and competences after help",
                    ),
                ),
                (
                    "reassessed_learning",
                    models.SmallIntegerField(
                        choices=[
                            (4, "Good"),
                            (3, "Fair"),
                            (2, "Passed"),
                            (1, "Not passed"),
                            (14, "Completed excellently"),
                            (13, "Completed well"),
                            (12, "Completed"),
                            (11, "Not completed"),
                        ],
                        null=True,
                        verbose_name="learning result after re-assessment",
                    ),
                ),
                (
                    "promotion_again",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("promoted", "moves up"),
                            ("reassessment", "re-assessment"),
                            ("summer_training", "summer training"),
                            ("retained", "does not move up"),
                        ],
                        max_length=15,
                        verbose_name="what follows after the summer",
                    ),
                ),
                (
                    "adjusted_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "enrolment",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="year_result",
                        to="students.enrolment",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="grades.regulationset",
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
                    "trained_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a year",
                "verbose_name_plural": "results of years",
                "indexes": [models.Index(fields=["school", "promotion"], name="yearresult_school")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level_before_adjustment__in", [1, 2, 3, 4])),
                        name="yearresult_level_before_adjustment_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("conduct__in", [1, 2, 3, 4])),
                        name="yearresult_conduct_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("retrained_conduct__in", [1, 2, 3, 4])),
                        name="yearresult_retrained_conduct_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reassessed_learning__in", [4, 3, 2, 1, 14, 13, 12, 11])
                        ),
                        name="yearresult_reassessed_learning_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "promotion__in",
                                ["promoted", "retained", "summer_training", "reassessment"],
                            )
                        ),
                        name="yearresult_promotion_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("learning__in", [4, 3, 2, 1, 14, 13, 12, 11])),
                        name="yearresult_learning_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "award__in",
                                ["", "excellent_student", "good_student", "exemplary_student"],
                            )
                        ),
                        name="yearresult_award_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "promotion_again__in",
                                ["", "promoted", "retained", "summer_training", "reassessment"],
                            )
                        ),
                        name="yearresult_promotion_again_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("retrained_conduct", None), ("traits_again", [])),
                            models.Q(("trained_at__isnull", False), ("trained_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="yearresult_trained_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LevelCompletion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
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
                ("completed_on", models.DateField(verbose_name="completed on")),
                ("decision", models.CharField(max_length=100, verbose_name="decision")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("taken_back_at", models.DateTimeField(null=True)),
                (
                    "taken_back_for",
                    models.CharField(blank=True, max_length=200, verbose_name="reason"),
                ),
                (
                    "actor",
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
                    "taken_back_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "year_result",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions",
                        to="grades.yearresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "completion of a level",
                "verbose_name_plural": "completions of a level",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("year_result",),
                        name="levelcompletion_one_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="levelcompletion_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("decision", ""), _negated=True),
                        name="levelcompletion_names_a_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("taken_back_at", None),
                                ("taken_back_by", None),
                                ("taken_back_for", ""),
                            ),
                            models.Q(
                                models.Q(("taken_back_for", ""), _negated=True),
                                ("taken_back_at__isnull", False),
                                ("taken_back_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="levelcompletion_taken_back_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_state",
                    models.CharField(
                        choices=[
                            ("open", "not submitted"),
                            ("proposed", "submitted to the head"),
                            ("sealed", "year sealed"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "to_state",
                    models.CharField(
                        choices=[
                            ("open", "not submitted"),
                            ("proposed", "submitted to the head"),
                            ("sealed", "year sealed"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="year_steps",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a class's year",
                "verbose_name_plural": "steps of classes' years",
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["class_group", "-id"], name="yearstep_class")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_state__in", ["open", "proposed", "sealed"])),
                        name="yearstep_from_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_state__in", ["open", "proposed", "sealed"])),
                        name="yearstep_to_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearSubject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("scored", "comments and marks"),
                            ("commented", "comment only"),
                            ("levels", "levels of completion"),
                        ],
                        max_length=9,
                    ),
                ),
                ("term1", models.SmallIntegerField(null=True, verbose_name="first term")),
                ("term2", models.SmallIntegerField(null=True, verbose_name="second term")),
                ("result", models.SmallIntegerField(null=True, verbose_name="year")),
                (
                    "test",
                    models.SmallIntegerField(null=True, verbose_name="test at the end of the year"),
                ),
                ("is_taken", models.BooleanField(default=True)),
                ("again", models.SmallIntegerField(null=True, verbose_name="re-assessed")),
                ("test_again", models.SmallIntegerField(null=True, verbose_name="new test")),
                ("again_at", models.DateTimeField(null=True)),
                (
                    "again_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="grades.againsheet",
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
                (
                    "year_result",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to="grades.yearresult",
                    ),
                ),
            ],
            options={
                "verbose_name": "subject of a year",
                "verbose_name_plural": "subjects of years",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year_result", "subject"), name="yearsubject_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["scored", "commented", "levels"])),
                        name="yearsubject_form_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term1", None),
                            models.Q(("term1__gte", 0), ("term1__lte", 100)),
                            ("term1__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_term1_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("term2", None),
                            models.Q(("term2__gte", 0), ("term2__lte", 100)),
                            ("term2__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_term2_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", None),
                            models.Q(("result__gte", 0), ("result__lte", 100)),
                            ("result__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_result_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again", None),
                            models.Q(("again__gte", 0), ("again__lte", 100)),
                            ("again__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_again_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("test", None),
                            models.Q(("test__gte", 0), ("test__lte", 100)),
                            ("test__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_test_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("test_again", None),
                            models.Q(("test_again__gte", 0), ("test_again__lte", 100)),
                            ("test_again__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="yearsubject_test_again_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("again", None), ("test_again", None)),
                            models.Q(
                                ("again_at__isnull", False),
                                ("again_by__isnull", False),
                                ("sheet__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="yearsubject_again_by_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for confirmation"),
                            ("questioned", "a question waits for an answer"),
                            ("confirmed", "waits for the head"),
                            ("endorsed", "waits for the Department"),
                            ("approved", "approved"),
                            ("written", "written"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("overtaken", "overtaken"),
                        ],
                        default="asked",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("mistyped", "entered wrongly"),
                            ("remarked", "marked again"),
                            ("make_up", "make-up test"),
                            ("decided", "another decision"),
                        ],
                        max_length=8,
                        verbose_name="cause",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=50, verbose_name="number of the decision"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="day of the decision"),
                ),
                ("version", models.PositiveIntegerField(null=True, verbose_name="version")),
                ("levels", models.JSONField(default=list)),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="asked at")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
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
                    "endorsed_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "indexes": [
                    models.Index(fields=["school", "state", "-id"], name="amendment_school_state")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "year", "number"), name="amendment_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "asked",
                                    "questioned",
                                    "confirmed",
                                    "endorsed",
                                    "approved",
                                    "written",
                                    "refused",
                                    "withdrawn",
                                    "overtaken",
                                ],
                            )
                        ),
                        name="amendment_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cause__in", ["mistyped", "remarked", "make_up", "decided"])
                        ),
                        name="amendment_cause_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="amendment_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asked_by", None),
                                ("confirmed_by", None),
                                models.Q(("asked_by", models.F("confirmed_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("asked_by", None),
                                ("approved_by", None),
                                models.Q(("asked_by", models.F("approved_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("asked_by", None),
                                ("endorsed_by", None),
                                models.Q(("asked_by", models.F("endorsed_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("confirmed_by", None),
                                ("approved_by", None),
                                models.Q(("confirmed_by", models.F("approved_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("confirmed_by", None),
                                ("endorsed_by", None),
                                models.Q(("confirmed_by", models.F("endorsed_by")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("approved_by", None),
                                ("endorsed_by", None),
                                models.Q(("approved_by", models.F("endorsed_by")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="amendment_three_persons",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["approved", "written"]), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("decided_on__isnull", False),
                                models.Q(("decision", ""), _negated=True),
                                models.Q(
                                    ("approved_by__isnull", False),
                                    ("endorsed_by__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="amendment_approved_by_persons_under_a_decision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendedCell",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="cell")),
                (
                    "path",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None
                    ),
                ),
                ("before", models.JSONField(null=True, verbose_name="before")),
                ("after", models.JSONField(null=True, verbose_name="after")),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amended",
                        to="grades.markrecord",
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
                    "amendment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cells",
                        to="grades.amendment",
                    ),
                ),
            ],
            options={
                "verbose_name": "amended cell",
                "verbose_name_plural": "amended cells",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("amendment", "record", "name"), name="amendedcell_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        name="amendedcell_names_a_cell",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AmendmentPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "department_approves",
                    models.BooleanField(verbose_name="the Department approves as well"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("set_at", models.DateTimeField(auto_now_add=True, verbose_name="set at")),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "rule of the Department on amendments",
                "verbose_name_plural": "rules of the Department on amendments",
            },
        ),
        migrations.CreateModel(
            name="AmendmentStep",
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
                            ("ask", "asked"),
                            ("confirm", "confirmed"),
                            ("approve", "approved"),
                            ("endorse", "approved by the Department"),
                            ("question", "asked back"),
                            ("answer", "answered"),
                            ("refuse", "refused"),
                            ("withdraw", "withdrawn"),
                            ("overtake", "overtaken"),
                            ("write", "written and sealed anew"),
                        ],
                        max_length=8,
                        verbose_name="step",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="in words")),
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
                    "amendment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="grades.amendment",
                    ),
                ),
                (
                    "principal",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of an amendment",
                "verbose_name_plural": "steps of amendments",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "ask",
                                    "confirm",
                                    "approve",
                                    "endorse",
                                    "question",
                                    "answer",
                                    "refuse",
                                    "withdraw",
                                    "overtake",
                                    "write",
                                ],
                            )
                        ),
                        name="amendmentstep_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to="evidence/%Y/%m/", verbose_name="file"
                    ),
                ),
                ("file_name", models.CharField(max_length=150, verbose_name="file name")),
                ("kind", models.CharField(max_length=4, verbose_name="kind of file")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("added_at", models.DateTimeField(auto_now_add=True, verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="grades.amendment",
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
                "verbose_name": "evidence of an amendment",
                "verbose_name_plural": "evidence of amendments",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["jpg", "png", "webp", "pdf"])),
                        name="evidence_kind_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkQuestion",
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
                            ("all_equal", "a column of equal marks"),
                            ("copied", "a column repeats another"),
                            ("zeros", "several marks of 0"),
                            ("lower", "end-of-term marks far below the regular ones"),
                            ("higher", "end-of-term marks far above the regular ones"),
                            ("late", "many changes just before the last day"),
                            ("night", "entries outside working hours"),
                            ("others", "entries by an account that does not teach the subject"),
                            ("retyped", "marks deleted and entered otherwise"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("version", models.PositiveSmallIntegerField(verbose_name="version of the rule")),
                ("facts", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "not asked yet"),
                            ("asked", "waits for the teacher"),
                            ("answered", "answered"),
                            ("settled", "settled"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("found_at", models.DateTimeField(auto_now_add=True, verbose_name="found at")),
                (
                    "asked",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "author",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="grades.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about marks",
                "verbose_name_plural": "questions about marks",
                "indexes": [
                    models.Index(
                        fields=["school", "state", "-id"], name="markquestion_school_state"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "kind", "key"), name="markquestion_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "all_equal",
                                    "copied",
                                    "zeros",
                                    "lower",
                                    "higher",
                                    "late",
                                    "night",
                                    "others",
                                    "retyped",
                                ],
                            )
                        ),
                        name="markquestion_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "asked", "answered", "settled"])),
                        name="markquestion_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["asked", "answered"]), _negated=True),
                            ("asked__isnull", False),
                            _connector="OR",
                        ),
                        name="markquestion_asked_of_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "cells",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), size=None, verbose_name="cells"
                    ),
                ),
                ("asked_by", models.CharField(max_length=100, verbose_name="asked by")),
                ("paper", models.CharField(max_length=60, verbose_name="paper")),
                ("came_on", models.DateField(verbose_name="came in on")),
                ("words", models.CharField(max_length=300, verbose_name="what is asked")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be looked at"),
                            ("stays", "the marks stay"),
                            ("changed", "changed on the sheet"),
                            ("amended", "an amendment was asked for"),
                        ],
                        default="open",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=300, verbose_name="outcome in words"),
                ),
                (
                    "written_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="written down at"),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="ended at")),
                (
                    "amendment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="grades.amendment",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="grades.markrecord",
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
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "request to look at marks again",
                "verbose_name_plural": "requests to look at marks again",
                "indexes": [
                    models.Index(fields=["school", "state", "-id"], name="markreview_school_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "stays", "changed", "amended"])),
                        name="markreview_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("settled_by", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="markreview_ended_by_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["stays", "changed"]), _negated=True),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="markreview_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amendment__isnull", False), ("state", "amended")),
                            models.Q(
                                models.Q(("state", "amended"), _negated=True), ("amendment", None)
                            ),
                            _connector="OR",
                        ),
                        name="markreview_amended_by_an_amendment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuestionStep",
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
                            ("ask", "asked the teacher"),
                            ("answer", "answered"),
                            ("settle", "settled"),
                            ("back", "the Department asked the school"),
                        ],
                        max_length=6,
                        verbose_name="step",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="in words")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="grades.markquestion",
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
                "verbose_name": "step of a question about marks",
                "verbose_name_plural": "steps of questions about marks",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["ask", "answer", "settle", "back"])),
                        name="questionstep_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True),
                        name="questionstep_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "conduct",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(4, "Good"), (3, "Fair"), (2, "Passed"), (1, "Not passed")],
                        null=True,
                        verbose_name="conduct",
                    ),
                ),
                (
                    "absences",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="sessions missed"
                    ),
                ),
                ("source", models.CharField(max_length=250, verbose_name="school")),
                ("paper", models.CharField(max_length=100, verbose_name="paper")),
                ("on", models.DateField(verbose_name="day of the paper")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "entered_by",
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
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_terms",
                        to="students.student",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "term at another school",
                "verbose_name_plural": "terms at other schools",
                "indexes": [
                    models.Index(fields=["student", "term", "-id"], name="outsideterm_student")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("conduct__in", [1, 2, 3, 4])),
                        name="outsideterm_conduct_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutsideResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("scored", "comments and marks"),
                            ("commented", "comment only"),
                            ("levels", "levels of completion"),
                        ],
                        max_length=9,
                    ),
                ),
                ("result", models.SmallIntegerField(verbose_name="result of the term")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
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
                (
                    "outside_term",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="grades.outsideterm",
                    ),
                ),
            ],
            options={
                "verbose_name": "result at another school",
                "verbose_name_plural": "results at other schools",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("outside_term", "subject"), name="outsideresult_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["scored", "commented", "levels"])),
                        name="outsideresult_form_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("result", None),
                            models.Q(("result__gte", 0), ("result__lte", 100)),
                            ("result__in", [200, 201, 210, 211, 220, 221, 222]),
                            _connector="OR",
                        ),
                        name="outsideresult_is_cell",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedStay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "undue",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("is_counted", models.BooleanField()),
                ("is_reported", models.BooleanField()),
                (
                    "taken",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "own",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), null=True, size=None
                    ),
                ),
                (
                    "optional",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sealed_stays",
                        to="students.enrolment",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "stay as it was sealed",
                "verbose_name_plural": "stays as they were sealed",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "term"), name="sealedstay_once_per_term"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Candidate",
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
                            ("entrance", "Entrance to grade 10"),
                            ("graduation", "Graduation from upper secondary school"),
                        ],
                        max_length=10,
                        verbose_name="examination",
                    ),
                ),
                ("number", models.CharField(max_length=20, verbose_name="candidate number")),
                ("council", models.CharField(blank=True, max_length=150, verbose_name="council")),
                (
                    "total",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, null=True, verbose_name="total"
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        decimal_places=3, default=10, max_digits=6, verbose_name="highest score"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("announced_on", models.DateField(verbose_name="announced on")),
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
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="examinations",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate of an examination",
                "verbose_name_plural": "candidates of examinations",
            },
        ),
        migrations.CreateModel(
            name="EarlierYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField(verbose_name="school year")),
                (
                    "part",
                    models.CharField(
                        choices=[("year", "whole year"), ("hk2", "Term II"), ("hk1", "Term I")],
                        max_length=4,
                        verbose_name="part of the year",
                    ),
                ),
                (
                    "school_name",
                    models.CharField(blank=True, max_length=200, verbose_name="school"),
                ),
                ("class_name", models.CharField(blank=True, max_length=30, verbose_name="class")),
                (
                    "average",
                    models.CharField(
                        blank=True, max_length=10, verbose_name="average of all subjects"
                    ),
                ),
                (
                    "learning",
                    models.CharField(blank=True, max_length=50, verbose_name="learning result"),
                ),
                ("conduct", models.CharField(blank=True, max_length=50, verbose_name="conduct")),
                ("award", models.CharField(blank=True, max_length=100, verbose_name="title")),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=100, verbose_name="what followed"),
                ),
                (
                    "absences",
                    models.PositiveSmallIntegerField(null=True, verbose_name="sessions missed"),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_years",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "year before the portal",
                "verbose_name_plural": "years before the portal",
                "ordering": ["-year", "part"],
            },
        ),
        migrations.CreateModel(
            name="EarlierMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("result", models.CharField(max_length=20, verbose_name="result")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
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
                (
                    "earlier_year",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="grades.earlieryear",
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a subject before the portal",
                "verbose_name_plural": "results of subjects before the portal",
            },
        ),
        migrations.CreateModel(
            name="ExaminationScore",
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
                            ("scored", "score"),
                            ("absent", "absent"),
                            ("annulled", "annulled"),
                            ("exempt", "exempt"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                (
                    "score",
                    models.DecimalField(
                        decimal_places=3, max_digits=6, null=True, verbose_name="score"
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="grades.candidate",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "examination score",
                "verbose_name_plural": "examination scores",
            },
        ),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(fields=["school", "school_year"], name="candidate_school_year"),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                fields=("student", "kind", "school_year"), name="candidate_once_an_examination"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.UniqueConstraint(
                fields=("kind", "school_year", "number"), name="candidate_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="candidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["entrance", "graduation"])),
                name="candidate_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieryear",
            constraint=models.UniqueConstraint(
                fields=("student", "year", "part"), name="earlieryear_once_a_part"
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieryear",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1990, 2199))), name="earlieryear_year_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="earlieryear",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["year", "hk2", "hk1"])),
                name="earlieryear_part_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="earliermark",
            constraint=models.UniqueConstraint(
                fields=("earlier_year", "subject"), name="earliermark_once_a_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="examinationscore",
            constraint=models.UniqueConstraint(
                fields=("candidate", "subject"), name="examinationscore_once_a_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="examinationscore",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["scored", "absent", "annulled", "exempt"])),
                name="examinationscore_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="examinationscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("score__gte", 0), ("state", "scored")),
                    models.Q(models.Q(("state", "scored"), _negated=True), ("score", None)),
                    _connector="OR",
                ),
                name="examinationscore_is_a_score_or_not",
            ),
        ),
        migrations.CreateModel(
            name="RiskCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("01", "Preschool"),
                            ("02", "Primary"),
                            ("03", "Lower secondary"),
                            ("04", "Upper secondary"),
                            ("05", "Continuing education"),
                        ],
                        max_length=2,
                    ),
                ),
                ("students", models.PositiveIntegerField()),
                ("at_risk", models.PositiveIntegerField()),
                ("helped", models.PositiveIntegerField()),
                ("better", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField(auto_now=True)),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "count of students at risk",
                "verbose_name_plural": "counts of students at risk",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "term", "stage"), name="riskcount_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="riskcount_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SupportAction",
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
                            ("talk", "talk with the student"),
                            ("parents", "talk with the family"),
                            ("lessons", "extra lessons"),
                            ("visit", "visit at home"),
                            ("other", "something else"),
                        ],
                        max_length=7,
                        verbose_name="action",
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("words", models.CharField(max_length=500, verbose_name="what is done")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("better", "better"), ("same", "no change"), ("worse", "worse")],
                        max_length=6,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "outcome_words",
                    models.CharField(blank=True, max_length=500, verbose_name="outcome in words"),
                ),
                ("outcome_at", models.DateTimeField(null=True, verbose_name="outcome written")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support",
                        to="students.enrolment",
                    ),
                ),
                (
                    "outcome_by",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "action for a student at risk",
                "verbose_name_plural": "actions for students at risk",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["school", "term"], name="supportaction_school_term")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["talk", "parents", "lessons", "visit", "other"])
                        ),
                        name="supportaction_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "better", "same", "worse"])),
                        name="supportaction_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", ""), ("outcome_at", None)),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("outcome_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="supportaction_outcome_has_a_moment",
                    ),
                ],
            },
        ),
    ]

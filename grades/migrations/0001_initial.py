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
                    "form",
                    models.CharField(
                        choices=[("scored", "comments and marks"), ("commented", "comment only")],
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
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="schools.school",
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
            ],
            options={
                "verbose_name": "mark sheet",
                "verbose_name_plural": "mark sheets",
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
                            ("midterm__in", [200, 201, 210, 211]),
                            _connector="OR",
                        ),
                        name="markrecord_midterm_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("final", None),
                            models.Q(("final__gte", 0), ("final__lte", 100)),
                            ("final__in", [200, 201, 210, 211]),
                            _connector="OR",
                        ),
                        name="markrecord_final_is_cell",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("average__gte", 0), ("average__lte", 100)),
                            ("average", None),
                            ("average__in", [200, 201]),
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
                    "created_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="asked for at"),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
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
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.schoolyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "comparison of regulation sets",
                "verbose_name_plural": "comparisons of regulation sets",
                "ordering": ["-created_at"],
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
        migrations.AddField(
            model_name="regulationcomparison",
            name="base",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grades.regulationset",
            ),
        ),
        migrations.AddField(
            model_name="regulationcomparison",
            name="regulation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comparisons",
                to="grades.regulationset",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulationcomparison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("regulation", "school_year"),
                name="regulationcomparison_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulationcomparison",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True), ("ended_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="regulationcomparison_ended_at_unless_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="regulationcomparison",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "finished", "failed", "discarded"])),
                name="regulationcomparison_state_is_known",
            ),
        ),
        migrations.AddField(
            model_name="marksheet",
            name="regulation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="grades.regulationset",
            ),
        ),
        migrations.AddIndex(
            model_name="marksheet",
            index=models.Index(
                fields=["school", "term", "class_group"], name="marksheet_school_term"
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.UniqueConstraint(
                fields=("class_group", "subject", "term"), name="marksheet_one_per_class_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("regular_count__gte", 1), ("regular_count__lte", 6)),
                name="marksheet_regular_count_1_to_6",
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["scored", "commented"])),
                name="marksheet_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "submitted", "approved", "sealed"])),
                name="marksheet_state_is_known",
            ),
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
                            models.Q(models.Q(("answer", "level"), _negated=True), ("level", None)),
                            _connector="OR",
                        ),
                        name="sealdecision_level_where_one_is_given",
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
                (
                    "asked_by",
                    models.ForeignKey(
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
                            ("before__in", [200, 201, 210, 211]),
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
    ]

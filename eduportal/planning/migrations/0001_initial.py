import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0003_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assumptions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("settings", models.JSONField()),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                ("chosen_at", models.DateTimeField(null=True, verbose_name="chosen at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "version of the assumptions",
                "verbose_name_plural": "versions of the assumptions",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ChildCount",
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
                            ("births", "births of the year"),
                            ("school_age", "children of six years in the school year"),
                        ],
                        max_length=10,
                        verbose_name="which children",
                    ),
                ),
                ("year", models.SmallIntegerField(verbose_name="year")),
                ("children", models.PositiveIntegerField(verbose_name="children")),
                ("counted_in", models.SmallIntegerField(verbose_name="counted in")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="child_counts",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of children",
                "verbose_name_plural": "numbers of children",
            },
        ),
        migrations.CreateModel(
            name="ForecastRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.SmallIntegerField(verbose_name="last school year counted")),
                ("settings", models.JSONField()),
                ("digest", models.CharField(max_length=16)),
                ("figures", models.JSONField()),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "assumptions",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planning.assumptions",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast of the network",
                "verbose_name_plural": "forecasts of the network",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Hamlet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "latitude",
                    models.DecimalField(
                        decimal_places=5,
                        max_digits=8,
                        validators=[
                            django.core.validators.MinValueValidator(8),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        decimal_places=5,
                        max_digits=8,
                        validators=[
                            django.core.validators.MinValueValidator(102),
                            django.core.validators.MaxValueValidator(118),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "students",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(null=True),
                        size=12,
                        verbose_name="students",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hamlets",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "hamlet",
                "verbose_name_plural": "hamlets",
                "ordering": ["unit", "name"],
            },
        ),
        migrations.CreateModel(
            name="InMigration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_year", models.SmallIntegerField(verbose_name="from school year")),
                ("to_year", models.SmallIntegerField(verbose_name="to school year")),
                ("from_grade", models.SmallIntegerField(verbose_name="from grade")),
                ("to_grade", models.SmallIntegerField(verbose_name="to grade")),
                ("low", models.IntegerField(verbose_name="students a year, low")),
                ("middle", models.IntegerField(verbose_name="students a year, middle")),
                ("high", models.IntegerField(verbose_name="students a year, high")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("stated_on", models.DateField(verbose_name="stated on")),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_migrations",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "declared in-migration",
                "verbose_name_plural": "declared in-migrations",
                "ordering": ["from_year", "pk"],
            },
        ),
        migrations.CreateModel(
            name="RoadDistance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("metres", models.PositiveIntegerField(verbose_name="metres")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "hamlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roads",
                        to="planning.hamlet",
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
            ],
            options={
                "verbose_name": "way by road",
                "verbose_name_plural": "ways by road",
            },
        ),
        migrations.CreateModel(
            name="SchoolForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figures", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schools",
                        to="planning.forecastrun",
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
            ],
            options={
                "verbose_name": "forecast of a school",
                "verbose_name_plural": "forecasts of schools",
            },
        ),
        migrations.CreateModel(
            name="SolveRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        choices=[("location", "where to build"), ("catchment", "catchments")],
                        max_length=10,
                        verbose_name="question",
                    ),
                ),
                ("stage", models.CharField(max_length=2, verbose_name="level of education")),
                ("settings", models.JSONField()),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "being computed"),
                            ("solved", "computed"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("facts", models.BinaryField()),
                ("told", models.JSONField(default=dict)),
                ("solver", models.CharField(blank=True, max_length=40, verbose_name="solver")),
                ("problem", models.CharField(blank=True, max_length=100)),
                ("seconds", models.FloatField(null=True, verbose_name="seconds")),
                ("peak_bytes", models.BigIntegerField(null=True, verbose_name="memory")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SolvePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "without_place",
                    models.PositiveIntegerField(verbose_name="students without a place"),
                ),
                ("cost", models.FloatField(null=True, verbose_name="cost")),
                ("bound", models.FloatField(null=True, verbose_name="bound")),
                ("stopped_by", models.CharField(blank=True, max_length=60)),
                ("figures", models.JSONField()),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.adminunit",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="planning.solverun",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a proposal",
                "verbose_name_plural": "parts of proposals",
            },
        ),
        migrations.CreateModel(
            name="StudentCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grade", models.SmallIntegerField(verbose_name="grade")),
                ("year", models.SmallIntegerField(verbose_name="school year")),
                ("students", models.PositiveIntegerField(verbose_name="students")),
                ("classes", models.PositiveSmallIntegerField(null=True, verbose_name="classes")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("return", "return of the school year, brought in by a file"),
                            ("enrolment", "counted by the portal"),
                        ],
                        max_length=9,
                        verbose_name="source",
                    ),
                ),
                ("as_of", models.DateField(null=True, verbose_name="as of")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="student_counts",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "number of students",
                "verbose_name_plural": "numbers of students",
            },
        ),
        migrations.CreateModel(
            name="UnitForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("figures", models.JSONField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="units",
                        to="planning.forecastrun",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast of a commune",
                "verbose_name_plural": "forecasts of communes",
            },
        ),
        migrations.AddConstraint(
            model_name="assumptions",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="assumptions_one_of_a_name",
                violation_error_message="There is a version of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="childcount",
            constraint=models.UniqueConstraint(
                fields=("unit", "kind", "year"), name="childcount_one_a_kind_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="childcount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("counted_in__range", (1990, 2199)), ("year__range", (1990, 2199))
                ),
                name="childcount_year_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="childcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["births", "school_age"])),
                name="childcount_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hamlet",
            constraint=models.UniqueConstraint(
                fields=("unit", "name"),
                name="hamlet_one_of_a_name",
                violation_error_message="The commune has a hamlet of this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="hamlet",
            constraint=models.CheckConstraint(
                condition=models.Q(("students__len", 12)), name="hamlet_has_every_grade"
            ),
        ),
        migrations.AddConstraint(
            model_name="hamlet",
            constraint=models.CheckConstraint(
                condition=models.Q(("latitude__range", (8, 24)), ("longitude__range", (102, 118))),
                name="hamlet_lies_in_the_country",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmigration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_year__range", (1990, 2199)), ("to_year__range", (1990, 2199))
                ),
                name="inmigration_years_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmigration",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_grade__range", (1, 12)), ("to_grade__range", (1, 12))),
                name="inmigration_grades_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmigration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("to_grade__gte", models.F("from_grade")),
                    ("to_year__gte", models.F("from_year")),
                ),
                name="inmigration_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="inmigration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("low__lte", models.F("middle")), ("middle__lte", models.F("high"))
                ),
                name="inmigration_low_to_high",
            ),
        ),
        migrations.AddConstraint(
            model_name="roaddistance",
            constraint=models.UniqueConstraint(
                fields=("hamlet", "school"), name="roaddistance_one_a_hamlet_and_school"
            ),
        ),
        migrations.AddConstraint(
            model_name="schoolforecast",
            constraint=models.UniqueConstraint(
                fields=("run", "school"), name="schoolforecast_one_a_school"
            ),
        ),
        migrations.AddConstraint(
            model_name="solverun",
            constraint=models.UniqueConstraint(
                fields=("digest",), name="solverun_one_of_equal_facts"
            ),
        ),
        migrations.AddConstraint(
            model_name="solverun",
            constraint=models.CheckConstraint(
                condition=models.Q(("question__in", ["location", "catchment"])),
                name="solverun_question_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="solverun",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "solved", "failed"])),
                name="solverun_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="solvepart",
            constraint=models.UniqueConstraint(
                fields=("run", "unit"), name="solvepart_one_a_commune", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="studentcount",
            constraint=models.UniqueConstraint(
                fields=("school", "grade", "year"), name="studentcount_one_a_grade_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="studentcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__range", (1, 12))), name="studentcount_grade_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="studentcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1990, 2199))), name="studentcount_year_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="studentcount",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["return", "enrolment"])),
                name="studentcount_source_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unitforecast",
            constraint=models.UniqueConstraint(
                fields=("run", "unit"), name="unitforecast_one_a_commune"
            ),
        ),
        migrations.CreateModel(
            name="NetworkScenario",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "schools",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("objections", "open to objections"),
                            ("approved", "approved"),
                            ("applied", "written into the register"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("heard_from", models.DateField(null=True, verbose_name="objections from")),
                ("heard_to", models.DateField(null=True, verbose_name="objections to")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="decision")),
                ("decided_on", models.DateField(null=True, verbose_name="decided on")),
                ("effective_on", models.DateField(null=True, verbose_name="takes effect on")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="made at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="network_scenarios",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "scenario of the network",
                "verbose_name_plural": "scenarios of the network",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="NetworkOperation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("open", "open a new school"),
                            ("close", "close a school"),
                            ("close_site", "close a site"),
                            ("extend", "build or give up classrooms"),
                            ("merge_sites", "merge under one roof"),
                            ("merge_admin", "merge, both places stay"),
                            ("split", "split a school"),
                            ("move", "move a site elsewhere"),
                            ("shift", "shift a part of the catchment"),
                            ("change_sessions", "change the sessions a day"),
                            ("move_grades", "move grades to another school"),
                            ("hand_over_level", "hand a level of education over"),
                        ],
                        max_length=15,
                        verbose_name="step",
                    ),
                ),
                ("year", models.SmallIntegerField(verbose_name="from school year")),
                (
                    "grades",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        blank=True,
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
                ("rooms", models.SmallIntegerField(null=True, verbose_name="classrooms")),
                ("share", models.PositiveSmallIntegerField(null=True, verbose_name="percent")),
                (
                    "sessions",
                    models.PositiveSmallIntegerField(null=True, verbose_name="sessions a day"),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                ("code", models.CharField(blank=True, max_length=20, verbose_name="official code")),
                (
                    "stages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("01", "Preschool"),
                                ("02", "Primary"),
                                ("03", "Lower secondary"),
                                ("04", "Upper secondary"),
                                ("05", "Continuing education"),
                            ],
                            max_length=2,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("zone", models.SmallIntegerField(null=True, verbose_name="zone")),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("waits_for", models.CharField(blank=True, max_length=500)),
                (
                    "from_school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_from",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "makes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_making",
                        to="schools.school",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="schools.site",
                    ),
                ),
                (
                    "to_new",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="planning.networkoperation",
                    ),
                ),
                (
                    "to_school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps_to",
                        to="schools.school",
                        verbose_name="goes to",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.adminunit",
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="operations",
                        to="planning.networkscenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a scenario",
                "verbose_name_plural": "steps of scenarios",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ScenarioResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.SmallIntegerField(verbose_name="school year")),
                ("position", models.PositiveSmallIntegerField()),
                ("figures", models.JSONField()),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="planning.networkscenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a scenario",
                "verbose_name_plural": "results of scenarios",
                "ordering": ["year", "position"],
            },
        ),
        migrations.CreateModel(
            name="ScenarioStep",
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
                            ("submit", "submitted"),
                            ("take_back", "taken back"),
                            ("return", "returned to be changed"),
                            ("hear", "opened to objections"),
                            ("object", "objection"),
                            ("approve", "approved"),
                            ("undo", "approval taken back"),
                            ("apply", "written into the register"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="at")),
                ("text", models.CharField(blank=True, max_length=1000, verbose_name="text")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scenario",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="planning.networkscenario",
                    ),
                ),
            ],
            options={
                "verbose_name": "step with a scenario",
                "verbose_name_plural": "steps with scenarios",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SizeRule",
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
                            ("01", "Preschool"),
                            ("02", "Primary"),
                            ("03", "Lower secondary"),
                            ("04", "Upper secondary"),
                            ("multi", "Several levels of education"),
                        ],
                        max_length=5,
                        verbose_name="kind of school",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[("usual", "usual area"), ("difficult", "difficult area (zone 1)")],
                        max_length=9,
                        verbose_name="area",
                    ),
                ),
                (
                    "least_classes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="fewest classes",
                    ),
                ),
                (
                    "most_classes",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="most classes",
                    ),
                ),
                (
                    "students",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(10),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="most students a class",
                    ),
                ),
                (
                    "sites",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="most sites",
                    ),
                ),
                ("legal_doc", models.CharField(max_length=200, verbose_name="legal document")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="last valid day"),
                ),
            ],
            options={
                "verbose_name": "size of schools",
                "verbose_name_plural": "sizes of schools",
                "ordering": ["kind", "area", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "area", "valid_from"),
                        name="sizerule_one_a_day",
                        violation_error_message="There is a line of this kind and day already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most_classes__gte", models.F("least_classes"))),
                        name="sizerule_least_to_most",
                        violation_error_message="The most classes are fewer than the fewest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="sizerule_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["01", "02", "03", "04", "multi"])),
                        name="sizerule_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__in", ["usual", "difficult"])),
                        name="sizerule_area_is_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="networkscenario",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "objections", "approved", "applied"])
                ),
                name="networkscenario_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkscenario",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "applied"]), _negated=True),
                    models.Q(
                        ("effective_on__isnull", False), models.Q(("decision", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="networkscenario_approved_by_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkoperation",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("scenario", "position"),
                name="networkoperation_one_a_position",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "open",
                            "close",
                            "close_site",
                            "extend",
                            "merge_sites",
                            "merge_admin",
                            "split",
                            "move",
                            "shift",
                            "change_sessions",
                            "move_grades",
                            "hand_over_level",
                        ],
                    )
                ),
                name="networkoperation_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkoperation",
            constraint=models.CheckConstraint(
                condition=models.Q(("year__range", (1990, 2199))),
                name="networkoperation_year_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scenarioresult",
            constraint=models.UniqueConstraint(
                fields=("scenario", "year", "position"), name="scenarioresult_one_a_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="scenariostep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "submit",
                            "take_back",
                            "return",
                            "hear",
                            "object",
                            "approve",
                            "undo",
                            "apply",
                        ],
                    )
                ),
                name="scenariostep_kind_is_known",
            ),
        ),
    ]

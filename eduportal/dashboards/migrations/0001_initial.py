import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="NodeFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(max_length=50, verbose_name="node")),
                ("year", models.CharField(max_length=9, verbose_name="school year")),
                ("period", models.CharField(max_length=5, verbose_name="period")),
                ("schools", models.PositiveIntegerField(default=0, verbose_name="schools")),
                (
                    "expected",
                    models.PositiveIntegerField(default=0, verbose_name="classes expected"),
                ),
                (
                    "earlier",
                    models.PositiveIntegerField(
                        default=0, verbose_name="classes of the year before"
                    ),
                ),
                ("silent", models.PositiveIntegerField(default=0, verbose_name="silent schools")),
                (
                    "accepted",
                    models.PositiveIntegerField(default=0, verbose_name="classes accepted"),
                ),
                ("parked", models.PositiveIntegerField(default=0, verbose_name="classes parked")),
                (
                    "returned",
                    models.PositiveIntegerField(default=0, verbose_name="classes returned"),
                ),
                (
                    "corrections",
                    models.PositiveIntegerField(
                        default=0, verbose_name="newer versions not accepted"
                    ),
                ),
                ("good", models.PositiveIntegerField(default=0, verbose_name="Good")),
                ("fair", models.PositiveIntegerField(default=0, verbose_name="Fair")),
                ("passed", models.PositiveIntegerField(default=0, verbose_name="Passed")),
                ("not_passed", models.PositiveIntegerField(default=0, verbose_name="Not passed")),
                ("subjects", models.JSONField(default=dict, verbose_name="averages")),
                ("newest", models.DateTimeField(null=True, verbose_name="newest package")),
                ("seen", models.BigIntegerField(default=0)),
                ("as_of", models.DateTimeField(verbose_name="as of")),
            ],
            options={
                "verbose_name": "figure of a node",
                "verbose_name_plural": "figures of nodes",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("node", "year", "period"), name="nodefigure_once_per_period"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassFigure",
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
                (
                    "grade",
                    models.PositiveSmallIntegerField(default=0, verbose_name="grade level"),
                ),
                ("students", models.PositiveIntegerField(default=0, verbose_name="students")),
                ("cells", models.PositiveIntegerField(default=0, verbose_name="mark cells")),
                (
                    "filled",
                    models.PositiveIntegerField(default=0, verbose_name="mark cells filled"),
                ),
                ("sheets", models.PositiveIntegerField(default=0, verbose_name="mark sheets")),
                ("submitted", models.PositiveIntegerField(default=0, verbose_name="submitted")),
                ("approved", models.PositiveIntegerField(default=0, verbose_name="approved")),
                ("sealed", models.PositiveIntegerField(default=0, verbose_name="sealed")),
                ("good", models.PositiveIntegerField(default=0, verbose_name="Good")),
                ("fair", models.PositiveIntegerField(default=0, verbose_name="Fair")),
                ("passed", models.PositiveIntegerField(default=0, verbose_name="Passed")),
                ("not_passed", models.PositiveIntegerField(default=0, verbose_name="Not passed")),
                (
                    "girls_good",
                    models.PositiveIntegerField(default=0, verbose_name="girls at level Good"),
                ),
                (
                    "girls_fair",
                    models.PositiveIntegerField(default=0, verbose_name="girls at level Fair"),
                ),
                (
                    "girls_passed",
                    models.PositiveIntegerField(default=0, verbose_name="girls at level Passed"),
                ),
                (
                    "girls_not_passed",
                    models.PositiveIntegerField(
                        default=0, verbose_name="girls at level Not passed"
                    ),
                ),
                (
                    "boys_good",
                    models.PositiveIntegerField(default=0, verbose_name="boys at level Good"),
                ),
                (
                    "boys_fair",
                    models.PositiveIntegerField(default=0, verbose_name="boys at level Fair"),
                ),
                (
                    "boys_passed",
                    models.PositiveIntegerField(default=0, verbose_name="boys at level Passed"),
                ),
                (
                    "boys_not_passed",
                    models.PositiveIntegerField(default=0, verbose_name="boys at level Not passed"),
                ),
                ("revision_sum", models.BigIntegerField(default=-1)),
                ("as_of", models.DateTimeField(verbose_name="as of")),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="schools.classgroup",
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
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
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
            ],
            options={
                "verbose_name": "figure of a class",
                "verbose_name_plural": "figures of classes",
                "indexes": [
                    models.Index(fields=["term", "unit"], name="classfigure_term_unit"),
                    models.Index(fields=["school", "term"], name="classfigure_school_term"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("class_group", "term"), name="classfigure_once_per_term"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="classfigure_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectFigure",
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
                ("grade", models.PositiveSmallIntegerField(verbose_name="grade level")),
                (
                    "bins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveIntegerField(), size=11
                    ),
                ),
                ("tenths", models.BigIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                ("not_passed", models.PositiveIntegerField(default=0)),
                ("revision_sum", models.BigIntegerField()),
                ("as_of", models.DateTimeField(verbose_name="as of")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
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
            ],
            options={
                "verbose_name": "figure of a subject",
                "verbose_name_plural": "figures of subjects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "school", "grade", "subject"),
                        name="subjectfigure_once_per_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="subjectfigure_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptFigure",
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
                ("kept_on", models.DateField(verbose_name="as of")),
                ("classes", models.PositiveIntegerField(verbose_name="classes")),
                ("classes_sealed", models.PositiveIntegerField(verbose_name="classes sealed")),
                ("students", models.PositiveIntegerField(verbose_name="students")),
                ("cells", models.PositiveIntegerField(verbose_name="mark cells")),
                ("filled", models.PositiveIntegerField(verbose_name="mark cells filled")),
                ("sheets", models.PositiveIntegerField(verbose_name="mark sheets")),
                ("submitted", models.PositiveIntegerField(verbose_name="submitted")),
                ("approved", models.PositiveIntegerField(verbose_name="approved")),
                ("sealed", models.PositiveIntegerField(verbose_name="sealed")),
                ("good", models.PositiveIntegerField(verbose_name="Good")),
                ("fair", models.PositiveIntegerField(verbose_name="Fair")),
                ("passed", models.PositiveIntegerField(verbose_name="Passed")),
                ("not_passed", models.PositiveIntegerField(verbose_name="Not passed")),
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
                "verbose_name": "kept figure",
                "verbose_name_plural": "kept figures",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("term", "kept_on", "school", "stage"), name="keptfigure_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="keptfigure_stage_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("compared", models.PositiveIntegerField(verbose_name="figures compared")),
                ("differing", models.PositiveIntegerField(verbose_name="figures that differed")),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
            ],
            options={
                "verbose_name": "check of the figures",
                "verbose_name_plural": "checks of the figures",
            },
        ),
        migrations.CreateModel(
            name="FigureDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("node", models.CharField(blank=True, max_length=70, verbose_name="node")),
                ("stored", models.JSONField(default=dict)),
                ("counted", models.JSONField(default=dict)),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "found_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="differences",
                        to="dashboards.figurecheck",
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
                    "term",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="schools.term",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure that differed",
                "verbose_name_plural": "figures that differed",
            },
        ),
    ]

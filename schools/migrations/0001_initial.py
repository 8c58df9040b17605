import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("scoping", "0001_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("short_name", models.CharField(max_length=30, verbose_name="short name")),
                (
                    "position",
                    models.PositiveSmallIntegerField(verbose_name="order in the mark book"),
                ),
            ],
            options={
                "verbose_name": "subject",
                "verbose_name_plural": "subjects",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="AdminUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=5, verbose_name="code")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "province"),
                            ("district", "district"),
                            ("commune", "commune"),
                        ],
                        max_length=8,
                        verbose_name="level",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("tinh", "Province"),
                            ("thanh_pho", "City"),
                            ("huyen", "District"),
                            ("thi_xa", "Town"),
                            ("thi_tran", "Township"),
                            ("phuong", "Ward"),
                            ("xa", "Commune"),
                        ],
                        max_length=9,
                        verbose_name="type",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Without the type.", max_length=100, verbose_name="name"
                    ),
                ),
                ("search_key", models.CharField(editable=False, max_length=100)),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="last valid day"),
                ),
                (
                    "legal_doc",
                    models.CharField(blank=True, max_length=200, verbose_name="legal document"),
                ),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="schools.adminunit",
                        verbose_name="belongs to",
                    ),
                ),
            ],
            options={
                "verbose_name": "administrative unit",
                "verbose_name_plural": "administrative units",
                "ordering": ["code", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "level", "valid_from"),
                        name="adminunit_one_per_code_and_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="adminunit_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["province", "district", "commune"])),
                        name="adminunit_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "type__in",
                                [
                                    "tinh",
                                    "thanh_pho",
                                    "huyen",
                                    "thi_xa",
                                    "thi_tran",
                                    "phuong",
                                    "xa",
                                ],
                            )
                        ),
                        name="adminunit_type_is_known",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("code", "="),
                            ("level", "="),
                            (
                                models.Func(
                                    "valid_from",
                                    "valid_to",
                                    models.Value("[]"),
                                    function="daterange",
                                ),
                                "&&",
                            ),
                        ],
                        name="adminunit_periods_do_not_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AdminUnitSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[("whole", "whole"), ("part", "part")],
                        max_length=5,
                        verbose_name="relation",
                    ),
                ),
                (
                    "legal_doc",
                    models.CharField(blank=True, max_length=200, verbose_name="legal document"),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="origins",
                        to="schools.adminunit",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successions",
                        to="schools.adminunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession of units",
                "verbose_name_plural": "successions of units",
                "constraints": [
                    models.UniqueConstraint(fields=("old", "new"), name="succession_once_per_pair"),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["whole", "part"])),
                        name="succession_relation_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GradeLevel",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=50, verbose_name="name")),
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
            ],
            options={
                "verbose_name": "grade level",
                "verbose_name_plural": "grade levels",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["01", "02", "03", "04", "05"])),
                        name="gradelevel_stage_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="School",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "code",
                    models.CharField(
                        error_messages={"unique": "Another school has this official code."},
                        max_length=20,
                        unique=True,
                        verbose_name="official code",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("search_key", models.CharField(editable=False, max_length=200)),
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
                        size=None,
                        verbose_name="levels of education",
                    ),
                ),
                (
                    "ownership",
                    models.CharField(
                        blank=True,
                        choices=[("1", "Public"), ("2", "People-founded"), ("3", "Private")],
                        max_length=1,
                        verbose_name="ownership",
                    ),
                ),
                (
                    "managing_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("so", "Department of Education and Training"),
                            ("ubnd_xa", "Commune People's Committee"),
                            ("phong", "District education office (until 30 June 2025)"),
                        ],
                        max_length=8,
                        verbose_name="managing body",
                    ),
                ),
                (
                    "zone",
                    models.SmallIntegerField(
                        blank=True,
                        choices=[(1, "Zone 1"), (2, "Zone 2"), (3, "Zone 3")],
                        help_text="Empty until a decision states it; no norm of staff follows without it.",
                        null=True,
                        verbose_name="zone",
                    ),
                ),
                (
                    "sessions_per_day",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="sessions a day"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="latitude",
                    ),
                ),
                (
                    "longitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                (
                    "node",
                    models.CharField(
                        blank=True,
                        help_text="The portal the school's records come from; empty when it works here.",
                        max_length=50,
                        verbose_name="node",
                    ),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schools",
                        to="schools.adminunit",
                        verbose_name="commune",
                    ),
                ),
            ],
            options={
                "verbose_name": "school",
                "verbose_name_plural": "schools",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sessions_per_day__in", [1, 2])),
                        name="school_one_or_two_sessions",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stages__len__gte", 1)), name="school_has_a_stage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stages__contained_by", ["01", "02", "03", "04", "05"])
                        ),
                        name="school_stages_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ownership__in", ["", "1", "2", "3"])),
                        name="school_ownership_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("managing_body__in", ["", "so", "ubnd_xa", "phong"])),
                        name="school_managing_body_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("zone__in", [1, 2, 3])), name="school_zone_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("is_main", models.BooleanField(default=False, verbose_name="main site")),
                ("hamlet", models.CharField(blank=True, max_length=100, verbose_name="hamlet")),
                (
                    "latitude",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
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
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(102),
                            django.core.validators.MaxValueValidator(118),
                        ],
                        verbose_name="longitude",
                    ),
                ),
                (
                    "located_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("survey", "measured at the site"),
                            ("hamlet", "the hamlet"),
                            ("old_commune", "the commune until June 2025"),
                            ("commune", "the commune"),
                        ],
                        default="",
                        max_length=11,
                        verbose_name="place known from",
                    ),
                ),
                (
                    "solid",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="classrooms, permanent",
                    ),
                ),
                (
                    "semi_solid",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="classrooms, semi-permanent",
                    ),
                ),
                (
                    "temporary",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="classrooms, temporary",
                    ),
                ),
                (
                    "borrowed",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="classrooms, borrowed",
                    ),
                ),
                (
                    "subject_rooms",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="subject rooms",
                    ),
                ),
                (
                    "boarding_rooms",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(300)],
                        verbose_name="boarding rooms",
                    ),
                ),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Empty: as many as a class may have students.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(5),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="seats in a classroom",
                    ),
                ),
                (
                    "counted_on",
                    models.DateField(blank=True, null=True, verbose_name="rooms counted on"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ["-is_main", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "name"),
                        name="site_one_name_a_school",
                        violation_error_message="The school already has a site of this name.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on", None), ("is_main", True)),
                        fields=("school",),
                        name="site_one_main_a_school",
                        violation_error_message="The school has another main site.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("located_by__in", ["", "survey", "hamlet", "old_commune", "commune"])
                        ),
                        name="site_located_by_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="2026-2027", max_length=9, unique=True, verbose_name="code"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
            ],
            options={
                "verbose_name": "school year",
                "verbose_name_plural": "school years",
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="schoolyear_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClassGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("code", models.CharField(editable=False, max_length=20, verbose_name="code")),
                (
                    "programme",
                    models.CharField(
                        choices=[
                            ("gdpt-2018", "General education programme 2018"),
                            ("gdtx", "Continuing education programme"),
                            ("gdmn", "Preschool programme"),
                        ],
                        default="gdpt-2018",
                        max_length=10,
                        verbose_name="programme",
                    ),
                ),
                (
                    "room",
                    models.CharField(blank=True, default="", max_length=20, verbose_name="room"),
                ),
                (
                    "session",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("morning", "morning"),
                            ("afternoon", "afternoon"),
                            ("day", "whole day"),
                        ],
                        default="",
                        max_length=9,
                        verbose_name="session",
                    ),
                ),
                (
                    "grade_level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="schools.gradelevel",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="schools.school",
                    ),
                ),
                (
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="classes",
                        to="schools.schoolyear",
                    ),
                ),
            ],
            options={
                "verbose_name": "class",
                "verbose_name_plural": "classes",
                "ordering": ["school", "grade_level", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "school_year", "name"),
                        name="classgroup_one_name_per_school_and_year",
                        violation_error_message="The school already has a class of this name this year.",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "school_year", "code"),
                        name="classgroup_one_code_per_school_and_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("programme__in", ["gdpt-2018", "gdtx", "gdmn"])),
                        name="classgroup_programme_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session__in", ["", "morning", "afternoon", "day"])),
                        name="classgroup_session_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CurriculumLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                ("annual_periods", models.PositiveSmallIntegerField(verbose_name="periods a year")),
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("compulsory", "compulsory"),
                            ("elective", "elective (4 of 9 in upper secondary)"),
                            ("optional", "optional"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("has_topics", models.BooleanField(default=False, verbose_name="has study topics")),
                (
                    "grade_level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="schools.gradelevel",
                        verbose_name="grade level",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="schools.subject",
                        verbose_name="subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of the programme",
                "verbose_name_plural": "lines of the programme",
                "ordering": ["grade_level", "subject__position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "grade_level", "subject"),
                        name="curriculumline_once_per_level_and_subject",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("programme__in", ["gdpt-2018", "gdtx", "gdmn"])),
                        name="curriculumline_programme_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ["scored", "commented", "levels"])),
                        name="curriculumline_form_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["compulsory", "elective", "optional"])),
                        name="curriculumline_kind_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.SmallIntegerField(
                        choices=[(1, "Term I"), (2, "Term II")], verbose_name="number"
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("entry_opens_on", models.DateField(verbose_name="mark entry opens on")),
                ("entry_closes_on", models.DateField(verbose_name="last day of mark entry")),
                (
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="terms",
                        to="schools.schoolyear",
                        verbose_name="school year",
                    ),
                ),
            ],
            options={
                "verbose_name": "term",
                "verbose_name_plural": "terms",
                "ordering": ["-starts_on"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school_year", "number"), name="term_once_per_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__in", [1, 2])), name="term_number_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="term_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("entry_closes_on", None),
                            ("entry_closes_on__gte", models.F("entry_opens_on")),
                            _connector="OR",
                        ),
                        name="term_entry_closes_after_opening",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NationalStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "level 1"), (2, "level 2")], verbose_name="level"
                    ),
                ),
                ("decision", models.CharField(max_length=200, verbose_name="decision")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="last valid day"),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standards",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
            ],
            options={
                "verbose_name": "national standard of a school",
                "verbose_name_plural": "national standards of schools",
                "ordering": ["-valid_from", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("school", "valid_from"),
                        name="nationalstandard_one_a_day",
                        violation_error_message="There is a line of this day already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", [1, 2])),
                        name="nationalstandard_level_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="nationalstandard_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SchoolSuccession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        choices=[
                            ("whole", "the whole school"),
                            ("part", "a part: grades, or a share of each"),
                            ("site", "a site"),
                        ],
                        max_length=5,
                        verbose_name="relation",
                    ),
                ),
                (
                    "grades",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        blank=True,
                        default=list,
                        help_text="Of a part: which grades went. Empty where a part of every grade went.",
                        size=None,
                        verbose_name="grades",
                    ),
                ),
                ("legal_doc", models.CharField(max_length=200, verbose_name="legal document")),
                ("on", models.DateField(verbose_name="from the day")),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="origins",
                        to="schools.school",
                        verbose_name="new school",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="schools.school",
                        verbose_name="old school",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession of schools",
                "verbose_name_plural": "successions of schools",
                "ordering": ["-on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("old", "new", "on"),
                        name="schoolsuccession_once_a_pair_and_day",
                        violation_error_message="It is recorded already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("old", models.F("new")), _negated=True),
                        name="schoolsuccession_of_two_schools",
                        violation_error_message="A school cannot go into itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("relation__in", ["whole", "part", "site"])),
                        name="schoolsuccession_relation_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grades__contained_by", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
                        ),
                        name="schoolsuccession_grades_are_known",
                    ),
                ],
            },
        ),
    ]

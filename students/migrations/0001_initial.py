import uuid

import django.contrib.postgres.constraints
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
            name="Student",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("person_uid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("is_current", models.BooleanField(default=True, editable=False)),
                (
                    "ministry_code",
                    models.CharField(
                        blank=True, max_length=20, null=True, verbose_name="Ministry code"
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
                ("birth_date", models.DateField(verbose_name="date of birth")),
                (
                    "sex",
                    models.CharField(
                        choices=[("0", "unknown"), ("1", "male"), ("2", "female")],
                        default="0",
                        max_length=1,
                        verbose_name="sex",
                    ),
                ),
                (
                    "ethnicity",
                    models.CharField(blank=True, max_length=30, verbose_name="ethnicity"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("studying", "studying"),
                            ("transferred_in", "transferred in"),
                            ("transferred_out", "transferred out"),
                            ("left", "left school"),
                            ("suspended", "studies suspended"),
                            ("completed", "completed the programme"),
                        ],
                        default="studying",
                        max_length=15,
                        verbose_name="status",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="students",
                        to="schools.school",
                    ),
                ),
            ],
            options={
                "verbose_name": "student",
                "verbose_name_plural": "students",
                "indexes": [
                    models.Index(fields=["school", "sort_key"], name="student_school_sort"),
                    models.Index(fields=["school", "search_key"], name="student_school_search"),
                    models.Index(fields=["sort_key", "birth_date"], name="student_sort_birth"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("ministry_code",),
                        name="student_one_holds_a_ministry_code",
                        violation_error_message="Another student has this Ministry code.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("personal_number",),
                        name="student_one_holds_a_personal_number",
                        violation_error_message="Another student has this personal number.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("person_uid",),
                        name="student_one_record_in_use",
                    ),
                    models.UniqueConstraint(
                        fields=("school", "person_uid"), name="student_one_record_at_a_school"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("personal_number", None),
                            ("personal_number__regex", "^[0-9]{12}$"),
                            _connector="OR",
                        ),
                        name="student_personal_number_12_digits",
                        violation_error_message="A personal number has exactly 12 digits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["0", "1", "2"])),
                        name="student_sex_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "studying",
                                    "transferred_in",
                                    "transferred_out",
                                    "left",
                                    "suspended",
                                    "completed",
                                ],
                            )
                        ),
                        name="student_status_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("identity", "identity"),
                            ("stay", "class"),
                            ("paper", "document"),
                            ("exemption", "exemption"),
                            ("absence", "absence"),
                        ],
                        max_length=9,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("door", models.CharField(max_length=10, verbose_name="door")),
                ("operation", models.CharField(max_length=36, verbose_name="batch")),
                ("key", models.BigIntegerField()),
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
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of the register",
                "verbose_name_plural": "changes of the register",
                "indexes": [
                    models.Index(fields=["school", "student", "id"], name="registerchange_student")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("part__in", ["identity", "stay", "paper", "exemption", "absence"])
                        ),
                        name="registerchange_part_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
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
                            ("birth", "birth certificate"),
                            ("record", "school record (học bạ)"),
                            ("primary", "completion of primary school"),
                            ("lower", "certificate of lower secondary school"),
                            ("application", "application for admission"),
                            ("transfer", "application for a change of school"),
                            ("letter", "letter of introduction from the old school"),
                            ("priority", "proof of a priority or policy"),
                        ],
                        max_length=12,
                        verbose_name="document",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("missing", "missing"), ("received", "received")],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=50, verbose_name="number")),
                ("dated", models.DateField(blank=True, null=True, verbose_name="date")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("student", "kind"), name="paper_once_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "birth",
                                    "record",
                                    "primary",
                                    "lower",
                                    "application",
                                    "transfer",
                                    "letter",
                                    "priority",
                                ],
                            )
                        ),
                        name="paper_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["missing", "received"])),
                        name="paper_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "decision",
                    models.CharField(max_length=50, verbose_name="number of the decision"),
                ),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("reason", models.CharField(max_length=200, verbose_name="ground")),
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
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="exemptions",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "exemption",
                "verbose_name_plural": "exemptions",
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("student", "="),
                            ("subject", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="exemption_one_a_day",
                        violation_error_message="The student is exempt from the subject on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="exemption_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="exemption_says_by_what_and_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order in the class"),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "began",
                    models.CharField(
                        choices=[
                            ("enrolled", "enrolled"),
                            ("class_change", "change of class"),
                            ("transferred_in", "transferred in"),
                            ("returned", "came back"),
                        ],
                        default="enrolled",
                        max_length=15,
                        verbose_name="how it began",
                    ),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("class_change", "change of class"),
                            ("transferred_out", "transferred out"),
                            ("left", "left school"),
                            ("suspended", "studies suspended"),
                            ("completed", "completed the programme"),
                        ],
                        max_length=15,
                        verbose_name="how it ended",
                    ),
                ),
                (
                    "succeeded_on",
                    models.DateField(blank=True, null=True, verbose_name="in another class from"),
                ),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="schools.school",
                    ),
                ),
                (
                    "school_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="schools.schoolyear",
                    ),
                ),
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enrolments",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment",
                "verbose_name_plural": "enrolments",
                "indexes": [
                    models.Index(fields=["school", "class_group"], name="enrolment_school_class")
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("student", "="),
                            ("school_year", "="),
                            (
                                models.Func(
                                    "starts_on", "ends_on", models.Value("[]"), function="daterange"
                                ),
                                "&&",
                            ),
                        ],
                        name="enrolment_one_class_a_day",
                        violation_error_message="The student is in a class on these days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="enrolment_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended", ""), ("ends_on", None)),
                            models.Q(
                                ("ends_on__isnull", False), models.Q(("ended", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="enrolment_end_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("succeeded_on", None),
                            models.Q(
                                ("ends_on__isnull", False),
                                ("succeeded_on__gt", models.F("ends_on")),
                            ),
                            _connector="OR",
                        ),
                        name="enrolment_succeeded_after_its_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "began__in",
                                ["enrolled", "class_change", "transferred_in", "returned"],
                            )
                        ),
                        name="enrolment_began_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ended__in",
                                [
                                    "",
                                    "class_change",
                                    "transferred_out",
                                    "left",
                                    "suspended",
                                    "completed",
                                ],
                            )
                        ),
                        name="enrolment_ended_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("uid", models.UUIDField()),
                ("other_name", models.CharField(max_length=200, verbose_name="other school")),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("out", "leaves for another school"),
                            ("in", "comes from another school"),
                        ],
                        max_length=3,
                    ),
                ),
                ("person_uid", models.UUIDField()),
                ("student_key", models.BigIntegerField()),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("birth_date", models.DateField(verbose_name="date of birth")),
                ("class_name", models.CharField(max_length=20, verbose_name="class")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for by the new school"),
                            ("offered", "waits for the new school"),
                            ("done", "done"),
                            ("withdrawn", "withdrawn"),
                            ("refused", "refused"),
                        ],
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                (
                    "last_day",
                    models.DateField(null=True, verbose_name="last day at the old school"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("moved_by", models.CharField(max_length=150, verbose_name="who")),
                ("moved_at", models.DateTimeField(auto_now=True, verbose_name="when")),
                ("given_up_at", models.DateTimeField(null=True)),
                (
                    "grade_level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.gradelevel",
                    ),
                ),
                (
                    "other_school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
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
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "indexes": [models.Index(fields=["school", "state"], name="transfer_school_state")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uid", "school"), name="transfer_one_row_a_school"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("direction", "out"), ("state__in", ("asked", "offered"))
                        ),
                        fields=("student_key",),
                        name="transfer_one_open_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["out", "in"])),
                        name="transfer_direction_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "offered", "done", "withdrawn", "refused"])
                        ),
                        name="transfer_state_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("began_at", models.DateTimeField(auto_now_add=True)),
                ("told", models.PositiveIntegerField(default=0)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("user", "day"), name="answercount_one_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="ChosenSubject",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chosen_subjects",
                        to="students.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "chosen subject",
                "verbose_name_plural": "chosen subjects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "subject"), name="chosensubject_once_per_enrolment"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyTopic",
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
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="study_topics",
                        to="schools.classgroup",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="study_topics",
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
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.subject",
                    ),
                ),
            ],
            options={
                "verbose_name": "cluster of study topics",
                "verbose_name_plural": "clusters of study topics",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("enrolment", None)),
                        fields=("class_group", "subject"),
                        name="studytopic_once_per_class",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("class_group", None)),
                        fields=("enrolment", "subject"),
                        name="studytopic_once_per_enrolment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("class_group", None), ("enrolment__isnull", False)),
                            models.Q(("class_group__isnull", False), ("enrolment", None)),
                            _connector="OR",
                        ),
                        name="studytopic_of_a_class_or_a_student",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "session",
                    models.CharField(
                        choices=[("morning", "morning"), ("afternoon", "afternoon")],
                        max_length=9,
                        verbose_name="half-day",
                    ),
                ),
                ("excused", models.BooleanField(default=False, verbose_name="excused")),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
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
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrolment", "on", "session"), name="absence_once_a_half_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session__in", ["morning", "afternoon"])),
                        name="absence_session_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RollCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "session",
                    models.CharField(
                        choices=[("morning", "morning"), ("afternoon", "afternoon")],
                        max_length=9,
                        verbose_name="half-day",
                    ),
                ),
                ("taken_at", models.DateTimeField(auto_now=True, verbose_name="when")),
                (
                    "class_group",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roll_calls",
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
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "roll call",
                "verbose_name_plural": "roll calls",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("class_group", "on", "session"), name="rollcall_once_a_half_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("session__in", ["morning", "afternoon"])),
                        name="rollcall_session_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistinctStudents",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "first",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="students.student",
                    ),
                ),
                (
                    "said_by",
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
                ("second", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "two children who look alike",
                "verbose_name_plural": "children who look alike",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("first", "second"), name="distinctstudents_once_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="distinctstudents_lower_id_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudentMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("gone", models.BigIntegerField()),
                ("gone_name", models.CharField(max_length=150)),
                ("rows", models.JSONField(default=list)),
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
                (
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "merging of two records",
                "verbose_name_plural": "mergings of records",
                "indexes": [models.Index(fields=["student"], name="studentmerge_student")],
            },
        ),
        migrations.CreateModel(
            name="GuidanceActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "content",
                    models.CharField(
                        choices=[
                            ("a", "information on careers"),
                            ("b", "knowing oneself"),
                            ("c", "skills of choosing"),
                            ("d", "experience at work"),
                            ("dd", "digital means"),
                        ],
                        max_length=2,
                        verbose_name="content",
                    ),
                ),
                (
                    "grades",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        size=None,
                        verbose_name="grades",
                    ),
                ),
                ("pupils", models.PositiveIntegerField(verbose_name="students reached")),
                ("partner", models.CharField(blank=True, max_length=200, verbose_name="partner")),
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
                "verbose_name": "activity of vocational guidance",
                "verbose_name_plural": "activities of vocational guidance",
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content__in", ["a", "b", "c", "d", "dd"])),
                        name="guidance_content_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pupils__gt", 0)), name="guidance_reached_somebody"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaverCohort",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="calendar year")),
                ("grade", models.PositiveSmallIntegerField(verbose_name="grade")),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("graduated", "graduated"),
                            ("completed", "completed the programme"),
                            ("left", "left without completing the grade"),
                        ],
                        max_length=9,
                        verbose_name="who counts",
                    ),
                ),
                ("frozen_on", models.DateField(verbose_name="counted on")),
                (
                    "refrozen_on",
                    models.DateField(blank=True, null=True, verbose_name="counted again on"),
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
                "verbose_name": "cohort of leavers",
                "verbose_name_plural": "cohorts of leavers",
                "ordering": ["-year", "grade"],
            },
        ),
        migrations.CreateModel(
            name="Leaver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("left_on", models.DateField(null=True)),
                ("counts", models.BooleanField(default=True)),
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
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leavers",
                        to="students.leavercohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "leaver",
                "verbose_name_plural": "leavers",
            },
        ),
        migrations.CreateModel(
            name="DestinationSnapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("counts", models.JSONField()),
                (
                    "school",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.leavercohort",
                    ),
                ),
            ],
            options={
                "verbose_name": "snapshot of destinations",
                "verbose_name_plural": "snapshots of destinations",
            },
        ),
        migrations.CreateModel(
            name="UploadLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("institution", models.CharField(max_length=200, verbose_name="institution")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("thpt_public", "public upper secondary school"),
                            ("thpt_private", "private upper secondary school"),
                            (
                                "thpt_special",
                                "specialised or ethnic boarding upper secondary school",
                            ),
                            ("gdtx", "continuing education centre"),
                            ("9plus", "9+: continuing education with trung cấp"),
                            ("trung_hoc_nghe", "vocational upper secondary"),
                            ("trung_cap", "intermediate vocational (trung cấp)"),
                            ("so_cap", "elementary vocational (sơ cấp)"),
                            ("dai_hoc", "university"),
                            ("cao_dang", "vocational college (cao đẳng)"),
                            ("returned", "back at school"),
                            ("labour", "at work"),
                            ("repeat", "repeats the grade"),
                            ("left_province", "left the province"),
                            ("abroad", "abroad"),
                            ("deceased", "deceased"),
                            ("unknown", "not known"),
                        ],
                        max_length=15,
                        verbose_name="kind of institution",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("ends_at", models.DateTimeField(verbose_name="good until")),
                ("used_at", models.DateTimeField(blank=True, null=True, verbose_name="used")),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="students.leavercohort",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "link for a list",
                "verbose_name_plural": "links for lists",
            },
        ),
        migrations.CreateModel(
            name="EnrolmentList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("institution", models.CharField(max_length=200, verbose_name="institution")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("thpt_public", "public upper secondary school"),
                            ("thpt_private", "private upper secondary school"),
                            (
                                "thpt_special",
                                "specialised or ethnic boarding upper secondary school",
                            ),
                            ("gdtx", "continuing education centre"),
                            ("9plus", "9+: continuing education with trung cấp"),
                            ("trung_hoc_nghe", "vocational upper secondary"),
                            ("trung_cap", "intermediate vocational (trung cấp)"),
                            ("so_cap", "elementary vocational (sơ cấp)"),
                            ("dai_hoc", "university"),
                            ("cao_dang", "vocational college (cao đẳng)"),
                            ("returned", "back at school"),
                            ("labour", "at work"),
                            ("repeat", "repeats the grade"),
                            ("left_province", "left the province"),
                            ("abroad", "abroad"),
                            ("deceased", "deceased"),
                            ("unknown", "not known"),
                        ],
                        max_length=15,
                        verbose_name="kind of institution",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="as of")),
                ("sent_by", models.CharField(max_length=150, verbose_name="who")),
                ("sent_at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be read"),
                            ("matching", "is being matched"),
                            ("done", "matched"),
                            ("refused", "not readable"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="file")),
                ("content", models.BinaryField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                (
                    "cohort",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="students.leavercohort",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="students.uploadlink",
                    ),
                ),
            ],
            options={
                "verbose_name": "enrolment list",
                "verbose_name_plural": "enrolment lists",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="DestinationWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("thpt_public", "public upper secondary school"),
                            ("thpt_private", "private upper secondary school"),
                            (
                                "thpt_special",
                                "specialised or ethnic boarding upper secondary school",
                            ),
                            ("gdtx", "continuing education centre"),
                            ("9plus", "9+: continuing education with trung cấp"),
                            ("trung_hoc_nghe", "vocational upper secondary"),
                            ("trung_cap", "intermediate vocational (trung cấp)"),
                            ("so_cap", "elementary vocational (sơ cấp)"),
                            ("dai_hoc", "university"),
                            ("cao_dang", "vocational college (cao đẳng)"),
                            ("returned", "back at school"),
                            ("labour", "at work"),
                            ("repeat", "repeats the grade"),
                            ("left_province", "left the province"),
                            ("abroad", "abroad"),
                            ("deceased", "deceased"),
                            ("unknown", "not known"),
                        ],
                        max_length=15,
                        verbose_name="wish",
                    ),
                ),
                (
                    "institution",
                    models.CharField(blank=True, max_length=200, verbose_name="institution"),
                ),
                ("by", models.CharField(max_length=150, verbose_name="who")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
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
                    "student",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="students.student",
                    ),
                ),
            ],
            options={
                "verbose_name": "wish of a student",
                "verbose_name_plural": "wishes of students",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("student", "school_year"), name="destinationwish_once_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "destination__in",
                                [
                                    "thpt_public",
                                    "thpt_private",
                                    "thpt_special",
                                    "gdtx",
                                    "9plus",
                                    "trung_hoc_nghe",
                                    "trung_cap",
                                    "so_cap",
                                    "dai_hoc",
                                    "cao_dang",
                                    "returned",
                                    "labour",
                                    "repeat",
                                    "left_province",
                                    "abroad",
                                    "deceased",
                                    "unknown",
                                ],
                            )
                        ),
                        name="destinationwish_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnrolmentListRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                ("place", models.PositiveIntegerField(verbose_name="row")),
                (
                    "personal_number",
                    models.CharField(blank=True, max_length=12, verbose_name="personal number"),
                ),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("birth_date", models.DateField(null=True, verbose_name="date of birth")),
                (
                    "former_school",
                    models.CharField(blank=True, max_length=200, verbose_name="former school"),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("number", "personal number, and name or date of birth"),
                            ("identity", "name, date of birth and former school"),
                            ("no_school", "name and date of birth; no former school given"),
                            ("other_number", "another personal number"),
                            ("date_near", "date of birth with a slip"),
                            ("one_letter", "name one letter off"),
                            ("several", "several may be meant"),
                            ("number_held", "the number is somebody else's"),
                            ("stranger", "nobody found"),
                            ("unreadable", "a cell cannot be read"),
                        ],
                        max_length=12,
                        verbose_name="matched by",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits to be matched"),
                            ("found", "found"),
                            ("open", "to be decided"),
                            ("second", "to be decided by a second person"),
                            ("refused", "somebody else"),
                            ("stranger", "nobody of the portal"),
                            ("wrong", "please check your row"),
                        ],
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("stranger_since", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="students.enrolmentlist",
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
                    "leaver",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="students.leaver",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an enrolment list",
                "verbose_name_plural": "rows of enrolment lists",
                "indexes": [models.Index(fields=["school", "state"], name="listrow_school_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "place"), name="listrow_once_a_place"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                [
                                    "number",
                                    "identity",
                                    "no_school",
                                    "other_number",
                                    "date_near",
                                    "one_letter",
                                    "several",
                                    "number_held",
                                    "stranger",
                                    "unreadable",
                                ],
                            )
                        ),
                        name="listrow_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "found",
                                    "open",
                                    "second",
                                    "refused",
                                    "stranger",
                                    "wrong",
                                ],
                            )
                        ),
                        name="listrow_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("leaver", None), ("school__isnull", False), _connector="OR"
                        ),
                        name="listrow_of_a_leaver_has_a_school",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DestinationRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("thpt_public", "public upper secondary school"),
                            ("thpt_private", "private upper secondary school"),
                            (
                                "thpt_special",
                                "specialised or ethnic boarding upper secondary school",
                            ),
                            ("gdtx", "continuing education centre"),
                            ("9plus", "9+: continuing education with trung cấp"),
                            ("trung_hoc_nghe", "vocational upper secondary"),
                            ("trung_cap", "intermediate vocational (trung cấp)"),
                            ("so_cap", "elementary vocational (sơ cấp)"),
                            ("dai_hoc", "university"),
                            ("cao_dang", "vocational college (cao đẳng)"),
                            ("returned", "back at school"),
                            ("labour", "at work"),
                            ("repeat", "repeats the grade"),
                            ("left_province", "left the province"),
                            ("abroad", "abroad"),
                            ("deceased", "deceased"),
                            ("unknown", "not known"),
                        ],
                        max_length=15,
                        verbose_name="destination",
                    ),
                ),
                (
                    "institution",
                    models.CharField(blank=True, max_length=200, verbose_name="institution"),
                ),
                ("since", models.DateField(verbose_name="since")),
                (
                    "evidence",
                    models.CharField(
                        choices=[
                            ("enrolment", "enrolled at a school of the portal"),
                            ("list", "list of an institution"),
                            ("school", "answer of the school"),
                        ],
                        max_length=9,
                        verbose_name="known by",
                    ),
                ),
                ("list_row", models.BigIntegerField(null=True)),
                ("by", models.CharField(blank=True, max_length=150, verbose_name="who")),
                (
                    "at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when"),
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
                    "to_school",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="schools.school",
                    ),
                ),
                (
                    "leaver",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to="students.leaver",
                    ),
                ),
            ],
            options={
                "verbose_name": "destination of a leaver",
                "verbose_name_plural": "destinations of leavers",
                "indexes": [
                    models.Index(fields=["leaver", "-since", "-id"], name="destination_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "destination__in",
                                [
                                    "thpt_public",
                                    "thpt_private",
                                    "thpt_special",
                                    "gdtx",
                                    "9plus",
                                    "trung_hoc_nghe",
                                    "trung_cap",
                                    "so_cap",
                                    "dai_hoc",
                                    "cao_dang",
                                    "returned",
                                    "labour",
                                    "repeat",
                                    "left_province",
                                    "abroad",
                                    "deceased",
                                    "unknown",
                                ],
                            )
                        ),
                        name="destination_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("evidence__in", ["enrolment", "list", "school"])),
                        name="destination_evidence_is_known",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="leavercohort",
            constraint=models.UniqueConstraint(
                fields=("year", "grade", "rule"), name="leavercohort_once_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="leavercohort",
            constraint=models.CheckConstraint(
                condition=models.Q(("rule__in", ["graduated", "completed", "left"])),
                name="leavercohort_rule_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="leavercohort",
            constraint=models.CheckConstraint(
                condition=models.Q(("grade__in", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])),
                name="leavercohort_grade_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="leaver",
            index=models.Index(fields=["school", "cohort"], name="leaver_school_cohort"),
        ),
        migrations.AddConstraint(
            model_name="leaver",
            constraint=models.UniqueConstraint(
                fields=("cohort", "student"), name="leaver_once_a_cohort"
            ),
        ),
        migrations.AddConstraint(
            model_name="destinationsnapshot",
            constraint=models.UniqueConstraint(
                fields=("cohort", "as_of", "school"), name="snapshot_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "thpt_public",
                            "thpt_private",
                            "thpt_special",
                            "gdtx",
                            "9plus",
                            "trung_hoc_nghe",
                            "trung_cap",
                            "so_cap",
                            "dai_hoc",
                            "cao_dang",
                            "returned",
                            "labour",
                            "repeat",
                            "left_province",
                            "abroad",
                            "deceased",
                            "unknown",
                        ],
                    )
                ),
                name="uploadlink_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentlist",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "thpt_public",
                            "thpt_private",
                            "thpt_special",
                            "gdtx",
                            "9plus",
                            "trung_hoc_nghe",
                            "trung_cap",
                            "so_cap",
                            "dai_hoc",
                            "cao_dang",
                            "returned",
                            "labour",
                            "repeat",
                            "left_province",
                            "abroad",
                            "deceased",
                            "unknown",
                        ],
                    )
                ),
                name="enrolmentlist_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrolmentlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "matching", "done", "refused"])),
                name="enrolmentlist_state_is_known",
            ),
        ),
    ]

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        verbose_name="every right in the administration",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={
                            "unique": "This user name is already taken. "
                            "Capital letters count as small ones."
                        },
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="user name",
                    ),
                ),
                ("full_name", models.CharField(max_length=150, verbose_name="full name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("is_demo", models.BooleanField(default=False, verbose_name="demo account")),
                (
                    "wants_digest",
                    models.BooleanField(default=True, verbose_name="mails about unread notices"),
                ),
                (
                    "date_joined",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("username", django.db.models.functions.text.Lower("username"))
                        ),
                        name="user_name_in_small_letters",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TypingHabits",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="typing_habits",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                (
                    "tab_moves_sideways",
                    models.BooleanField(null=True, verbose_name="Tab moves sideways"),
                ),
                (
                    "types_one_handed",
                    models.BooleanField(null=True, verbose_name="one-hand entry"),
                ),
            ],
            options={
                "verbose_name": "typing habits",
                "verbose_name_plural": "typing habits",
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("teacher", "teacher"),
                            ("homeroom", "homeroom teacher"),
                            ("vice_head", "vice-head"),
                            ("head", "head"),
                            ("clerk", "school clerk"),
                            ("commune_officer", "commune officer"),
                            ("department_officer", "department officer"),
                            ("department_admin", "department administrator"),
                            ("ministry_officer", "ministry officer"),
                            ("auditor", "auditor"),
                            ("machine", "machine account"),
                        ],
                        max_length=18,
                        verbose_name="role",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="from"),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "imports_marks",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "The Department decides. Teachers are told of marks brought in for "
                            "them."
                        ),
                        verbose_name="brings in marks by file",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="schools.school",
                        verbose_name="school",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="schools.adminunit",
                        verbose_name="commune",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("role__in", ["teacher", "homeroom", "vice_head", "head", "clerk"]),
                                ("school__isnull", False),
                                ("unit", None),
                            ),
                            models.Q(
                                ("role__in", ["commune_officer"]),
                                ("school", None),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                (
                                    "role__in",
                                    [
                                        "department_officer",
                                        "department_admin",
                                        "ministry_officer",
                                        "auditor",
                                    ],
                                ),
                                ("school", None),
                                ("unit", None),
                            ),
                            models.Q(("role", "machine"), ("unit", None)),
                            _connector="OR",
                        ),
                        name="membership_role_fits_place",
                        violation_error_message="A school role needs a school, a commune role needs a commune, and a department role needs neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("imports_marks", False),
                            ("role__in", ["clerk", "department_admin"]),
                            _connector="OR",
                        ),
                        name="membership_mark_importer_is_clerk_or_administrator",
                        violation_error_message=(
                            "Only a clerk or a department administrator may bring in marks by file."
                        ),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                ],
            },
        ),
    ]

"""Alerts: added, answered once, never deleted."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

KEPT = """
call append_only('privacy_alert', 'delete or truncate');
create function privacy_alert_answer() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if old.answered_at is not null then
        raise exception 'Alert % has been answered.', old.id using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger privacy_alert_answered_once before update on privacy_alert
    for each row execute function privacy_alert_answer();
"""
DROP = """
drop trigger privacy_alert_answered_once on privacy_alert;
drop function privacy_alert_answer();
drop trigger privacy_alert_append_only on privacy_alert;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="when"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bulk_reading", "many students read"),
                            ("codes_elsewhere", "many codes of other students in files"),
                        ],
                        max_length=15,
                        verbose_name="kind",
                    ),
                ),
                ("page", models.CharField(max_length=100, verbose_name="page")),
                ("count", models.PositiveIntegerField(verbose_name="asked for")),
                ("limit", models.PositiveIntegerField(verbose_name="limit")),
                ("hours", models.PositiveSmallIntegerField(verbose_name="within hours")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered at")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="what it was")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "alert",
                "verbose_name_plural": "alerts",
                "indexes": [models.Index(fields=["user", "at"], name="privacy_alert_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["bulk_reading", "codes_elsewhere"])),
                        name="privacy_alert_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None), ("note", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="privacy_alert_answered_with_a_note",
                    ),
                ],
            },
        ),
        migrations.RunSQL([KEPT], [DROP]),
    ]

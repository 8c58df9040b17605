"""One-time links, and deputies with their history."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HISTORY = """
create function accounts_record_deputation() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        perform accounts_write_change(new.deputy_id, 'deputy_named', null, to_jsonb(new));
    elsif old is distinct from new then
        perform accounts_write_change(new.deputy_id, 'deputy_ended', to_jsonb(old), to_jsonb(new));
    end if;
    return null;
end $$;
create trigger deputation_history after insert or update on accounts_deputation
    for each row execute function accounts_record_deputation();
call append_only('accounts_deputation', 'delete or truncate');
call keep_writes('accounts_membership', 'school_id');
"""

DROP = """
call without_writes('accounts_membership');
drop trigger accounts_deputation_append_only on accounts_deputation;
drop trigger deputation_history on accounts_deputation;
drop function accounts_record_deputation();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_machine_token"),
        ("imports", "0003_writes"),
        ("schools", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeLink",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="one_time_link",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64, null=True, unique=True)),
                ("ends_at", models.DateTimeField(verbose_name="good until")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deputation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "acts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("approve", "approve and return mark sheets"),
                                ("seal", "seal classes"),
                            ],
                            max_length=7,
                        ),
                        size=None,
                        verbose_name="acts",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended early")),
                (
                    "deputy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="deputy",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputations_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acted for",
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
                "verbose_name": "deputation",
                "verbose_name_plural": "deputations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="deputation_ends_after_start",
                        violation_error_message="The last day must not be before the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acts__contained_by", ["approve", "seal"]), ("acts__len__gt", 0)
                        ),
                        name="deputation_acts_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deputy", models.F("principal")), _negated=True),
                        name="deputation_not_to_oneself",
                    ),
                ],
            },
        ),
        migrations.RunSQL([HISTORY], [DROP]),
    ]

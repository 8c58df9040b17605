"""The history of the register, by trigger: no door bypasses it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Who and through which door, as the request or the command has set it (scoping/context.py).
HISTORY = """
create function schools_record_change() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    unseen text[] := array['id', 'public_id', 'search_key'];
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    before jsonb;
    after jsonb;
begin
    if tg_op <> 'INSERT' then before := to_jsonb(old) - unseen; end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new) - unseen; end if;
    if tg_op = 'UPDATE' then
        before := (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(before)
            where value is distinct from after -> key);
        after := (select coalesce(jsonb_object_agg(key, after -> key), '{}')
            from jsonb_object_keys(before) key);
    end if;
    -- What comes with the installation or from another node begins without a line.
    if (tg_op = 'INSERT' and who is null) or (tg_op = 'UPDATE' and after = '{}') then
        return null;
    end if;
    insert into schools_registerchange ("table", "row", actor_id, at, door, step, old, new)
    values (tg_argv[0], coalesce((to_jsonb(new) ->> 'id')::bigint, (to_jsonb(old) ->> 'id')::bigint),
        who, statement_timestamp(),
        coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql'),
        case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
        before, after);
    return null;
end $$;

create trigger history after insert or update or delete on schools_adminunit
    for each row execute function schools_record_change('adminunit');
create trigger history after insert or update or delete on schools_school
    for each row execute function schools_record_change('school');
create trigger history after insert or update or delete on schools_site
    for each row execute function schools_record_change('site');
create trigger history after insert or update or delete on schools_schoolsuccession
    for each row execute function schools_record_change('schoolsuccession');
create trigger history after insert or update or delete on schools_nationalstandard
    for each row execute function schools_record_change('nationalstandard');
create trigger history after insert or update or delete on schools_subject
    for each row execute function schools_record_change('subject');
create trigger history after insert or update or delete on schools_curriculumline
    for each row execute function schools_record_change('curriculumline');
create trigger history after insert or update or delete on schools_schoolyear
    for each row execute function schools_record_change('schoolyear');
create trigger history after insert or update or delete on schools_term
    for each row execute function schools_record_change('term');

call append_only('schools_registerchange');
"""

DROP = """
drop trigger schools_registerchange_append_only on schools_registerchange;
drop trigger history on schools_term;
drop trigger history on schools_schoolyear;
drop trigger history on schools_curriculumline;
drop trigger history on schools_subject;
drop trigger history on schools_nationalstandard;
drop trigger history on schools_schoolsuccession;
drop trigger history on schools_site;
drop trigger history on schools_school;
drop trigger history on schools_adminunit;
drop function schools_record_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scoping", "0001_database"),
        ("schools", "0002_scope"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("table", models.CharField(max_length=20)),
                ("row", models.BigIntegerField()),
                ("at", models.DateTimeField(verbose_name="when")),
                ("door", models.CharField(max_length=10, verbose_name="door")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("added", "added"),
                            ("changed", "changed"),
                            ("removed", "removed"),
                        ],
                        max_length=7,
                        verbose_name="what",
                    ),
                ),
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
            ],
            options={
                "indexes": [models.Index(fields=["table", "row", "id"], name="registerchange_row")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["added", "changed", "removed"])),
                        name="registerchange_step_known",
                    )
                ],
            },
        ),
        migrations.RunSQL([HISTORY], [DROP]),
    ]

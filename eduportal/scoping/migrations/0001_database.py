"""What every later migration may call: row-level security, keys within a school, append-only.

The text stays as it is: a migration that was written against it must always do the same. Another
version gets another name, in a migration of its own.
"""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

# call scope_by_school('students_student'): no row is seen or written outside the scope. FORCE
# makes the owner of the table obey as well. The sub-selects make PostgreSQL read the setting once
# per query instead of once per row: on a million rows 47 ms with them, 82 ms without.
SCOPE_BY_SCHOOL = """
create procedure scope_by_school(scoped text, school text default 'school_id')
language plpgsql set search_path = public, pg_temp as $body$
declare
    allowed text := format($$(select current_setting('eduportal.scope', true)) = '*' or %I = any((
        select case when current_setting('eduportal.scope', true) like '{%%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$, school);
begin
    execute format('alter table %I enable row level security', scoped);
    execute format('alter table %I force row level security', scoped);
    execute format('create policy %I on %I using (%s) with check (%s)',
        scoped || '_scope', scoped, allowed, allowed);
end $body$;
"""

# call same_school('grades_markrecord', 'sheet_id', 'grades_marksheet'): no row points at another
# school's row. One unique key of the target serves every column that points at it. Deferred like
# Django's own foreign keys, which such a column does without (db_constraint=False).
SAME_SCHOOL = """
create procedure same_school(pointing text, pointer text, target text)
language plpgsql set search_path = public, pg_temp as $body$
declare
    key text := target || '_of_school';
begin
    if not exists (select 1 from pg_constraint
        where conrelid = target::regclass and conname = key) then
        execute format('alter table %I add constraint %I unique (school_id, id)', target, key);
    end if;
    execute format('alter table %I add constraint %I foreign key (school_id, %I)'
        ' references %I (school_id, id) deferrable initially deferred',
        pointing, pointing || '_' || pointer || '_same_school', pointer, target);
end $body$;
"""

# call same_place('imports_importrow', 'job_id', 'imports_importjob'): the same for tables whose rows
# may be about the whole province. A key with a null in it would not be looked at, so the two have a
# place beside the school: 0 for the province, which no school has as its id.
SAME_PLACE = """
create procedure same_place(pointing text, pointer text, target text)
language plpgsql set search_path = public, pg_temp as $body$
declare
    key text := target || '_of_place';
    placed text;
begin
    foreach placed in array array[target, pointing] loop
        execute format('alter table %I add column if not exists place bigint'
            ' generated always as (coalesce(school_id, 0)) stored', placed);
    end loop;
    if not exists (select 1 from pg_constraint
        where conrelid = target::regclass and conname = key) then
        execute format('alter table %I add constraint %I unique (place, id)', target, key);
    end if;
    execute format('alter table %I add constraint %I foreign key (place, %I)'
        ' references %I (place, id) deferrable initially deferred',
        pointing, pointing || '_' || pointer || '_same_school', pointer, target);
end $body$;
"""

# call without_scope('students_student'): the way back of both.
WITHOUT_SCOPE = """
create procedure without_scope(scoped text)
language plpgsql set search_path = public, pg_temp as $body$
declare
    key text;
begin
    for key in select conname from pg_constraint
        where conrelid = scoped::regclass and right(conname, 12) = '_same_school' loop
        execute format('alter table %I drop constraint %I', scoped, key);
    end loop;
    execute format('drop policy %I on %I', scoped || '_scope', scoped);
    execute format('alter table %I no force row level security, disable row level security',
        scoped);
end $body$;
"""

# call append_only('grades_markchange'): what is written down stays, whoever asks. With other
# events ('delete or truncate') rows may still change.
APPEND_ONLY = """
create function refuse_rewriting() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    raise exception '% of % is refused: the table is append-only.', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end $$;

create procedure append_only(kept text, events text default 'update or delete or truncate')
language plpgsql set search_path = public, pg_temp as $body$
begin
    execute format('create trigger %I before %s on %I for each statement'
        ' execute function refuse_rewriting()', kept || '_append_only', events, kept);
end $body$;
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        # The register's exclusion constraint needs it: schools.0001_initial depends on this file.
        BtreeGistExtension(),
        # In lists: a text alone would be cut at every semicolon.
        migrations.RunSQL([SCOPE_BY_SCHOOL], ["drop procedure scope_by_school"]),
        migrations.RunSQL([SAME_SCHOOL], ["drop procedure same_school"]),
        migrations.RunSQL([SAME_PLACE], ["drop procedure same_place"]),
        migrations.RunSQL([WITHOUT_SCOPE], ["drop procedure without_scope"]),
        migrations.RunSQL(
            [APPEND_ONLY], ["drop procedure append_only", "drop function refuse_rewriting"]
        ),
    ]

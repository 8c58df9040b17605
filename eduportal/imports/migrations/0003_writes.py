"""What became of rows of tables without a history of their own, by trigger.

What imports write can be taken back, and a file older than what any door wrote is seen to be so.
"""

from django.db import migrations

# call keep_writes('schools_classgroup', 'school_id'): each row that an import makes, changes or
# deletes is kept with the operation of the import, which is the job. Others leave no row. Without a
# column of the school the row is about the province.
WRITES = """
create function imports_keep_writes() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if current_setting('eduportal.door', true) is distinct from 'import'
        or coalesce(current_setting('eduportal.operation', true), '') = ''
    then
        return null;
    end if;
    if tg_op = 'INSERT' then
        insert into imports_rowwritten (school_id, operation, "table", key, old, new)
        select (to_jsonb(n) ->> tg_argv[0])::bigint,
            current_setting('eduportal.operation')::uuid, tg_table_name, n.id, null, to_jsonb(n)
        from new_rows n;
    elsif tg_op = 'UPDATE' then
        insert into imports_rowwritten (school_id, operation, "table", key, old, new)
        select (to_jsonb(n) ->> tg_argv[0])::bigint,
            current_setting('eduportal.operation')::uuid, tg_table_name, n.id, to_jsonb(o),
            to_jsonb(n)
        from new_rows n join old_rows o on o.id = n.id
        where to_jsonb(o) is distinct from to_jsonb(n);
    else
        insert into imports_rowwritten (school_id, operation, "table", key, old, new)
        select (to_jsonb(o) ->> tg_argv[0])::bigint,
            current_setting('eduportal.operation')::uuid, tg_table_name, o.id, to_jsonb(o), null
        from old_rows o;
    end if;
    return null;
end $$;

create procedure keep_writes(kept text, school text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('create trigger writes_insert after insert on %I referencing new table as new_rows'
        ' for each statement execute function imports_keep_writes(%L)', kept, school);
    execute format('create trigger writes_update after update on %I referencing new table as new_rows'
        ' old table as old_rows for each statement execute function imports_keep_writes(%L)',
        kept, school);
    execute format('create trigger writes_delete after delete on %I referencing old table as old_rows'
        ' for each statement execute function imports_keep_writes(%L)', kept, school);
end $$;

create procedure without_writes(kept text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('drop trigger writes_insert on %I', kept);
    execute format('drop trigger writes_update on %I', kept);
    execute format('drop trigger writes_delete on %I', kept);
end $$;

-- call keep_moments('staffing_post', 'staffing_staffmember', 'staff_id'): whatever becomes of a row is
-- a moment of the row of the other table, or of itself, that the column names. Who has which account
-- is told by no file.
create function imports_keep_moments() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    told jsonb;
begin
    if tg_op = 'DELETE' and tg_argv[0] = tg_table_name then
        delete from imports_rowmoment m using old_rows o
        where m."table" = tg_argv[0] and m.key = o.id;
        return null;
    elsif tg_op = 'DELETE' then
        select jsonb_agg(distinct array[to_jsonb(o) -> 'school_id', to_jsonb(o) -> tg_argv[1]])
        into told from old_rows o;
    elsif tg_op = 'INSERT' then
        select jsonb_agg(distinct array[to_jsonb(n) -> 'school_id', to_jsonb(n) -> tg_argv[1]])
        into told from new_rows n;
    else
        select jsonb_agg(distinct array[to_jsonb(n) -> 'school_id', to_jsonb(n) -> tg_argv[1]])
        into told from new_rows n join old_rows o on o.id = n.id
        where to_jsonb(o) - 'user_id' is distinct from to_jsonb(n) - 'user_id';
    end if;
    insert into imports_rowmoment (school_id, "table", key, at)
    select (r ->> 0)::bigint, tg_argv[0], (r ->> 1)::bigint, statement_timestamp()
    from jsonb_array_elements(coalesce(told, '[]')) r
    -- A row of the whole province may be written where not everything is in scope: by no page.
    where r ->> 0 is not null or current_setting('eduportal.scope', true) = '*'
    on conflict ("table", key) do update set at = excluded.at;
    return null;
end $$;

create procedure keep_moments(kept text, about text, key text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('create trigger moments_insert after insert on %I referencing new table as new_rows'
        ' for each statement execute function imports_keep_moments(%L, %L)', kept, about, key);
    execute format('create trigger moments_update after update on %I referencing new table as new_rows'
        ' old table as old_rows for each statement execute function imports_keep_moments(%L, %L)',
        kept, about, key);
    execute format('create trigger moments_delete after delete on %I referencing old table as old_rows'
        ' for each statement execute function imports_keep_moments(%L, %L)', kept, about, key);
end $$;

-- call keep_changes('schools_adminunit'): when such a row was last changed, and not when it came.
create procedure keep_changes(kept text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('create trigger moments_update after update on %I referencing new table as new_rows'
        ' old table as old_rows for each statement execute function imports_keep_moments(%L, %L)',
        kept, kept, 'id');
    execute format('create trigger moments_delete after delete on %I referencing old table as old_rows'
        ' for each statement execute function imports_keep_moments(%L, %L)', kept, kept, 'id');
end $$;

create procedure without_moments(kept text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('drop trigger if exists moments_insert on %I', kept);
    execute format('drop trigger moments_update on %I', kept);
    execute format('drop trigger moments_delete on %I', kept);
end $$;

call keep_writes('schools_classgroup', 'school_id');
call keep_writes('schools_school', 'id');
call keep_writes('schools_site', 'school_id');
call keep_writes('schools_adminunit', '');
call keep_writes('schools_adminunitsuccession', '');
call keep_writes('schools_schoolsuccession', '');
call append_only('imports_rowwritten', 'update or truncate');
call keep_moments('schools_classgroup', 'schools_classgroup', 'id');
call keep_moments('schools_site', 'schools_site', 'id');
call keep_changes('schools_adminunit');
"""
DROP = """
call without_moments('schools_adminunit');
call without_moments('schools_site');
call without_moments('schools_classgroup');
drop trigger imports_rowwritten_append_only on imports_rowwritten;
call without_writes('schools_schoolsuccession');
call without_writes('schools_adminunitsuccession');
call without_writes('schools_adminunit');
call without_writes('schools_site');
call without_writes('schools_school');
call without_writes('schools_classgroup');
drop procedure without_writes(text);
drop procedure keep_writes(text, text);
drop procedure without_moments(text);
drop procedure keep_changes(text);
drop procedure keep_moments(text, text, text);
drop function imports_keep_moments();
drop function imports_keep_writes();
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_scope"), ("scoping", "0001_database")]

    operations = [migrations.RunSQL(WRITES, DROP)]

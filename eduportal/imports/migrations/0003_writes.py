"""What imports write into tables without a history of their own, by trigger: it can be taken back."""

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

call keep_writes('schools_classgroup', 'school_id');
call keep_writes('schools_school', 'id');
call keep_writes('schools_site', 'school_id');
call keep_writes('schools_adminunit', '');
call keep_writes('schools_adminunitsuccession', '');
call append_only('imports_rowwritten', 'update or truncate');
"""
DROP = """
drop trigger imports_rowwritten_append_only on imports_rowwritten;
call without_writes('schools_adminunitsuccession');
call without_writes('schools_adminunit');
call without_writes('schools_site');
call without_writes('schools_school');
call without_writes('schools_classgroup');
drop procedure without_writes(text);
drop procedure keep_writes(text, text);
drop function imports_keep_writes();
"""


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_scope"), ("scoping", "0001_database")]

    operations = [migrations.RunSQL(WRITES, DROP)]

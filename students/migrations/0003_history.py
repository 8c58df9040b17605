"""The history of the register, by trigger: no door bypasses it.

Parts as in students/choices.py, RegisterPart, when this was written.
"""

from django.db import migrations

# Who and through which door, as the request or the command has set it (scoping/context.py). One
# statement, however many rows a list brings. Columns that name the row, or follow from others, are
# left out, and an update that changes none of the rest leaves no trace.
HISTORY = """
create function students_facts(fields jsonb) returns jsonb language sql immutable
    return fields - array['id', 'public_id', 'person_uid', 'school_id', 'student_id',
        'school_year_id', 'sort_key', 'search_key', 'is_current', 'status', 'position'];

create function students_record_changes() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    by_door text := coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql');
    batch text := coalesce(current_setting('eduportal.operation', true), '');
    owner text := case tg_argv[0] when 'identity' then 'id' else 'student_id' end;
begin
    if tg_op = 'UPDATE' then
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select c.school_id, c.student_id, tg_argv[0], statement_timestamp(), who, by_door,
            batch, c.id, c.before, c.after
        from (
            select n.id, n.school_id, (to_jsonb(n) ->> owner)::bigint as student_id,
                students_facts(to_jsonb(o)) as before, students_facts(to_jsonb(n)) as after
            from new_rows n join old_rows o on o.id = n.id
        ) c
        where c.before is distinct from c.after;
    elsif tg_op = 'INSERT' then
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select n.school_id, (to_jsonb(n) ->> owner)::bigint, tg_argv[0], statement_timestamp(),
            who, by_door, batch, n.id, null, students_facts(to_jsonb(n))
        from new_rows n;
    else
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select o.school_id, (to_jsonb(o) ->> owner)::bigint, tg_argv[0], statement_timestamp(),
            who, by_door, batch, o.id, students_facts(to_jsonb(o)), null
        from old_rows o;
    end if;
    return null;
end $$;

create trigger student_history_update after update on students_student
    referencing new table as new_rows old table as old_rows for each statement
    execute function students_record_changes('identity');

create procedure students_keep_history(kept text, part text) language plpgsql as $$
begin
    execute format('create trigger %I after insert on %I referencing new table as new_rows'
        ' for each statement execute function students_record_changes(%L)',
        part || '_history_insert', kept, part);
    execute format('create trigger %I after update on %I referencing new table as new_rows'
        ' old table as old_rows for each statement execute function students_record_changes(%L)',
        part || '_history_update', kept, part);
    execute format('create trigger %I after delete on %I referencing old table as old_rows'
        ' for each statement execute function students_record_changes(%L)',
        part || '_history_delete', kept, part);
end $$;
call students_keep_history('students_enrolment', 'stay');
call students_keep_history('students_paper', 'paper');
call students_keep_history('students_exemption', 'exemption');
drop procedure students_keep_history(text, text);

-- An absence hangs on a stay: whose it is, is the stay's student.
create function students_absence_changes() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    by_door text := coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql');
    batch text := coalesce(current_setting('eduportal.operation', true), '');
begin
    if tg_op = 'INSERT' then
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select n.school_id, e.student_id, 'absence', statement_timestamp(), who, by_door,
            batch, n.id, null,
            jsonb_build_object('on', n."on", 'session', n.session, 'excused', n.excused)
        from new_rows n join students_enrolment e on e.id = n.enrolment_id;
    elsif tg_op = 'UPDATE' then
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select n.school_id, e.student_id, 'absence', statement_timestamp(), who, by_door,
            batch, n.id,
            jsonb_build_object('on', o."on", 'session', o.session, 'excused', o.excused),
            jsonb_build_object('on', n."on", 'session', n.session, 'excused', n.excused)
        from new_rows n join old_rows o on o.id = n.id
        join students_enrolment e on e.id = n.enrolment_id
        where (o."on", o.session, o.excused) is distinct from (n."on", n.session, n.excused);
    else
        insert into students_registerchange
            (school_id, student_id, part, at, actor_id, door, operation, key, old, new)
        select o.school_id, e.student_id, 'absence', statement_timestamp(), who, by_door,
            batch, o.id,
            jsonb_build_object('on', o."on", 'session', o.session, 'excused', o.excused), null
        from old_rows o join students_enrolment e on e.id = o.enrolment_id;
    end if;
    return null;
end $$;
create trigger absence_history_insert after insert on students_absence
    referencing new table as new_rows for each statement
    execute function students_absence_changes();
create trigger absence_history_update after update on students_absence
    referencing new table as new_rows old table as old_rows for each statement
    execute function students_absence_changes();
create trigger absence_history_delete after delete on students_absence
    referencing old table as old_rows for each statement
    execute function students_absence_changes();

call append_only('students_registerchange');
call append_only('students_destinationrecord');
call append_only('students_destinationsnapshot');

call note_changes('students_student', 'school_id', 'student');
call note_changes('students_enrolment', 'school_id', 'student');
call keep_writes('students_rollcall', 'school_id');
"""
DROP = """
call without_notes('students_enrolment');
call without_notes('students_student');
drop trigger students_destinationsnapshot_append_only on students_destinationsnapshot;
drop trigger students_destinationrecord_append_only on students_destinationrecord;
drop trigger students_registerchange_append_only on students_registerchange;
drop trigger absence_history_delete on students_absence;
drop trigger absence_history_update on students_absence;
drop trigger absence_history_insert on students_absence;
drop function students_absence_changes();
call without_writes('students_rollcall');
drop trigger exemption_history_insert on students_exemption;
drop trigger exemption_history_update on students_exemption;
drop trigger exemption_history_delete on students_exemption;
drop trigger paper_history_insert on students_paper;
drop trigger paper_history_update on students_paper;
drop trigger paper_history_delete on students_paper;
drop trigger stay_history_insert on students_enrolment;
drop trigger stay_history_update on students_enrolment;
drop trigger stay_history_delete on students_enrolment;
drop trigger student_history_update on students_student;
drop function students_record_changes();
drop function students_facts(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("students", "0002_scope"),
        ("scoping", "0001_database"),
        ("exchange", "0003_guards"),
        ("imports", "0003_writes"),
    ]

    operations = [migrations.RunSQL([HISTORY], [DROP])]

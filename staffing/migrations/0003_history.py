"""The history of assignments, by trigger: no door bypasses it."""

from django.db import migrations

# Who and through which door, as the request or the command has set it (scoping/context.py).
HISTORY = """
create function staffing_days(r jsonb) returns jsonb language sql immutable
    return jsonb_build_object(
        'from', r -> 'starts_on', 'until', r -> 'ends_on', 'periods', r -> 'weekly_periods');

create function staffing_record_change() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    before jsonb;
    after jsonb;
    facts jsonb;
begin
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    if before = after then return null; end if;
    facts := coalesce(after, before);
    insert into staffing_assignmentchange
        (school_id, kind, class_group_id, subject_id, staff_id, at, actor_id, door, old, new)
    values ((facts ->> 'school_id')::bigint, tg_argv[0], (facts ->> 'class_group_id')::bigint,
        (facts ->> 'subject_id')::bigint, (facts ->> 'staff_id')::bigint, statement_timestamp(),
        nullif(current_setting('eduportal.actor', true), '')::bigint,
        coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql'),
        case when before is not null then staffing_days(before) end,
        case when after is not null then staffing_days(after) end);
    return null;
end $$;
create trigger teachingassignment_history
    after insert or update or delete on staffing_teachingassignment
    for each row execute function staffing_record_change('lessons');
create trigger homeroomassignment_history
    after insert or update or delete on staffing_homeroomassignment
    for each row execute function staffing_record_change('homeroom');

create function staffing_differing(facts jsonb, other jsonb) returns jsonb language sql immutable
    return case when facts is null then null else (select coalesce(jsonb_object_agg(key, value), '{}')
        from jsonb_each(facts) where other is null or value is distinct from other -> key) end;

-- The history of records about staff: the columns that differ. What comes with the installation or
-- from another node begins without a line.
create function staffing_record_history() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    unseen text[] := array['id', 'public_id', 'uid', 'school_id', 'staff_id', 'sort_key',
        'search_key'];
    who bigint := nullif(current_setting('eduportal.actor', true), '')::bigint;
    before jsonb;
    after jsonb;
    facts jsonb;
begin
    if tg_op = 'INSERT' and who is null then return null; end if;
    if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
    if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    if before - unseen = after - unseen then return null; end if;
    facts := coalesce(after, before);
    insert into staffing_staffchange
        (school_id, staff_id, "table", "row", step, at, actor_id, door, old, new)
    values ((facts ->> 'school_id')::bigint,
        (facts ->> case tg_argv[0] when 'staffmember' then 'id' else 'staff_id' end)::bigint,
        tg_argv[0], (facts ->> 'id')::bigint,
        case tg_op when 'INSERT' then 'added' when 'UPDATE' then 'changed' else 'removed' end,
        statement_timestamp(), who,
        coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql'),
        staffing_differing(before - unseen, after - unseen),
        staffing_differing(after - unseen, before - unseen));
    return null;
end $$;
create trigger record_history after insert or update or delete on staffing_staffmember
    for each row execute function staffing_record_history('staffmember');
create trigger record_history after insert or update or delete on staffing_post
    for each row execute function staffing_record_history('post');
create trigger record_history after insert or update or delete on staffing_duty
    for each row execute function staffing_record_history('duty');
create trigger record_history after insert or update or delete on staffing_staffsubject
    for each row execute function staffing_record_history('staffsubject');
create trigger record_history after insert or update or delete on staffing_qualification
    for each row execute function staffing_record_history('qualification');
create trigger record_history after insert or update or delete on staffing_title
    for each row execute function staffing_record_history('title');
create trigger record_history after insert or update or delete on staffing_leave
    for each row execute function staffing_record_history('leave');
create trigger record_history after insert or update or delete on staffing_elsewhere
    for each row execute function staffing_record_history('elsewhere');
create trigger record_history after insert or update or delete on staffing_training
    for each row execute function staffing_record_history('training');
create trigger record_history after insert or update or delete on staffing_standardrating
    for each row execute function staffing_record_history('standardrating');
create trigger record_history after insert or update or delete on staffing_wish
    for each row execute function staffing_record_history('wish');
create trigger record_history after insert or update or delete on staffing_quota
    for each row execute function staffing_record_history('quota');
create trigger record_history after insert or update or delete on staffing_plannedclasses
    for each row execute function staffing_record_history('plannedclasses');
call append_only('staffing_staffchange');
call append_only('staffing_assignmentchange');
call append_only('staffing_declarationstep');
call append_only('staffing_inputsnapshot', 'update or truncate');

-- Settings are written once; a draft goes one way only.
create function staffing_guard_norms() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' or old.state <> 'draft' or new.state = 'draft'
        or to_jsonb(new) - 'state' - 'moved_at' <> to_jsonb(old) - 'state' - 'moved_at' then
        raise exception 'a set of staffing norms is written once' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger staffingnorms_written_once
    before update or delete on staffing_staffingnorms
    for each row execute function staffing_guard_norms();

call note_changes('staffing_staffmember', 'school_id', 'staff,standard');
call note_changes('staffing_post', 'school_id', 'staff');
call note_changes('staffing_duty', 'school_id', 'staff');
call note_changes('staffing_staffsubject', 'school_id', 'staff');
call note_changes('staffing_qualification', 'school_id', 'staff');
call note_changes('staffing_title', 'school_id', 'staff');
call note_changes('staffing_leave', 'school_id', 'staff');
call note_changes('staffing_elsewhere', 'school_id', 'staff');
call note_changes('staffing_training', 'school_id', 'staff');
call note_changes('staffing_standardrating', 'school_id', 'standard');
call note_changes('staffing_quota', 'school_id', 'quota');
call note_changes('staffing_teachingassignment', 'school_id', 'class');
call note_changes('staffing_homeroomassignment', 'school_id', 'class');
call note_changes('staffing_substitution', 'school_id', 'class');

call keep_writes('staffing_staffmember', 'school_id');
call keep_writes('staffing_post', 'school_id');
call keep_writes('staffing_duty', 'school_id');
call keep_writes('staffing_staffsubject', 'school_id');
call keep_writes('staffing_qualification', 'school_id');
call keep_writes('staffing_title', 'school_id');
call keep_writes('staffing_leave', 'school_id');
call keep_writes('staffing_elsewhere', 'school_id');
call keep_writes('staffing_teachingassignment', 'school_id');
call keep_writes('staffing_homeroomassignment', 'school_id');
call keep_writes('staffing_substitution', 'school_id');
call keep_writes('staffing_quota', 'school_id');
call keep_writes('staffing_standardrating', 'school_id');

call keep_moments('staffing_staffmember', 'staffing_staffmember', 'id');
call keep_moments('staffing_post', 'staffing_staffmember', 'staff_id');
call keep_moments('staffing_duty', 'staffing_staffmember', 'staff_id');
call keep_moments('staffing_staffsubject', 'staffing_staffmember', 'staff_id');
call keep_moments('staffing_qualification', 'staffing_staffmember', 'staff_id');
call keep_moments('staffing_title', 'staffing_staffmember', 'staff_id');
call keep_moments('staffing_quota', 'staffing_quota', 'id');
call keep_moments('staffing_standardrating', 'staffing_standardrating', 'id');
"""
DROP = """
call without_moments('staffing_standardrating');
call without_moments('staffing_quota');
call without_moments('staffing_title');
call without_moments('staffing_qualification');
call without_moments('staffing_staffsubject');
call without_moments('staffing_duty');
call without_moments('staffing_post');
call without_moments('staffing_staffmember');
call without_writes('staffing_standardrating');
call without_writes('staffing_quota');
call without_writes('staffing_substitution');
call without_writes('staffing_homeroomassignment');
call without_writes('staffing_teachingassignment');
call without_writes('staffing_elsewhere');
call without_writes('staffing_leave');
call without_writes('staffing_title');
call without_writes('staffing_qualification');
call without_writes('staffing_staffsubject');
call without_writes('staffing_duty');
call without_writes('staffing_post');
call without_writes('staffing_staffmember');
call without_notes('staffing_substitution');
call without_notes('staffing_homeroomassignment');
call without_notes('staffing_teachingassignment');
call without_notes('staffing_training');
call without_notes('staffing_standardrating');
call without_notes('staffing_quota');
call without_notes('staffing_elsewhere');
call without_notes('staffing_leave');
call without_notes('staffing_title');
call without_notes('staffing_qualification');
call without_notes('staffing_staffsubject');
call without_notes('staffing_duty');
call without_notes('staffing_post');
call without_notes('staffing_staffmember');
drop trigger staffingnorms_written_once on staffing_staffingnorms;
drop function staffing_guard_norms();
drop trigger staffing_inputsnapshot_append_only on staffing_inputsnapshot;
drop trigger staffing_declarationstep_append_only on staffing_declarationstep;
drop trigger staffing_staffchange_append_only on staffing_staffchange;
drop trigger record_history on staffing_plannedclasses;
drop trigger record_history on staffing_quota;
drop trigger record_history on staffing_wish;
drop trigger record_history on staffing_training;
drop trigger record_history on staffing_standardrating;
drop trigger record_history on staffing_elsewhere;
drop trigger record_history on staffing_leave;
drop trigger record_history on staffing_title;
drop trigger record_history on staffing_qualification;
drop trigger record_history on staffing_staffsubject;
drop trigger record_history on staffing_duty;
drop trigger record_history on staffing_post;
drop trigger record_history on staffing_staffmember;
drop function staffing_record_history();
drop function staffing_differing(jsonb, jsonb);
drop trigger staffing_assignmentchange_append_only on staffing_assignmentchange;
drop trigger homeroomassignment_history on staffing_homeroomassignment;
drop trigger teachingassignment_history on staffing_teachingassignment;
drop function staffing_record_change();
drop function staffing_days(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("staffing", "0002_scope"),
        ("exchange", "0003_guards"),
        ("imports", "0003_writes"),
    ]

    operations = [migrations.RunSQL(HISTORY, DROP)]

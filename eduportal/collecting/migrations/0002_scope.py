"""Who sees a collection and its returns, and what never changes again."""

from django.db import migrations

SCOPE = """
create procedure collecting_guard(guarded text, seen text, written text)
language plpgsql set search_path = public, pg_temp as $body$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy %I on %I using (%s) with check (%s)',
        guarded || '_scope', guarded, seen, written);
end $body$;
-- Who is asked sees the question; only who has every school of it in scope writes it.
call collecting_guard('collecting_collection', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or schools && (select case when current_setting('eduportal.scope', true) like '{%'
        then current_setting('eduportal.scope', true) else '{}' end)::bigint[]$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (cardinality(schools) > 0 and schools <@ (
        select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$);
call collecting_guard('collecting_return', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (cardinality(schools) > 0 and schools <@ (
        select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (cardinality(schools) > 0 and schools <@ (
        select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$);
-- The form is seen with the question, its results by who asked.
call collecting_guard('collecting_formversion', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_collection c where c.id = collection_id)$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_collection c where c.id = collection_id
        and c.schools <@ (select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$);
call collecting_guard('collecting_collectionresult', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_collection c where c.id = collection_id
        and c.schools <@ (select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_collection c where c.id = collection_id
        and c.schools <@ (select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$);
call collecting_guard('collecting_returnfile', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_return r where r.id = of_return_id)$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from collecting_return r where r.id = of_return_id)$$);
-- A step is seen with what it was done with.
call collecting_guard('collecting_collectionstep', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (of_return_id is null
        and exists (select from collecting_collection c where c.id = collection_id))
    or exists (select from collecting_return r where r.id = of_return_id)$$, $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (of_return_id is null
        and exists (select from collecting_collection c where c.id = collection_id))
    or exists (select from collecting_return r where r.id = of_return_id)$$);
drop procedure collecting_guard(text, text, text);
call append_only('collecting_collectionresult');
call append_only('collecting_collectionstep');
-- What was handed in, and what it was handed in on, stay as they were.
create function collecting_keep_return() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.state = 'draft' then return case tg_op when 'DELETE' then old else new end; end if;
    if tg_op = 'DELETE' or (old.answers, old.version_id, old.collection_id, old.number, old.reason,
        old.of_school_id, old.unit_id, old.submitted_by_id, old.submitted_at)
        is distinct from (new.answers, new.version_id, new.collection_id, new.number, new.reason,
        new.of_school_id, new.unit_id, new.submitted_by_id, new.submitted_at)
        or new.state = 'draft' then
        raise exception 'A return that was handed in does not change.'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger kept before update or delete on collecting_return
    for each row execute function collecting_keep_return();
create function collecting_keep_file() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if exists (select from collecting_return r where r.id = old.of_return_id
        and r.state <> 'draft') then
        raise exception 'A file of a return that was handed in does not change.'
            using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger kept before update or delete on collecting_returnfile
    for each row execute function collecting_keep_file();
create function collecting_keep_form() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.is_frozen then
        raise exception 'A form that was opened does not change.'
            using errcode = 'restrict_violation';
    end if;
    return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger kept before update or delete on collecting_formversion
    for each row execute function collecting_keep_form();
"""
DROP = """
drop trigger kept on collecting_formversion;
drop function collecting_keep_form();
drop trigger kept on collecting_returnfile;
drop function collecting_keep_file();
drop trigger kept on collecting_return;
drop function collecting_keep_return();
drop trigger collecting_collectionstep_append_only on collecting_collectionstep;
drop trigger collecting_collectionresult_append_only on collecting_collectionresult;
call without_scope('collecting_collectionstep');
call without_scope('collecting_returnfile');
call without_scope('collecting_collectionresult');
call without_scope('collecting_formversion');
call without_scope('collecting_return');
call without_scope('collecting_collection');
"""


class Migration(migrations.Migration):
    dependencies = [("collecting", "0001_initial"), ("schools", "0002_scope")]

    operations = [
        # In lists: a text alone would be cut at every semicolon.
        migrations.RunSQL([SCOPE], [DROP]),
    ]

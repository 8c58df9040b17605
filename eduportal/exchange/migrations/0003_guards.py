"""The legal edges of packages and outbox entries, and what is written down stays.

Edges as in eduportal/exchange/states.py when this was written; a test walks every pair of states
and compares.
"""

from django.db import migrations

OUTBOX = """
create function exchange_outbox_edge() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.state <> new.state and old.state || '>' || new.state not in (
        'queued>accepted', 'queued>parked', 'queued>returned', 'queued>needs_human', 'queued>void',
        'accepted>queued', 'accepted>returned',
        'parked>accepted', 'parked>returned', 'parked>queued',
        'needs_human>queued', 'needs_human>void'
    ) then
        raise exception 'An outbox entry cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger outbox_legal_edge before update of state on exchange_outboxentry
    for each row execute function exchange_outbox_edge();
"""

# Of a sealed package only the state changes, along these edges; the number of records is known
# once the package is accepted.
PACKAGE = """
create function exchange_package_edge() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    before exchange_package := old;
begin
    before.state := new.state;
    if old.state = 'parked' then
        before.records := new.records;
    end if;
    if before is distinct from new then
        raise exception 'A sealed package never changes.' using errcode = 'check_violation';
    end if;
    if old.state <> new.state and old.state || '>' || new.state not in (
        'parked>accepted', 'parked>returned',
        'accepted>superseded', 'accepted>returned', 'accepted>void',
        'superseded>accepted'
    ) then
        raise exception 'A package cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger package_legal_edge before update on exchange_package
    for each row execute function exchange_package_edge();
"""

# The member is compressed already: PostgreSQL would only try again.
STORAGE = "alter table exchange_package alter column content set storage external"

# What a cell of any feed may hold: a mark in tenths or a level, CĐ, Đ, absent, exempt, not taken.
CELLS = """
create function exchange_are_cells(cells smallint[]) returns boolean language sql immutable
set search_path = public, pg_temp as $$
    select coalesce(bool_and(cell is null or cell between 0 and 100
        or cell in (200, 201, 210, 211, 219, 220, 221, 222)), true) from unnest(cells) as cell
$$;
alter table exchange_line add constraint line_cells_are_cells check (exchange_are_cells(cells));
"""

# call note_changes('students_student', 'school_id', 'student'): every statement that changes rows
# of the table leaves a note for each school and feed, and the next sweep seals what they say now.
NOTES = """
create function exchange_note_change() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('insert into exchange_changedfeed (school_id, feed)'
        ' select distinct %I, feed from changed, unnest(string_to_array($1, '','')) feed',
        tg_argv[0]) using tg_argv[1];
    return null;
end $$;

create procedure note_changes(followed text, school text, feeds text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('create trigger note_insert after insert on %I referencing new table as changed'
        ' for each statement execute function exchange_note_change(%L, %L)',
        followed, school, feeds);
    execute format('create trigger note_update after update on %I referencing new table as changed'
        ' for each statement execute function exchange_note_change(%L, %L)',
        followed, school, feeds);
    execute format('create trigger note_delete after delete on %I referencing old table as changed'
        ' for each statement execute function exchange_note_change(%L, %L)',
        followed, school, feeds);
end $$;

create procedure without_notes(followed text) language plpgsql
set search_path = public, pg_temp as $$
begin
    execute format('drop trigger note_insert on %I', followed);
    execute format('drop trigger note_update on %I', followed);
    execute format('drop trigger note_delete on %I', followed);
end $$;

call note_changes('schools_school', 'id', 'school');
call note_changes('schools_classgroup', 'school_id', 'class,student');
"""

KEPT = """
call append_only('exchange_receipt');
call append_only('exchange_delivery');
call append_only('exchange_ledgerlife');
call append_only('exchange_package', 'delete or truncate');
call append_only('exchange_outboxentry', 'delete or truncate');
call append_only('exchange_nodekey', 'delete or truncate');
call append_only('exchange_dailyroot', 'delete or truncate');
call append_only('exchange_decision', 'delete or truncate');
"""

# What a day's root says never changes, nor the first time-stamp it got.
ROOT = """
create function exchange_root_stays() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    before exchange_dailyroot := old;
begin
    before.stamp := new.stamp;
    before.stamped_at := new.stamped_at;
    if before is distinct from new or old.stamp is not null then
        raise exception 'The root of a day never changes.' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger dailyroot_stays before update on exchange_dailyroot
    for each row execute function exchange_root_stays();
"""

# The other side ignores a version that is not greater than the one it holds: what is said under a
# number never changes, and a number never falls.
RECORD = """
create function exchange_record_rises() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if new.record_id <> old.record_id or new.version < old.version or new.version = old.version and (
        new.content is distinct from old.content or new."table" <> old."table"
        or new.parent_id is distinct from old.parent_id
        or (new.event = 'CANCEL') <> (old.event = 'CANCEL')
    ) then
        raise exception 'A changed record has a greater version.' using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger ministryrecord_rises before update on exchange_ministryrecord
    for each row execute function exchange_record_rises();
call append_only('exchange_ministryrecord', 'delete or truncate');
"""

DROP = """
drop trigger exchange_ministryrecord_append_only on exchange_ministryrecord;
drop trigger ministryrecord_rises on exchange_ministryrecord;
drop function exchange_record_rises();
call without_notes('schools_classgroup');
call without_notes('schools_school');
drop procedure without_notes(text);
drop procedure note_changes(text, text, text);
drop function exchange_note_change();
alter table exchange_line drop constraint line_cells_are_cells;
drop function exchange_are_cells(smallint[]);
drop trigger dailyroot_stays on exchange_dailyroot;
drop function exchange_root_stays();
drop trigger exchange_dailyroot_append_only on exchange_dailyroot;
drop trigger exchange_decision_append_only on exchange_decision;
drop trigger exchange_nodekey_append_only on exchange_nodekey;
drop trigger exchange_outboxentry_append_only on exchange_outboxentry;
drop trigger exchange_package_append_only on exchange_package;
drop trigger exchange_ledgerlife_append_only on exchange_ledgerlife;
drop trigger exchange_delivery_append_only on exchange_delivery;
drop trigger exchange_receipt_append_only on exchange_receipt;
drop trigger package_legal_edge on exchange_package;
drop function exchange_package_edge();
drop trigger outbox_legal_edge on exchange_outboxentry;
drop function exchange_outbox_edge();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_scope"), ("schools", "0002_scope")]

    operations = [
        migrations.RunSQL([OUTBOX, PACKAGE, STORAGE, CELLS, NOTES, KEPT, ROOT, RECORD], [DROP])
    ]

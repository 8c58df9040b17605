"""The legal edges of packages and outbox entries, and what is written down stays.

Edges as in eduportal/exchange/states.py when this was written; a test walks every pair of states
and compares.
"""

from django.db import migrations

# Every edge an entry goes along leaves a row; an edge that does not exist is refused.
OUTBOX = """
create function exchange_outbox_edge() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' then
        if old.state = new.state then
            return null;
        end if;
        if old.state || '>' || new.state not in (
            'queued>sending',
            'sending>accepted', 'sending>needs_human', 'sending>parked',
            'sending>queued', 'sending>returned',
            'parked>accepted', 'parked>returned',
            'needs_human>queued'
        ) then
            raise exception 'An outbox entry cannot go from % to %.', old.state, new.state
                using errcode = 'check_violation';
        end if;
    end if;
    insert into exchange_outboxevent (school_id, entry_id, from_state, to_state, at)
    values (new.school_id, new.id, case when tg_op = 'UPDATE' then old.state else '' end,
        new.state, clock_timestamp());
    return null;
end $$;
create trigger outbox_legal_edge after insert or update of state on exchange_outboxentry
    for each row execute function exchange_outbox_edge();
"""

# Of a sealed package only the state changes, along these edges.
PACKAGE = """
create function exchange_package_edge() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    before exchange_package := old;
begin
    before.state := new.state;
    if before is distinct from new then
        raise exception 'A sealed package never changes.' using errcode = 'check_violation';
    end if;
    if old.state <> new.state and old.state || '>' || new.state not in (
        'received>accepted', 'received>parked', 'received>returned',
        'parked>accepted', 'parked>returned',
        'accepted>superseded'
    ) then
        raise exception 'A package cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger package_legal_edge before update on exchange_package
    for each row execute function exchange_package_edge();
"""

KEPT = """
call append_only('exchange_receipt');
call append_only('exchange_outboxevent');
call append_only('exchange_delivery');
call append_only('exchange_package', 'delete or truncate');
call append_only('exchange_outboxentry', 'delete or truncate');
"""

RECEIPT_NUMBERS = "create sequence exchange_receipt_sequence"

DROP = """
drop trigger exchange_outboxentry_append_only on exchange_outboxentry;
drop trigger exchange_package_append_only on exchange_package;
drop trigger exchange_delivery_append_only on exchange_delivery;
drop trigger exchange_outboxevent_append_only on exchange_outboxevent;
drop trigger exchange_receipt_append_only on exchange_receipt;
drop trigger package_legal_edge on exchange_package;
drop function exchange_package_edge();
drop trigger outbox_legal_edge on exchange_outboxentry;
drop function exchange_outbox_edge();
drop sequence exchange_receipt_sequence;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_scope")]

    operations = [migrations.RunSQL([OUTBOX, PACKAGE, KEPT, RECEIPT_NUMBERS], [DROP])]

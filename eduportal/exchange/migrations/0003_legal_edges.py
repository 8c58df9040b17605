"""Only the edges of eduportal.exchange.states exist, and each one walked leaves a row."""

from django.db import migrations

from eduportal.exchange.states import OUTBOX_EDGES, PACKAGE_EDGES


def pairs(edges):
    """SQL list of legal "from>to" texts."""
    return ", ".join(
        f"'{start.value}>{end.value}'" for start, ends in edges.items() for end in sorted(ends)
    )


LEGAL_EDGES = f"""
create function exchange_outbox_edge() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.state = new.state then
            return null;
        end if;
        if old.state || '>' || new.state not in ({pairs(OUTBOX_EDGES)}) then
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

create function exchange_package_edge() returns trigger language plpgsql as $$
begin
    if old.content is distinct from new.content or old.hash <> new.hash then
        raise exception 'A sealed package never changes.' using errcode = 'check_violation';
    end if;
    if old.state <> new.state
        and old.state || '>' || new.state not in ({pairs(PACKAGE_EDGES)}) then
        raise exception 'A package cannot go from % to %.', old.state, new.state
            using errcode = 'check_violation';
    end if;
    return new;
end $$;
create trigger package_legal_edge before update on exchange_package
    for each row execute function exchange_package_edge();

create function exchange_refuse_rewriting() returns trigger language plpgsql as $$
begin
    raise exception 'The ledger is append-only.' using errcode = 'restrict_violation';
end $$;
create trigger outboxevent_append_only before update or delete on exchange_outboxevent
    for each statement execute function exchange_refuse_rewriting();
create trigger receipt_append_only before update or delete on exchange_receipt
    for each statement execute function exchange_refuse_rewriting();

create sequence exchange_receipt_sequence;
"""
DROP = """
drop sequence exchange_receipt_sequence;
drop trigger receipt_append_only on exchange_receipt;
drop trigger outboxevent_append_only on exchange_outboxevent;
drop function exchange_refuse_rewriting();
drop trigger package_legal_edge on exchange_package;
drop function exchange_package_edge();
drop trigger outbox_legal_edge on exchange_outboxentry;
drop function exchange_outbox_edge();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_scope")]

    operations = [migrations.RunSQL([LEGAL_EDGES], [DROP])]

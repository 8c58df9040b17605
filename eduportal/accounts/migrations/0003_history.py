"""The history of accounts and memberships, by trigger: no door bypasses it."""

from django.db import migrations

# Who and through which door, as the request or the command has set it (scoping/context.py). The
# password is never written down, only that it changed.
HISTORY = """
create function accounts_write_change(account bigint, what text, before jsonb, after jsonb)
returns void language sql set search_path = public, pg_temp as $$
    insert into accounts_accountchange (account_id, actor_id, at, door, what, old, new)
    values (account, nullif(current_setting('eduportal.actor', true), '')::bigint,
        statement_timestamp(), coalesce(nullif(current_setting('eduportal.door', true), ''), 'sql'),
        what, before, after)
$$;

create function accounts_user_facts(u accounts_user) returns jsonb language sql stable
set search_path = public, pg_temp
return to_jsonb(u) - array['id', 'password', 'last_login', 'date_joined'];

create function accounts_record_user() returns trigger language plpgsql
set search_path = public, pg_temp as $$
declare
    before jsonb;
    after jsonb;
begin
    if tg_op <> 'INSERT' then before := accounts_user_facts(old); end if;
    if tg_op <> 'DELETE' then after := accounts_user_facts(new); end if;
    if tg_op = 'INSERT' then
        perform accounts_write_change(new.id, 'created', null, after);
    elsif tg_op = 'DELETE' then
        perform accounts_write_change(old.id, 'deleted', before, null);
    else
        before := (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(before)
            where value is distinct from after -> key);
        after := (select coalesce(jsonb_object_agg(key, after -> key), '{}')
            from jsonb_object_keys(before) key);
        if new.password is distinct from old.password then
            after := after || '{"password": "changed"}';
        end if;
        if after <> '{}' then
            perform accounts_write_change(new.id, 'changed', before, after);
        end if;
    end if;
    return null;
end $$;
create trigger user_history after insert or update or delete on accounts_user
    for each row execute function accounts_record_user();

create function accounts_record_membership() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' then
        perform accounts_write_change(new.user_id, 'role_given', null, to_jsonb(new));
    elsif tg_op = 'DELETE' then
        perform accounts_write_change(old.user_id, 'role_taken', to_jsonb(old), null);
    elsif old is distinct from new then
        perform accounts_write_change(new.user_id, 'role_changed', to_jsonb(old), to_jsonb(new));
    end if;
    return null;
end $$;
create trigger membership_history after insert or update or delete on accounts_membership
    for each row execute function accounts_record_membership();

call append_only('accounts_accountchange');
"""

DROP = """
drop trigger accounts_accountchange_append_only on accounts_accountchange;
drop trigger membership_history on accounts_membership;
drop function accounts_record_membership();
drop trigger user_history on accounts_user;
drop function accounts_record_user();
drop function accounts_user_facts(accounts_user);
drop function accounts_write_change(bigint, text, jsonb, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_guessing"),
        ("scoping", "0001_database"),
    ]

    operations = [migrations.RunSQL([HISTORY], [DROP])]

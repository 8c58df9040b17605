"""A portal's database set back to an older day: every table as a copy of it was."""

from tests.owner import owner_cursor, superuser_address

REMEMBER = """
begin;
drop schema if exists older_day cascade;
create schema older_day;
do $$
declare name text;
begin
    -- Rows of a partitioned table are those of its partitions.
    for name in
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r'
    loop
        execute format('create table older_day.%I as table public.%I', name, name);
    end loop;
end $$;
commit;
"""
# As pg_restore does it: no trigger asks whether a sealed line may change.
BRING_BACK = """
begin;
set local session_replication_role = replica;
do $$
declare name text; columns text;
begin
    for name in select tablename from pg_tables where schemaname = 'older_day' loop
        -- What follows from other columns is computed again.
        select string_agg(quote_ident(attname), ', ') into columns from pg_attribute
        where attrelid = format('public.%I', name)::regclass
            and attnum > 0 and not attisdropped and attgenerated = '';
        execute format('delete from public.%I', name);
        execute format(
            'insert into public.%1$I (%2$s) select %2$s from older_day.%1$I', name, columns);
    end loop;
end $$;
drop schema older_day cascade;
commit;
"""


def remember() -> None:
    """Copy the database of this portal as it is now."""
    with owner_cursor(superuser_address()) as cursor:
        cursor.execute(REMEMBER)


def bring_back() -> None:
    """Set it back to the copy."""
    with owner_cursor(superuser_address()) as cursor:
        cursor.execute(BRING_BACK)

"""Records kept by month: what a later migration may call for a table of them.

Such a table is partitioned by range of `at`. Forgetting is dropping a month, so no row is ever
deleted. As in 0001_database, the text stays as it is.
"""

from django.db import migrations

# The portal's own role asks for what goes, and only the owner says what must stay: it replaces
# this function to keep less. 24 months, because the law gives no number for these records but the
# one for logs (docs/security.md, "The law"), and a breach may be found late.
LEAST = """
create function least_months_kept() returns integer language sql immutable return 24;
"""

# One month of the table, as the calendar on the wall has it. A partition has no policy and is
# asked by nobody: rows are read and written through the table.
MAKE_MONTH = """
create procedure make_month(kept text, first date)
language plpgsql set search_path = public, pg_temp as $body$
declare
    part text := kept || '_' || to_char(first, 'YYYY_MM');
begin
    if to_regclass(part) is not null then
        return;
    end if;
    execute format('create table %I partition of %I for values from (%L) to (%L)', part, kept,
        first::timestamp at time zone 'Asia/Ho_Chi_Minh',
        (first + interval '1 month') at time zone 'Asia/Ho_Chi_Minh');
    execute format('alter table %I enable row level security, force row level security', part);
    execute format('call append_only(%L)', part);
end $body$;
"""

# Making and dropping a partition locks the table for a moment; pages wait no longer than the
# timeout for a call that waits itself.
KEEP_MONTHS = """
create function keep_months(kept text, months integer, ahead integer) returns text[]
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '5s'
as $body$
declare
    this_month timestamp := date_trunc('month', now() at time zone 'Asia/Ho_Chi_Minh');
    dropped text[] := '{}';
    part text;
begin
    if not exists (select 1 from pg_class
        where relnamespace = 'public'::regnamespace and relname = kept and relkind = 'p') then
        raise exception '% is not kept by month.', kept using errcode = 'invalid_parameter_value';
    end if;
    if months is null or months < least_months_kept() then
        raise exception '% is kept for % months at least, not %.', kept, least_months_kept(), months
            using errcode = 'invalid_parameter_value';
    end if;
    if ahead is null or ahead not between 1 and 60 then
        raise exception 'Months are made 1 to 60 ahead, not %.', ahead
            using errcode = 'invalid_parameter_value';
    end if;
    for number in 0 .. ahead loop
        call make_month(kept, (this_month + make_interval(months => number))::date);
    end loop;
    for part in
        select relname from pg_inherits join pg_class c on c.oid = inhrelid
        where inhparent = format('public.%I', kept)::regclass
            and right(relname, 7) < to_char(this_month - make_interval(months => months), 'YYYY_MM')
        order by relname
    loop
        execute format('drop table %I', part);
        dropped := dropped || part;
    end loop;
    return dropped;
end $body$;
"""


class Migration(migrations.Migration):
    dependencies = [("scoping", "0001_database")]

    operations = [
        migrations.RunSQL([LEAST], ["drop function least_months_kept"]),
        migrations.RunSQL([MAKE_MONTH], ["drop procedure make_month"]),
        migrations.RunSQL([KEEP_MONTHS], ["drop function keep_months"]),
    ]

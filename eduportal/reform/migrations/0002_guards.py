"""The register is the Department's: only a scope over everything reaches it."""

from django.db import migrations

GUARDS = """
create procedure reform_guard(guarded text)
language plpgsql set search_path = public, pg_temp as $body$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format($policy$create policy %I on %I
        using ((select current_setting('eduportal.scope', true)) = '*')
        with check ((select current_setting('eduportal.scope', true)) = '*')$policy$,
        guarded || '_scope', guarded);
end $body$;
call reform_guard('reform_scheme');
call reform_guard('reform_objective');
call reform_guard('reform_indicator');
call reform_guard('reform_target');
call reform_guard('reform_reportedvalue');
call reform_guard('reform_measure');
call reform_guard('reform_measuredocument');
call reform_guard('reform_schemestep');
call reform_guard('reform_review');
drop procedure reform_guard(text);
call append_only('reform_reportedvalue');
call append_only('reform_measuredocument');
call append_only('reform_schemestep');
-- What a review has frozen, and an approved review as a whole.
create function reform_keep_reviews() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if old.state = 'approved' or (tg_op = 'UPDATE' and
        (old.lines, old.as_of, old.scheme_id) is distinct from
        (new.lines, new.as_of, new.scheme_id)) then
        raise exception 'What a review has frozen stays.' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger frozen before update or delete on reform_review
    for each row execute function reform_keep_reviews();
"""
DROP = """
drop trigger frozen on reform_review;
drop function reform_keep_reviews();
drop trigger reform_schemestep_append_only on reform_schemestep;
drop trigger reform_measuredocument_append_only on reform_measuredocument;
drop trigger reform_reportedvalue_append_only on reform_reportedvalue;
call without_scope('reform_review');
call without_scope('reform_schemestep');
call without_scope('reform_measuredocument');
call without_scope('reform_measure');
call without_scope('reform_reportedvalue');
call without_scope('reform_target');
call without_scope('reform_indicator');
call without_scope('reform_objective');
call without_scope('reform_scheme');
"""


class Migration(migrations.Migration):
    dependencies = [("reform", "0001_initial"), ("schools", "0002_scope")]

    # In lists: a text alone would be cut at every semicolon.
    operations = [migrations.RunSQL([GUARDS], [DROP])]

"""Row-level security on the tables of this app, and what files write, so that it goes back."""

from django.db import migrations

SCOPE = """
call scope_by_school('planning_studentcount');
call scope_by_school('planning_schoolforecast');
call keep_writes('planning_studentcount', 'school_id');
call keep_writes('planning_childcount', '');
call keep_writes('planning_hamlet', '');
call scope_by_school('planning_roaddistance');
call keep_writes('planning_roaddistance', 'school_id');
call keep_moments('planning_studentcount', 'planning_studentcount', 'id');
call keep_moments('planning_childcount', 'planning_childcount', 'id');
"""
# A scenario is about schools: it is seen where every one of them is in scope, and without any by the
# Department alone. What is below it follows the scenario.
SCENARIOS = """
create procedure planning_guard(guarded text, allowed text)
language plpgsql set search_path = public, pg_temp as $body$
begin
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy %I on %I using (%s) with check (%s)',
        guarded || '_scope', guarded, allowed, allowed);
end $body$;
call planning_guard('planning_networkscenario', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or (cardinality(schools) > 0 and schools <@ (
        select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[])$$);
call planning_guard('planning_networkoperation', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from planning_networkscenario s where s.id = scenario_id)$$);
call planning_guard('planning_scenarioresult', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from planning_networkscenario s where s.id = scenario_id)$$);
call planning_guard('planning_scenariostep', $$
    (select current_setting('eduportal.scope', true)) = '*'
    or exists (select from planning_networkscenario s where s.id = scenario_id)$$);
call append_only('planning_scenariostep');
-- What is approved, and approving, are the Department's.
create function planning_keep_approval() returns trigger language plpgsql
set search_path = public, pg_temp as $$
begin
    if current_setting('eduportal.scope', true) = '*' then return new; end if;
    if new.state in ('approved', 'applied')
        or (tg_op = 'UPDATE' and old.state in ('approved', 'applied')) then
        raise exception 'Only the Department approves scenarios of the network.'
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger approval before insert or update on planning_networkscenario
    for each row execute function planning_keep_approval();
drop procedure planning_guard(text, text);
"""
DROP_SCENARIOS = """
drop trigger approval on planning_networkscenario;
drop function planning_keep_approval();
drop trigger planning_scenariostep_append_only on planning_scenariostep;
call without_scope('planning_scenariostep');
call without_scope('planning_scenarioresult');
call without_scope('planning_networkoperation');
call without_scope('planning_networkscenario');
"""
DROP = """
call without_moments('planning_childcount');
call without_moments('planning_studentcount');
call without_writes('planning_roaddistance');
call without_scope('planning_roaddistance');
call without_writes('planning_hamlet');
call without_writes('planning_childcount');
call without_writes('planning_studentcount');
call without_scope('planning_schoolforecast');
call without_scope('planning_studentcount');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0001_initial"),
        ("schools", "0002_scope"),
        ("imports", "0003_writes"),
    ]

    operations = [
        migrations.RunSQL(SCOPE, DROP),
        # In lists: a text alone would be cut at every semicolon.
        migrations.RunSQL([SCENARIOS], [DROP_SCENARIOS]),
    ]

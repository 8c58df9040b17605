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
drop procedure planning_guard(text, text);
"""
DROP_SCENARIOS = """
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

"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('staffing_staffmember');
call scope_by_school('staffing_post');
call scope_by_school('staffing_duty');
call scope_by_school('staffing_teachingassignment');
call scope_by_school('staffing_homeroomassignment');
call scope_by_school('staffing_substitution');
call scope_by_school('staffing_assignmentdraft');
call scope_by_school('staffing_assignmentchange');
call scope_by_school('staffing_staffsubject');
call scope_by_school('staffing_qualification');
call scope_by_school('staffing_title');
call scope_by_school('staffing_leave');
call scope_by_school('staffing_elsewhere');
call scope_by_school('staffing_guest');
call scope_by_school('staffing_quota');
call scope_by_school('staffing_training');
call scope_by_school('staffing_standardrating');
call scope_by_school('staffing_staffchange');
call scope_by_school('staffing_plannedclasses');
call scope_by_school('staffing_balancecount');
call scope_by_school('staffing_declaration');
call scope_by_school('staffing_declarationstep');
call scope_by_school('staffing_wish');
call scope_by_school('staffing_protection');
call scope_by_school('staffing_opencell');
call scope_by_school('staffing_lineobjection');
call scope_by_school('staffing_lineconsent');
call same_school('staffing_wish', 'staff_id', 'staffing_staffmember');
call same_school('staffing_protection', 'staff_id', 'staffing_staffmember');
call same_school('staffing_declarationstep', 'declaration_id', 'staffing_declaration');
call same_school('staffing_post', 'staff_id', 'staffing_staffmember');
call same_school('staffing_duty', 'staff_id', 'staffing_staffmember');
call same_school('staffing_staffsubject', 'staff_id', 'staffing_staffmember');
call same_school('staffing_qualification', 'staff_id', 'staffing_staffmember');
call same_school('staffing_title', 'staff_id', 'staffing_staffmember');
call same_school('staffing_leave', 'staff_id', 'staffing_staffmember');
call same_school('staffing_elsewhere', 'staff_id', 'staffing_staffmember');
call same_school('staffing_training', 'staff_id', 'staffing_staffmember');
call same_school('staffing_standardrating', 'staff_id', 'staffing_staffmember');
call same_school('staffing_teachingassignment', 'staff_id', 'staffing_staffmember');
call same_school('staffing_teachingassignment', 'class_group_id', 'schools_classgroup');
call same_school('staffing_homeroomassignment', 'staff_id', 'staffing_staffmember');
call same_school('staffing_homeroomassignment', 'class_group_id', 'schools_classgroup');
call same_school('staffing_homeroomassignment', 'absent_id', 'staffing_staffmember');
call same_school('staffing_substitution', 'assignment_id', 'staffing_teachingassignment');
call same_school('staffing_substitution', 'absent_id', 'staffing_staffmember');
"""
# A plan is the Department's until it is published; then each of the two schools a line, or a
# decision, is about sees it. The Department writes; about a line between schools of one commune
# that the commune decides (NĐ 93/2026 Art. 11(1)), whoever has both schools in scope. Nobody else
# writes, and nobody but the Department deletes.
PLANS = """
create procedure staffing_guard_plans(guarded text, shown text)
language plpgsql set search_path = public, pg_temp as $body$
declare
    everything text := $$(select current_setting('eduportal.scope', true)) = '*'$$;
begin
    execute format('alter table %I enable row level security, force row level security', guarded);
    execute format('create policy %I on %I using (%s or %s) with check (%s)',
        guarded || '_scope', guarded, everything, shown, everything);
    execute format('create policy %I on %I as restrictive for delete using (%s)',
        guarded || '_kept', guarded, everything);
end $body$;
create function staffing_in_scope(school bigint) returns boolean language sql stable
    return school = any((select case when current_setting('eduportal.scope', true) like '{%'
        then current_setting('eduportal.scope', true) else '{}' end)::bigint[]);
call staffing_guard_plans('staffing_inputsnapshot', 'false');
call staffing_guard_plans('staffing_scenariopart', 'false');
call staffing_guard_plans('staffing_scenario', 'published_at is not null');
call staffing_guard_plans('staffing_scenarioline', 'is_shown and
    (staffing_in_scope(from_school_id) or staffing_in_scope(to_school_id))');
call staffing_guard_plans('staffing_staffdecision',
    'staffing_in_scope(from_school_id) or staffing_in_scope(to_school_id)');
create policy staffing_scenarioline_decided on staffing_scenarioline for update
    using (is_shown and decided_by <> 'department'
        and staffing_in_scope(from_school_id) and staffing_in_scope(to_school_id))
    with check (is_shown and decided_by <> 'department'
        and staffing_in_scope(from_school_id) and staffing_in_scope(to_school_id));
create function staffing_is_decided_here(about bigint, one bigint, other bigint, person bigint)
    returns boolean language sql stable
    return staffing_in_scope(one) and staffing_in_scope(other) and exists (
        select from staffing_scenarioline l
        where l.id = about and l.is_shown and l.decided_by <> 'department'
            and l.from_school_id = one and l.to_school_id = other and l.staff_id = person);
create policy staffing_staffdecision_recorded on staffing_staffdecision for insert
    with check (staffing_in_scope(from_school_id)
        and staffing_is_decided_here(line_id, from_school_id, to_school_id, staff_id));
create policy staffing_staffdecision_decided on staffing_staffdecision for update
    using (staffing_in_scope(from_school_id)
        and staffing_is_decided_here(line_id, from_school_id, to_school_id, staff_id))
    with check (staffing_in_scope(from_school_id)
        and staffing_is_decided_here(line_id, from_school_id, to_school_id, staff_id));
"""
DROP_PLANS = """
drop policy staffing_staffdecision_decided on staffing_staffdecision;
drop policy staffing_staffdecision_recorded on staffing_staffdecision;
drop function staffing_is_decided_here(bigint, bigint, bigint, bigint);
drop policy staffing_scenarioline_decided on staffing_scenarioline;
drop policy staffing_staffdecision_kept on staffing_staffdecision;
drop policy staffing_scenarioline_kept on staffing_scenarioline;
drop policy staffing_scenario_kept on staffing_scenario;
drop policy staffing_scenariopart_kept on staffing_scenariopart;
drop policy staffing_inputsnapshot_kept on staffing_inputsnapshot;
call without_scope('staffing_staffdecision');
call without_scope('staffing_scenarioline');
call without_scope('staffing_scenario');
call without_scope('staffing_scenariopart');
call without_scope('staffing_inputsnapshot');
drop function staffing_in_scope(bigint);
drop procedure staffing_guard_plans(text, text);
"""
DROP = """
call without_scope('staffing_wish');
call without_scope('staffing_protection');
call without_scope('staffing_opencell');
call without_scope('staffing_lineobjection');
call without_scope('staffing_lineconsent');
call without_scope('staffing_staffsubject');
call without_scope('staffing_qualification');
call without_scope('staffing_title');
call without_scope('staffing_leave');
call without_scope('staffing_elsewhere');
call without_scope('staffing_guest');
call without_scope('staffing_quota');
call without_scope('staffing_training');
call without_scope('staffing_standardrating');
call without_scope('staffing_staffchange');
call without_scope('staffing_plannedclasses');
call without_scope('staffing_balancecount');
call without_scope('staffing_declaration');
call without_scope('staffing_declarationstep');
call without_scope('staffing_staffmember');
call without_scope('staffing_post');
call without_scope('staffing_duty');
call without_scope('staffing_teachingassignment');
call without_scope('staffing_homeroomassignment');
call without_scope('staffing_substitution');
call without_scope('staffing_assignmentdraft');
call without_scope('staffing_assignmentchange');
"""


class Migration(migrations.Migration):
    dependencies = [("staffing", "0001_initial"), ("schools", "0002_scope")]

    operations = [
        migrations.RunSQL(SCOPE, DROP),
        # In lists: a text alone would be cut at every semicolon.
        migrations.RunSQL([PLANS], [DROP_PLANS]),
    ]

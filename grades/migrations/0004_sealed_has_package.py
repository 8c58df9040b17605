"""A sheet cannot end a transaction sealed unless a package of its class carries it."""

from django.db import migrations

# Deferred to the commit, when the request's scope may already be gone: the function brings its
# own, and reads nothing but whether the package exists.
SEALED_HAS_PACKAGE = """
create function grades_sealed_has_package() returns trigger language plpgsql as $$
declare
    scope_before text := coalesce(current_setting('eduportal.scope', true), '');
begin
    perform set_config('eduportal.scope', '*', true);
    if not exists (
        select 1
        from schools_classgroup c, schools_term t, schools_schoolyear y, exchange_package p
        where c.id = new.class_group_id and t.id = new.term_id and y.id = t.school_year_id
            and p.school_id = new.school_id and p.class_name = c.name
            and p.term_code = y.code || '-HK' || t.number
    ) then
        raise exception 'Mark sheet % is sealed but no package carries it.', new.id
            using errcode = 'restrict_violation';
    end if;
    perform set_config('eduportal.scope', scope_before, true);
    return null;
end $$;
create constraint trigger marksheet_sealed_has_package
    after insert or update of state on grades_marksheet
    deferrable initially deferred for each row when (new.state = 'sealed')
    execute function grades_sealed_has_package();
"""
DROP = """
drop trigger marksheet_sealed_has_package on grades_marksheet;
drop function grades_sealed_has_package();
"""


class Migration(migrations.Migration):
    dependencies = [("grades", "0003_mark_history"), ("exchange", "0003_legal_edges")]

    operations = [migrations.RunSQL([SEALED_HAS_PACKAGE], [DROP])]

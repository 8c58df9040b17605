"""A regulation set is written once; only a draft moves, and it moves once."""

from django.db import migrations

APPEND_ONLY = """
create function grades_regulationset_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.state = 'draft' and new.state in ('in_force', 'discarded')
            and to_jsonb(new) - array['state', 'moved_at', 'moved_by_id']
                = to_jsonb(old) - array['state', 'moved_at', 'moved_by_id']
        then
            return new;
        end if;
    end if;
    raise exception 'Regulation set % cannot be changed.', old.code
        using errcode = 'restrict_violation';
end $$;
create trigger regulationset_append_only before update or delete on grades_regulationset
    for each row execute function grades_regulationset_append_only();
"""
DROP = """
drop trigger regulationset_append_only on grades_regulationset;
drop function grades_regulationset_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("grades", "0004_sealed_has_package")]

    operations = [migrations.RunSQL([APPEND_ONLY], [DROP])]

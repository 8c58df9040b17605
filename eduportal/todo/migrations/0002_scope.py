"""Row-level security on tasks: whose scope holds every school of a task sees and changes it.

One without a school is the Department's own. A message is seen with its task.
"""

from django.db import migrations

SCOPE = """
create function todo_in_scope(schools bigint[]) returns boolean language sql stable
    return (select current_setting('eduportal.scope', true)) = '*' or (schools <> '{}'
        and schools <@ (select case when current_setting('eduportal.scope', true) like '{%'
            then current_setting('eduportal.scope', true) else '{}' end)::bigint[]);
alter table todo_task enable row level security, force row level security;
create policy todo_task_scope on todo_task
    using (todo_in_scope(schools)) with check (todo_in_scope(schools));
create function todo_task_in_scope(task bigint) returns boolean language sql stable
    return exists (select from todo_task where id = task);
alter table todo_taskmessage enable row level security, force row level security;
create policy todo_taskmessage_scope on todo_taskmessage
    using (todo_task_in_scope(task_id)) with check (todo_task_in_scope(task_id));
call append_only('todo_taskmessage');
"""
DROP = """
drop trigger todo_taskmessage_append_only on todo_taskmessage;
call without_scope('todo_taskmessage');
drop function todo_task_in_scope(bigint);
call without_scope('todo_task');
drop function todo_in_scope(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("todo", "0001_initial"), ("schools", "0002_scope")]

    operations = [migrations.RunSQL([SCOPE], [DROP])]

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

    operations = [migrations.RunSQL(SCOPE, DROP)]

"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('dashboards_classfigure');
call same_school('dashboards_classfigure', 'class_group_id', 'schools_classgroup');
call scope_by_school('dashboards_subjectfigure');
call scope_by_school('dashboards_keptfigure');
call append_only('dashboards_keptfigure');
call scope_by_school('dashboards_figuredifference');
call same_school('dashboards_figuredifference', 'class_group_id', 'schools_classgroup');
"""
DROP = """
drop trigger dashboards_keptfigure_append_only on dashboards_keptfigure;
call without_scope('dashboards_keptfigure');
call without_scope('dashboards_figuredifference');
call without_scope('dashboards_subjectfigure');
call without_scope('dashboards_classfigure');
"""


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial"), ("schools", "0002_scope")]

    operations = [migrations.RunSQL(SCOPE, DROP)]

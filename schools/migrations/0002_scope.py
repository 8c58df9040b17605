"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('schools_school', 'id');
call scope_by_school('schools_classgroup');
call scope_by_school('schools_site');
call scope_by_school('schools_nationalstandard');
"""
DROP = """
call without_scope('schools_school');
call without_scope('schools_classgroup');
call without_scope('schools_site');
call without_scope('schools_nationalstandard');
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [migrations.RunSQL(SCOPE, DROP)]

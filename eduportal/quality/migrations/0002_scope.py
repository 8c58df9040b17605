"""Row-level security on findings, their steps and the checks of schools."""

from django.db import migrations

SCOPE = """
call scope_by_school('quality_finding');
call scope_by_school('quality_findingstep');
call scope_by_school('quality_schoolcheck');
call same_school('quality_findingstep', 'finding_id', 'quality_finding');
call append_only('quality_findingstep');
"""
DROP = """
drop trigger quality_findingstep_append_only on quality_findingstep;
call without_scope('quality_schoolcheck');
call without_scope('quality_findingstep');
call without_scope('quality_finding');
"""


class Migration(migrations.Migration):
    dependencies = [("quality", "0001_initial"), ("schools", "0002_scope")]

    operations = [migrations.RunSQL(SCOPE, DROP)]

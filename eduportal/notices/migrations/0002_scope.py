"""Row-level security on notices: a notice belongs to the school it is about."""

from django.db import migrations

SCOPE = "call scope_by_school('notices_notice');"
DROP = "call without_scope('notices_notice');"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("schools", "0002_scope")]

    operations = [migrations.RunSQL(SCOPE, DROP)]

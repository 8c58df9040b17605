"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0001_initial")]

    operations = [
        ScopeBySchool("dashboards_classfigure"),
    ]

"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [
        ScopeBySchool("schools_school", column="id"),
        ScopeBySchool("schools_entrywindow"),
        ScopeBySchool("schools_classgroup"),
    ]

"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        ScopeBySchool("imports_importjob"),
        ScopeBySchool("imports_importrow"),
        ScopeBySchool("imports_importproblem"),
        ScopeBySchool("imports_rememberedanswer"),
    ]

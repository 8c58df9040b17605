"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("staffing", "0001_initial")]

    operations = [
        ScopeBySchool("staffing_staffmember"),
        ScopeBySchool("staffing_post"),
        ScopeBySchool("staffing_teachingassignment"),
        ScopeBySchool("staffing_homeroomassignment"),
    ]

"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("students", "0001_initial")]

    operations = [
        ScopeBySchool("students_student"),
        ScopeBySchool("students_enrolment"),
        ScopeBySchool("students_chosensubject"),
    ]

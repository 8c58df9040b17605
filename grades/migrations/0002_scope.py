"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("grades", "0001_initial")]

    operations = [
        ScopeBySchool("grades_marksheet"),
        ScopeBySchool("grades_markrecord"),
        ScopeBySchool("grades_markchange"),
        ScopeBySchool("grades_sheetstep"),
        ScopeBySchool("grades_celloperation"),
        ScopeBySchool("grades_termresult"),
        ScopeBySchool("grades_ledgerline"),
        ScopeBySchool("grades_comparedresult"),
    ]

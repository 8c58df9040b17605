"""Row-level security on the tables of this app (docs/architecture.md, "Scoping")."""

from django.db import migrations

from eduportal.scoping.operations import ScopeBySchool


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        ScopeBySchool("exchange_package"),
        ScopeBySchool("exchange_receipt"),
        ScopeBySchool("exchange_outboxentry"),
        ScopeBySchool("exchange_outboxevent"),
    ]

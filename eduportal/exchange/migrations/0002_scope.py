"""Row-level security on the tables of this app, and no pointer to another school's row."""

from django.db import migrations

SCOPE = """
call scope_by_school('exchange_package');
call scope_by_school('exchange_receipt');
call scope_by_school('exchange_outboxentry');
call scope_by_school('exchange_line');
call scope_by_school('exchange_decision');
call scope_by_school('exchange_changedfeed');
call scope_by_school('exchange_contract');
call scope_by_school('exchange_ministryrecord');
call scope_by_school('exchange_ministryscope');
call same_school('exchange_receipt', 'package_id', 'exchange_package');
call same_school('exchange_outboxentry', 'package_id', 'exchange_package');
call same_school('exchange_line', 'package_id', 'exchange_package');
call same_school('exchange_decision', 'entry_id', 'exchange_outboxentry');
"""
DROP = """
call without_scope('exchange_package');
call without_scope('exchange_receipt');
call without_scope('exchange_outboxentry');
call without_scope('exchange_line');
call without_scope('exchange_decision');
call without_scope('exchange_changedfeed');
call without_scope('exchange_contract');
call without_scope('exchange_ministryrecord');
call without_scope('exchange_ministryscope');
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [migrations.RunSQL(SCOPE, DROP)]

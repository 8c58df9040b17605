"""Give the portal's runtime role just the rights it needs; run by the owner after each migrate."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from eduportal.scoping.rights import differences, grant_rights

STRONG = """
select rolsuper or rolbypassrls or rolcreaterole or rolreplication or rolname = current_user
    or pg_has_role(rolname, current_user, 'MEMBER')
from pg_roles where rolname = %s
"""


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role", help="the role DATABASE_URL of the running portal names")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(STRONG, [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no database role {role}; create it first.")
            if found[0]:
                raise CommandError(
                    f"The database role {role} must be an ordinary one that may not act as the "
                    "owner: what is taken from a stronger role, it can take back."
                )
            grant_rights(cursor, role)
            left = [f"{each.right} on {each.table}" for each in differences(cursor, role)]
        if left:
            raise CommandError(
                f"{role} still differs in {', '.join(left)}: run this as the owner of these "
                "tables, and take the role out of the roles that give it more."
            )
        self.stdout.write(f"{role} has the rights of the runtime role, and no others.")

"""Whether the database keeps the schools apart, the history safe, and rows out of its log.

`manage.py check --database default` tells, pages and workers do not start without it, and
`/healthz` asks again while they run: PostgreSQL itself says nothing when a superuser connects or
a table has lost its policy, it shows every row.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseFailure
from django.db import connections
from django.db.backends.utils import CursorWrapper

from eduportal.core import server_log
from eduportal.scoping.rights import differences, rights_by_table
from eduportal.scoping.tables import scoped_tables, tables_of_two_schools

USE_RUNTIME_ROLE = (
    "Put the runtime role's address into DATABASE_URL (docs/deploy.md, 'Database'); only "
    "migrate, grant_runtime and seed_demo run with the owner's."
)
MIGRATE = "Run migrate and then grant_runtime, as the owner of the tables."
GRANT = "Run grant_runtime {role}, as the owner of the tables."
SILENCE = "As a superuser of the server: {statements}. New sessions obey."
NAMES_SHOWN = 5

# Each of them passes over the policies, or can give itself what does.
STRONG = """
select rolname, array_remove(array[
    case when rolsuper then 'SUPERUSER' end, case when rolbypassrls then 'BYPASSRLS' end,
    case when rolcreaterole then 'CREATEROLE' end, case when rolreplication then 'REPLICATION' end
], null)
from pg_roles
where (rolsuper or rolbypassrls or rolcreaterole or rolreplication) and pg_has_role(oid, 'MEMBER')
order by rolname <> current_user, rolname
"""
ABSENT = "select name from unnest(%s) name where to_regclass(quote_ident(name)) is null order by 1"
OWNED = """
select relname from pg_class
where relnamespace = current_schema()::regnamespace and relname = any(%s)
    and pg_has_role(relowner, 'MEMBER')
order by 1
"""
CREATING = """
select array_remove(array[
    case when has_schema_privilege(current_schema(), 'CREATE') then 'tables' end,
    case when has_database_privilege(current_database(), 'CREATE') then 'schemas' end
], null)
"""
# Settings every session of the role begins with: a scope nobody opened, other tables first.
PRESET = """
select distinct name from pg_db_role_setting,
    unnest(setconfig) setting, split_part(setting, '=', 1) name
where setrole in (0, (select oid from pg_roles where rolname = current_user))
    and setdatabase in (0, (select oid from pg_database where datname = current_database()))
    and (name = 'search_path' or name like 'eduportal.%')
order by 1
"""
HELD_SETTINGS = "select name, setting from pg_settings where name = any(%s) order by name"
# The one policy of a table: for every role and verb, by the scope, on reading as on writing.
UNGUARDED = """
select name from unnest(%s, %s) as wanted (name, school)
left join pg_class c
    on c.relname = name and relnamespace = current_schema()::regnamespace
where not coalesce(relrowsecurity and relforcerowsecurity, false) or 1 is distinct from (
    select sum(case when polpermissive and polcmd = '*' and polroles = '{0}' and rule = with_check
        and rule like '%%''eduportal.scope''%%' and rule like '%%' || school || ' = ANY %%'
        then 1 else 2 end)
    from pg_policy, pg_get_expr(polqual, polrelid) rule,
        pg_get_expr(polwithcheck, polrelid) with_check
    where polrelid = c.oid)
order by 1
"""
# Of a table about two schools: guarded by one policy for every verb, which asks for the scope both
# ways; what else allows to insert or change asks for it as well, and the rest only forbids.
UNGUARDED_BETWEEN = """
select name from unnest(%s) name
left join pg_class c
    on c.relname = name and relnamespace = current_schema()::regnamespace
where not coalesce(relrowsecurity and relforcerowsecurity, false) or 1 is distinct from (
    select sum(case
        when not polpermissive then 0
        when polroles <> '{0}' then 2
        when polcmd = '*' and asks_where and asks_what then 1
        when polcmd = 'a' and asks_what or polcmd = 'w' and asks_where and asks_what then 0
        else 2 end)
    from pg_policy, lateral (select
        pg_get_expr(polqual, polrelid) ~ '''eduportal.scope''|_in_scope\\(' as asks_where,
        pg_get_expr(polwithcheck, polrelid) ~ '''eduportal.scope''|_in_scope\\(' as asks_what) it
    where polrelid = c.oid)
order by 1
"""


class UnsafeDatabase(ImproperlyConfigured):
    """Pages and background work must not run on this database; says why and what to do."""


def check_databases(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The system check: problems of each database the command was asked to look at."""
    return [problem for using in databases or () for problem in problems_of(using)]


def require_safe_database(using: str = "default") -> None:
    """Raise UnsafeDatabase with every problem; also when the database does not answer."""
    try:
        problems = problems_of(using)
    except DatabaseFailure as error:
        raise UnsafeDatabase(f"The database cannot be checked: {error}") from error
    finally:
        connections[using].close()
    if problems:
        raise UnsafeDatabase(sentences(problems))


def sentences(problems: Iterable[CheckMessage]) -> str:
    """The problems with their remedies as one text for a log."""
    return " ".join(f"{problem.msg} {problem.hint}" for problem in problems)


def problems_of(using: str = "default") -> list[CheckMessage]:
    """What is wrong with the role of this connection and with the tables it sees."""
    with connections[using].cursor() as cursor:
        cursor.execute("select current_user")
        role = cursor.fetchone()[0]
        strong = _strong(cursor, role)
        absent = _rows(cursor, ABSENT, list(rights_by_table()))
        if absent:
            lacks = f"The database lacks {_listed(absent)}."
            return [*strong, Error(lacks, hint=MIGRATE, id="scoping.E002")]
        of_role = (
            strong
            or _owner(cursor, role)
            or [*_creator(cursor, role), *_rights(cursor, role), *_talkative(cursor, role)]
        )
        return [*of_role, *_preset(cursor, role), *_unguarded(cursor)]


def _strong(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    cursor.execute(STRONG)
    found = cursor.fetchall()
    if not found:
        return []
    name, attributes = found[0]
    way = f"may act as {name}, which has" if name != role else "has"
    text = (
        f"The database role {role} {way} {', '.join(attributes)}: it can pass over row-level "
        "security, which keeps the schools apart."
    )
    return [Error(text, hint=USE_RUNTIME_ROLE, id="scoping.E001")]


def _owner(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    owned = _rows(cursor, OWNED, list(rights_by_table()))
    if not owned:
        return []
    text = (
        f"The database role {role} owns, or may act as the owner of, {_listed(owned)}: it could "
        "switch off every guard."
    )
    return [Error(text, hint=USE_RUNTIME_ROLE, id="scoping.E003")]


def _creator(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    cursor.execute(CREATING)
    (kinds,) = cursor.fetchone()
    if not kinds:
        return []
    text = f"The database role {role} may create {' and '.join(kinds)}."
    return [Error(text, hint=GRANT.format(role=role), id="scoping.E004")]


def _rights(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    found = differences(cursor, role)
    too_many = [f"{each.right} on {each.table}" for each in found if not each.is_missing]
    missing = [f"{each.right} on {each.table}" for each in found if each.is_missing]
    hint = GRANT.format(role=role)
    problems: list[CheckMessage] = []
    if too_many:
        text = f"The database role {role} has rights it must not have: {_listed(too_many)}."
        problems.append(Error(text, hint=hint, id="scoping.E005"))
    if missing:
        text = f"The database role {role} lacks rights it needs: {_listed(missing)}."
        problems.append(Error(text, hint=hint, id="scoping.E006"))
    return problems


def _preset(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    found = _rows(cursor, PRESET)
    if not found:
        return []
    text = f"Every session of the database role {role} begins with {_listed(found)} set."
    hint = "Take it away with alter role … reset, or alter database … reset."
    return [Error(text, hint=hint, id="scoping.E008")]


def _talkative(cursor: CursorWrapper, role: str) -> list[CheckMessage]:
    cursor.execute(HELD_SETTINGS, [list(server_log.SETTINGS)])
    loud = [
        f"{name} is {held}" for name, held in cursor.fetchall() if held != server_log.SETTINGS[name]
    ]
    if not loud:
        return []
    text = (
        f"PostgreSQL would write rows into its log for the database role {role}: {_listed(loud)}."
    )
    hint = SILENCE.format(statements="; ".join(server_log.statements(role)))
    return [Error(text, hint=hint, id="scoping.E009")]


def _unguarded(cursor: CursorWrapper) -> list[CheckMessage]:
    tables = scoped_tables()
    found = _rows(cursor, UNGUARDED, list(tables), list(tables.values()))
    found += _rows(cursor, UNGUARDED_BETWEEN, tables_of_two_schools())
    if not found:
        return []
    text = f"Row-level security does not guard {_listed(found)}: rows of every school are visible."
    hint = "Restore the policy that its migration makes, as the owner of the table."
    return [Error(text, hint=hint, id="scoping.E007")]


def _rows(cursor: CursorWrapper, query: str, *params: list[str]) -> list[str]:
    cursor.execute(query, params or None)
    return [name for (name,) in cursor.fetchall()]


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many there are besides."""
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")

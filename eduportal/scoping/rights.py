"""What the portal's runtime role may do to each table, and the statements that give it just that.

A model whose rows are history says `append_only = True`: rows are added, never changed or deleted.
Columns that must change all the same are named in `mutable_columns`, columns that only the
database fills in `database_columns`: a row's moment is then not the portal's to choose. Every other
table may be read and written. Only the owner truncates, and only the owner changes the schema.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

READ = frozenset({"SELECT"})
APPEND = READ | {"INSERT"}
ORDINARY = APPEND | {"UPDATE", "DELETE"}
# What PostgreSQL 15 knows of; later versions add MAINTAIN, which REVOKE ALL takes away as well.
ALL = ORDINARY | {"TRUNCATE", "REFERENCES", "TRIGGER"}


@dataclass(frozen=True)
class Rights:
    """The rights on one table, and on columns where the whole row may not be filled or changed."""

    verbs: frozenset[str] = ORDINARY
    insert_columns: frozenset[str] = frozenset()
    update_columns: frozenset[str] = frozenset()

    @property
    def columns(self) -> dict[str, frozenset[str]]:
        return {"INSERT": self.insert_columns, "UPDATE": self.update_columns}

    @property
    def names(self) -> set[str]:
        """The rights one by one, as GRANT writes them: SELECT, UPDATE (state)."""
        of_columns = {
            named(verb, column) for verb, columns in self.columns.items() for column in columns
        }
        return {*self.verbs, *of_columns}


@dataclass(frozen=True)
class Difference:
    """One right of a role that is not as the models say, for example DELETE on a history."""

    table: str
    right: str
    is_missing: bool


def rights_by_table() -> dict[str, Rights]:
    """The runtime role's rights on every table of the portal and of its libraries."""
    models = apps.get_models(include_auto_created=True)
    tables = {model._meta.db_table: rights_of(model) for model in models if not model._meta.proxy}
    return tables | {MigrationRecorder.Migration._meta.db_table: Rights(READ)}


def rights_of(model: type[Model]) -> Rights:
    """What the model says about its own table."""
    if not getattr(model, "append_only", False):
        return Rights()
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    mutable = frozenset(columns[name] for name in getattr(model, "mutable_columns", ()))
    filled = {columns[name] for name in getattr(model, "database_columns", ())}
    if not filled:
        return Rights(APPEND, update_columns=mutable)
    return Rights(READ, frozenset(columns.values()) - filled, mutable)


OWN_TABLES = """
select relname from pg_class
where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm')
    and pg_has_role(relowner, 'USAGE')
order by 1
"""
# Functions are called by checks and by other functions. Triggers need no right to be fired, and
# procedures belong to migrations.
OWN_ROUTINES = """
select oid::regprocedure::text, prokind = 'f' and prorettype <> 'trigger'::regtype from pg_proc
where pronamespace = current_schema()::regnamespace and pg_has_role(proowner, 'USAGE')
order by 1
"""
HELD = """
with tables as (
    select oid, relname, relispartition from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm')
)
select relname, relispartition, verb, null from tables, unnest(%(verbs)s) verb
where has_table_privilege(%(role)s, oid, verb)
union all
select relname, relispartition, verb, attname
from tables join pg_attribute on attrelid = oid, unnest(array['INSERT', 'UPDATE']) verb
where attnum > 0 and not attisdropped and not has_table_privilege(%(role)s, oid, verb)
    and has_column_privilege(%(role)s, oid, attnum, verb)
"""


def grant_rights(cursor: CursorWrapper, role: str) -> None:
    """Give `role` its rights in the current schema; take every other from it and from PUBLIC.

    The owner runs it, inside a transaction. Running it again changes nothing.
    """
    quote = cursor.db.ops.quote_name
    cursor.execute("select current_database(), current_schema()")
    database, schema = map(quote, cursor.fetchone())
    cursor.execute(OWN_ROUTINES)
    routines = cursor.fetchall()
    cursor.execute(OWN_TABLES)
    wanted, nothing = rights_by_table(), Rights(frozenset())
    tables = {quote(table): wanted.get(table, nothing) for (table,) in cursor.fetchall()}
    statements = [
        *_on_schema(database, schema, quote(role)),
        *_on_routines(routines, quote(role)),
        *_on_tables(tables, quote(role)),
    ]
    cursor.execute(";".join(statements))


def _on_schema(database: str, schema: str, role: str) -> list[str]:
    """Connect, stage rows in temporary tables and take numbers from sequences; create nothing."""
    return [
        f"revoke create on database {database} from public, {role}",
        f"grant connect, temporary on database {database} to {role}",
        f"revoke create on schema {schema} from public, {role}",
        f"grant usage on schema {schema} to {role}",
        f"revoke all on all sequences in schema {schema} from public, {role}",
        f"grant usage on all sequences in schema {schema} to {role}",
    ]


def _on_routines(routines: list[tuple[str, bool]], role: str) -> list[str]:
    statements = []
    for signature, is_called in routines:
        statements.append(f"revoke all on routine {signature} from public, {role}")
        if is_called:
            statements.append(f"grant execute on function {signature} to {role}")
    return statements


def _on_tables(tables: dict[str, Rights], role: str) -> list[str]:
    statements = []
    for table, rights in tables.items():
        statements.append(f"revoke all on table {table} from public, {role}")
        if rights.verbs:
            verbs = ", ".join(sorted(rights.verbs))
            statements.append(f"grant {verbs} on table {table} to {role}")
        for verb, columns in rights.columns.items():
            if columns:
                names = ", ".join(f'"{name}"' for name in sorted(columns))
                statements.append(f"grant {verb} ({names}) on table {table} to {role}")
    return statements


def differences(cursor: CursorWrapper, role: str) -> list[Difference]:
    """Every right on a table that `role` has and should not have, or lacks and needs."""
    cursor.execute(HELD, {"verbs": sorted(ALL), "role": role})
    found = cursor.fetchall()
    held = {(table, named(verb, column)) for table, _part, verb, column in found}
    wanted = {
        (table, right) for table, rights in rights_by_table().items() for right in rights.names
    }
    # A partition is reached through its table, whose policy it does not have.
    known = {table for table, _right in wanted} | {table for table, part, *_right in found if part}
    # Tables the portal does not know may be read and written.
    strange = {(table, right) for table, right in held if table not in known and right in ORDINARY}
    return [
        Difference(table, right, (table, right) in wanted)
        for table, right in sorted(held - strange ^ wanted)
    ]


def named(verb: str, column: str | None) -> str:
    """One right as SQL writes it: DELETE, or UPDATE (state)."""
    return f"{verb} ({column})" if column else verb

"""Statements of every request or every save: written once a process, planned once a connection.

Django takes longer to write such a query than PostgreSQL to answer it, and so does PostgreSQL to
plan it. The query stays one of the ORM; the values that change are named places.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, Expression, Field, Func, Model, QuerySet
from django.db.models import query as orm
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
# Names of the statements that a connection knows. They outlive its transactions.
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


class Prepared:
    """One statement that PostgreSQL plans once for each connection.

    Its places are $1, $2, …, at least one. `about` begins its name: what it reads or writes.
    """

    def __init__(self, about: str, sql: str) -> None:
        self.sql = sql
        self.name = f"{about}_{sha256(sql.encode()).hexdigest()[:16]}"

    def execute(self, cursor: CursorWrapper, values: Sequence[Any]) -> None:
        """Run it. The transaction, if there is one, is the caller's."""
        known = _known.setdefault(connection.connection, set())
        if self.name not in known:
            with connection.wrap_database_errors, connection.connection.cursor() as plain:
                plain.execute(f"prepare {self.name} as {self.sql}")
            known.add(self.name)
        cursor.execute(f"execute {self.name}({', '.join(['%s'] * len(values))})", values)


class Given(Expression):
    """The place of a value that is named when the query is asked."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class IsOneOf(Func):
    """Whether a field holds one of the values of a list: IsOneOf("pk", Given("keys", …))."""

    template = "%(expressions)s)"
    arg_joiner = " = any("
    output_field = BooleanField()


class Written(Generic[M]):
    """One query of the ORM: `build` makes it the first time, and every time `ask` runs it.

    It may join and annotate. No prefetching, and no condition that depends on a value's shape.
    """

    def __init__(self, build: Callable[[], "QuerySet[M]"]) -> None:
        self._build = build

    def ask(self, **given: Any) -> list[M]:
        """The rows for these values, as the queryset would give them."""
        form = self._form
        values = [given[each.name] if isinstance(each, Given) else each for each in form.params]
        with connection.cursor() as cursor:
            form.statement.execute(cursor, values)
            return [form.object_of(row) for row in cursor.fetchall()]

    @cached_property
    def _form(self) -> "_Form":
        compiler = self._build().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        return _Form(sql, params, compiler)


class _Form:
    """The SQL, and how one of its rows becomes an object: what Django works out for each query."""

    def __init__(self, sql: str, params: Sequence[Any], compiler: SQLCompiler) -> None:
        numbered = sql % tuple(f"${place + 1}" for place in range(len(params)))
        self.params = params
        select: Any = compiler.select
        info: Any = compiler.klass_info
        places = info["select_fields"]
        self._own = slice(places[0], places[-1] + 1)
        self._names = [column.target.attname for column, _sql, _alias in select[self._own]]
        self._model: Any = info["model"]
        self.statement = Prepared(self._model._meta.db_table, numbered)
        related: Any = orm.get_related_populators
        self._related = related(info, select, connection.alias)
        self._annotations: Mapping[str, int] = compiler.annotation_col_map or {}
        self._converters = compiler.get_converters([column for column, _sql, _alias in select])

    def object_of(self, row: Sequence[Any]) -> Any:
        values = list(row)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        found = self._model.from_db(connection.alias, self._names, values[self._own])
        for related in self._related:
            related.populate(values, found)
        for name, place in self._annotations.items():
            setattr(found, name, values[place])
        return found

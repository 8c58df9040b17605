"""Django's statements and rows, made without coverage.

Most of the work of Python in these tests is putting statements together and making objects of what
they bring. No line of the portal runs meanwhile, but coverage sees each of Django's pass, which
takes as long again.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from coverage.tracer import CTracer
from django.db.backends.postgresql import compiler
from django.db.models import Model, QuerySet
from django.db.models.sql.query import Query

P = ParamSpec("P")
T = TypeVar("T")
SQLAggregateCompiler = compiler.SQLAggregateCompiler
SQLDeleteCompiler = compiler.SQLDeleteCompiler


def resting(function: Callable[P, T]) -> Callable[P, T]:
    """The function, in which coverage does not look on."""

    @wraps(function)
    def rest(*args: P.args, **kwargs: P.kwargs) -> T:
        tracer = sys.gettrace()
        if not isinstance(tracer, CTracer):
            return function(*args, **kwargs)
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            # Not `sys.settrace`, after which it would miss the end of this very call.
            tracer.start()

    return rest


class SQLCompiler(compiler.SQLCompiler):
    as_sql = resting(compiler.SQLCompiler.as_sql)


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    as_sql = resting(compiler.SQLInsertCompiler.as_sql)


class SQLUpdateCompiler(compiler.SQLUpdateCompiler):
    as_sql = resting(compiler.SQLUpdateCompiler.as_sql)


# Filters are put together here, before any compiler is asked.
Query.add_q = resting(Query.add_q)
# No model, manager or field of the portal takes part in these but the field of user names, and no
# signal has a receiver.
for name in ("_fetch_all", "_chain", "_batched_insert", "exists", "count", "update"):
    setattr(QuerySet, name, resting(getattr(QuerySet, name)))
for name in ("__init__", "save_base"):
    setattr(Model, name, resting(getattr(Model, name)))

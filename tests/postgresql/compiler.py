"""Django's PostgreSQL statements, written without coverage.

Half of the work of Python in these tests is putting them together. No line of the portal runs
meanwhile, but coverage sees each of Django's pass, which takes as long again.
"""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from coverage.tracer import CTracer
from django.db.backends.postgresql import compiler
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

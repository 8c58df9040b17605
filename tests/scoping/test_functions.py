"""No function of the portal asks the caller's search_path which table a name means."""

import pytest
from django.db import connection

from grades.models import MarkRecord
from tests.factories import MarkRecordFactory

# A body bound when it was made (RETURN) reads no path; every other function brings its own.
UNBOUND = """
select p.oid::regprocedure::text from pg_proc p
where pronamespace = 'public'::regnamespace and prosqlbody is null
    and not coalesce(proconfig, '{}') @> array['search_path=public, pg_temp']
    and not exists (select 1 from pg_depend d
        where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
"""
OURS = "select count(*) from pg_proc where proconfig @> array['search_path=public, pg_temp']"
SHADOW = "create temporary table {0} (like public.{0})"


def test_every_function_knows_its_schema(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OURS)
        assert cursor.fetchone()[0] >= 10
        cursor.execute(UNBOUND)
        assert cursor.fetchall() == []


class TemporaryTables:
    """A temporary table of the same name comes first in every search_path."""

    def test_history_goes_to_the_real_table(self, db_everywhere: None) -> None:
        record = MarkRecordFactory()
        with connection.cursor() as cursor:
            cursor.execute(SHADOW.format("grades_markchange"))
            cursor.execute("update grades_markrecord set midterm = 50 where id = %s", [record.pk])
            cursor.execute("select count(*) from public.grades_markchange")
            assert cursor.fetchone() == (1,)
            cursor.execute("select count(*) from pg_temp.grades_markchange")
            assert cursor.fetchone() == (0,)
        assert MarkRecord.objects.get().midterm == 50


class TestAsRuntimeRole(TemporaryTables):
    """The portal's own role."""


@pytest.mark.usefixtures("as_owner")
class TestAsOwner(TemporaryTables):
    """The owner of the tables."""

"""The table by months: who may do what to it, how long it is kept, and what it never refuses."""

import datetime

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.utils import timezone

from eduportal import scoping
from eduportal.core.keeping import Kept, Unit
from eduportal.core.looking import Kind
from eduportal.privacy import access_log
from eduportal.privacy.models import Access
from tests.factories import AccessFactory
from tests.world import ClientOf, World

MONTHS = access_log.LoggedMonths()
PARTS = """
select relname, relrowsecurity and relforcerowsecurity from pg_inherits
join pg_class c on c.oid = inhrelid where inhparent = 'privacy_access'::regclass order by relname
"""


def parts() -> dict[str, bool]:
    """The partitions, and whether row-level security is forced on each."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS)
        return dict(cursor.fetchall())


def name_of(months_from_now: int) -> str:
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 + months_from_now, 12)
    return f"privacy_access_{year}_{month + 1:02}"


def refused(sql: str) -> bool:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except ProgrammingError as error:
            return "permission denied" in str(error) or "must be owner" in str(error)
    return False


def test_a_year_of_months_is_there_ahead_each_under_row_level_security(db: None) -> None:
    ahead = [name_of(number) for number in range(13)]

    assert parts() == dict.fromkeys(ahead, True)


def test_the_portal_reaches_the_rows_through_the_table_only(db: None) -> None:
    part = name_of(0)

    assert refused(f"select * from {part}")
    assert refused(f"insert into {part} select * from privacy_access")
    assert refused(f"drop table {part}")
    assert refused("call privacy_make_month('2001-01-01')")


def test_a_school_sees_the_entries_about_its_own_persons(world: World) -> None:
    with scoping.everywhere("a test writes entries"):
        own = AccessFactory(school=world.school)
        AccessFactory(school=world.foreign_school)
        AccessFactory(of_account=True, persons=[1])

    with scoping.schools([world.school.pk]):
        assert list(Access.objects.values_list("pk", flat=True)) == [own.pk]


def test_nobody_is_no_entry(db_everywhere: None) -> None:
    access_log.write_down({(Kind.STUDENT, 1): set()}, access_log.Reader("browser", "x"), waits=True)

    assert not Access.objects.exists()


@pytest.mark.parametrize("months", [0, 5, -1])
def test_nobody_may_ask_for_less_than_the_law(db: None, months: int) -> None:
    with pytest.raises(DataError, match="6 months at least"), transaction.atomic():
        MONTHS.clear(Kept(months, Unit.MONTHS), 1)

    assert len(parts()) == 13


@pytest.mark.usefixtures("as_owner")
class TestAsOwner:
    """Past months are made by the owner alone; the nightly task drops them."""

    def test_what_is_past_keeping_goes_and_the_rest_stays(self, db_everywhere: None) -> None:
        with connection.cursor() as cursor:
            for months in (24, 25, 40):
                first = f"{name_of(-months)[-7:].replace('_', '-')}-01"
                cursor.execute("call privacy_make_month(%s)", [first])
                at = datetime.datetime.fromisoformat(f"{first}T12:00:00+07:00")
                AccessFactory(at=at)

        assert [MONTHS.clear(Kept(24, Unit.MONTHS), 1) for _night in range(2)] == [2, 0]
        assert list(parts()) == [name_of(-24), *(name_of(number) for number in range(13))]
        [kept] = Access.objects.all()
        assert MONTHS.oldest() == kept.at
        assert f"{timezone.localtime(kept.at):%Y_%m}" == name_of(-24)[-7:]

    def test_a_month_that_is_missing_is_made_again(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table {name_of(12)}")
            cursor.execute(f"drop table {name_of(5)}")

        MONTHS.clear(Kept(24, Unit.MONTHS), 1)

        assert list(parts()) == [name_of(number) for number in range(13)]

    def test_a_past_month_cannot_be_rewritten_by_its_own_name(self, db: None) -> None:
        with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
            cursor.execute(f"truncate {name_of(0)}")


@pytest.mark.django_db(transaction=True)
def test_a_page_whose_entries_cannot_be_written_is_not_shown(
    client_of: ClientOf, world: World
) -> None:
    from tests.owner import owner_cursor

    client = client_of("head")
    client.raise_request_exception = False
    assert client.get("/students/").status_code == 200
    with owner_cursor() as cursor:
        cursor.execute("alter table privacy_access rename to out_of_reach")
        try:
            response = client.get("/students/")
        finally:
            cursor.execute("alter table out_of_reach rename to privacy_access")

    assert response.status_code == 500
    assert world.enrolments[world.class_group][0].student.ministry_code not in str(response.content)

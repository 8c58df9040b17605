"""The table by months: who may do what to it, how long it is kept, and what it never refuses."""

import datetime

import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from eduportal import scoping
from eduportal.accounts.models import SignIn
from eduportal.core.keeping import AgedMonths, Kept, Unit
from eduportal.core.looking import Kind
from eduportal.privacy import access_log
from eduportal.privacy.models import Access
from tests.factories import AccessFactory, SignInFactory
from tests.world import ClientOf, World

# What docs/deploy.md says the owner runs.
LEAST = (
    "create or replace function least_months_kept() returns integer"
    " language sql immutable return {}"
)
PARTS = """
select relname, relrowsecurity and relforcerowsecurity from pg_inherits
join pg_class c on c.oid = inhrelid where inhparent = %s::regclass order by relname
"""
BY_MONTHS = [(Access, AccessFactory), (SignIn, SignInFactory)]
by_months = pytest.mark.parametrize(("model", "factory"), BY_MONTHS, ids=["access", "sign-in"])


def parts(model: type[Model] = Access) -> dict[str, bool]:
    """The partitions, and whether row-level security is forced on each."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, [model._meta.db_table])
        return dict(cursor.fetchall())


def name_of(months_from_now: int, model: type[Model] = Access) -> str:
    today = timezone.localdate()
    year, month = divmod(today.year * 12 + today.month - 1 + months_from_now, 12)
    return f"{model._meta.db_table}_{year}_{month + 1:02}"


def refused(sql: str) -> bool:
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
        except ProgrammingError as error:
            return "permission denied" in str(error) or "must be owner" in str(error)
    return False


@by_months
def test_a_year_of_months_is_there_ahead_each_under_row_level_security(
    db: None, model, factory
) -> None:
    ahead = [name_of(number, model) for number in range(13)]

    assert parts(model) == dict.fromkeys(ahead, True)


@by_months
def test_the_portal_reaches_the_rows_through_the_table_only(db: None, model, factory) -> None:
    table, part = model._meta.db_table, name_of(0, model)

    assert refused(f"select * from {part}")
    assert refused(f"insert into {part} select * from {table}")
    assert refused(f"drop table {part}")
    assert refused(f"call make_month('{table}', '2001-01-01')")


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


@by_months
@pytest.mark.parametrize("months", [0, 23, -1])
def test_the_portal_cannot_shorten_what_the_owner_wants_kept(
    db: None, months: int, model, factory
) -> None:
    with pytest.raises(DataError, match="24 months at least"), transaction.atomic():
        AgedMonths(model).clear(Kept(months, Unit.MONTHS), 1)

    assert refused(LEAST.format(1))
    assert len(parts(model)) == 13


def test_only_a_table_of_months_is_kept_by_month(db: None) -> None:
    with pytest.raises(DataError, match="not kept by month"), connection.cursor() as cursor:
        cursor.execute("select keep_months('students_student', 24, 12)")


@pytest.mark.usefixtures("as_owner")
class TestAsOwner:
    """Past months are made by the owner alone; the nightly task drops them."""

    def with_past_months(self, model, factory) -> None:
        with connection.cursor() as cursor:
            for months in (40, 25, 24, 12):
                first = f"{name_of(-months)[-7:].replace('_', '-')}-01"
                cursor.execute("call make_month(%s, %s)", [model._meta.db_table, first])
                factory(at=datetime.datetime.fromisoformat(f"{first}T12:00:00+07:00"))

    @by_months
    def test_what_is_past_keeping_goes_and_the_rest_stays(
        self, db_everywhere: None, model, factory
    ) -> None:
        self.with_past_months(model, factory)
        months = AgedMonths(model)

        assert [months.clear(Kept(24, Unit.MONTHS), 1) for _night in range(2)] == [2, 0]
        left = [name_of(number, model) for number in (-24, -12, *range(13))]
        assert list(parts(model)) == left
        oldest, _newer = model.objects.order_by("at")
        assert months.oldest() == oldest.at
        assert f"{timezone.localtime(oldest.at):%Y_%m}" == name_of(-24)[-7:]

    def test_the_owner_says_how_much_must_stay(self, db_everywhere: None) -> None:
        self.with_past_months(Access, AccessFactory)
        with connection.cursor() as cursor:
            cursor.execute(LEAST.format(6))

        assert AgedMonths(Access).clear(Kept(6, Unit.MONTHS), 1) == 4
        with pytest.raises(DataError, match="6 months at least"), transaction.atomic():
            AgedMonths(Access).clear(Kept(5, Unit.MONTHS), 1)

    def test_a_month_that_is_missing_is_made_again(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"drop table {name_of(12)}")
            cursor.execute(f"drop table {name_of(5)}")

        AgedMonths(Access).clear(Kept(24, Unit.MONTHS), 1)

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

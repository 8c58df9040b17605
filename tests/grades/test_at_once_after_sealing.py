"""Two persons act on one amendment, or on the summer, in the same moment: one of them is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from eduportal import scoping
from grades.choices import Step
from grades.models import Amendment, MarkChange, MarkRecord
from grades.selectors.consequences import consequences_of
from grades.services import Decision, approve_amendment, confirm_amendment, refuse_amendment
from grades.services.errors import MarkBookError, ShownOtherwise
from tests.accounts.test_admin_at_once import wait_until_another_waits
from tests.grades.test_amending import DAY, act, ask, sealed  # noqa: F401
from tests.grades.test_summer import choose, end, enter, move, summer  # noqa: F401
from tests.world import World

SHEETS = 'FROM "grades_againsheet"'


def beside(first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """The answer of `second`, which begins before `first` has committed."""

    def waiting() -> Any:
        try:
            with scoping.everywhere("a test is the second"):
                return second()
        except MarkBookError as refused:
            return type(refused)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as threads:
        with scoping.everywhere("a test is the first"), transaction.atomic():
            first()
            answer = threads.submit(waiting)
            wait_until_another_waits()
        return answer.result()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("signing_key")
def test_of_two_who_decide_on_an_amendment_the_second_is_told(
    request: pytest.FixtureRequest,
) -> None:
    with scoping.everywhere("a test makes the rows"):
        world: World = request.getfixturevalue("sealed")
        confirm_amendment(act=act(world, ask(world), "homeroom"))
        amendment = Amendment.objects.get()
        decision = Decision("15/QĐ-THCS", DAY, consequences_of(amendment).revision)
        first, second = (act(world, Amendment.objects.get(), "head", "Đã xem.") for _each in "12")

    answer = beside(
        lambda: approve_amendment(act=first, decision=decision),
        lambda: refuse_amendment(act=second),
    )

    assert answer is ShownOtherwise
    with scoping.everywhere("a test looks"):
        assert Amendment.objects.get().state == "written"
        assert MarkRecord.objects.get(pk=world.record.pk).final == 20
        written = MarkChange.objects.filter(record=world.record.pk, reason__contains="15/QĐ-THCS")
        assert written.count() == 1


@pytest.mark.usefixtures("db_everywhere", "signing_key")
def test_the_seal_of_a_summer_waits_for_who_moves_one_of_its_sheets(
    summer: World,  # noqa: F811
) -> None:
    choose(summer, ["TOAN", "MON0"])
    for code in ("TOAN", "MON0"):
        move(summer, enter(summer, code, "7"), Step.APPROVE, "head")

    with CaptureQueriesContext(connection) as asked:
        end(summer)

    statements = [each["sql"] for each in asked]
    locks = [n for n, sql in enumerate(statements) if "FOR UPDATE" in sql and SHEETS in sql]
    looks = [n for n, sql in enumerate(statements) if "FOR UPDATE" not in sql and SHEETS in sql]
    # `end` looks once as the page does; what the seal goes by is read behind the lock.
    [lock] = locks
    assert any(lock < look for look in looks)

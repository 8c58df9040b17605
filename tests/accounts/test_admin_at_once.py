"""Two people save the same object of the administration at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from eduportal.accounts.models import Membership, User
from tests.accounts.test_admin_shown import SINCE, form_of, page_of
from tests.world import ClientOf, World

WITHIN_SECONDS = 60
WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
"""


def wait_until_another_waits() -> None:
    """Until another connection waits for what this transaction holds."""
    until = time.monotonic() + WITHIN_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            # Within a transaction PostgreSQL shows what it saw first.
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("changed", ["the object", "a row below"])
def test_the_second_waits_for_the_first_and_overwrites_nothing(
    client_of: ClientOf, world: World, changed: str
) -> None:
    admin, clerk = client_of("department_admin"), world.users["clerk"]
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    form = form_of(admin, clerk) | {"full_name": "Người Thứ Hai"}

    def save() -> str:
        try:
            return admin.post(page_of(clerk), form).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as threads:
        with transaction.atomic():
            if changed == "the object":
                User.objects.filter(pk=clerk.pk).update(full_name="Người Thứ Nhất")
            else:
                Membership.objects.filter(user=clerk).update(ends_on=world.term.ends_on)
            second = threads.submit(save)
            wait_until_another_waits()
        page = second.result()

    assert SINCE in page
    assert User.objects.get(pk=clerk.pk).full_name != "Người Thứ Hai"

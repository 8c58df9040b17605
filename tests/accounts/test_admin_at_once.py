"""Two people save the same object of the administration at the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client

from eduportal import scoping
from schools.models import School
from tests.accounts.test_admin_shown import SINCE, form_of, page_of
from tests.world import World

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
def test_the_second_waits_for_the_first_and_overwrites_nothing(
    superuser: Client, world: World
) -> None:
    superuser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    form = form_of(superuser, world.school) | {"address": "của người thứ hai"}

    def save() -> str:
        try:
            return superuser.post(page_of(world.school), form).content.decode()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as threads:
        with scoping.everywhere("a test is the first"), transaction.atomic():
            School.objects.filter(pk=world.school.pk).update(address="của người thứ nhất")
            second = threads.submit(save)
            wait_until_another_waits()
        page = second.result()

    assert SINCE in page

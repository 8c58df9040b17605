"""script/run as a person starts it: never another program's portal, and gone after Ctrl-C."""

import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests
from django.db import connection

from eduportal import scoping
from schools.choices import Stage
from script.launcher.places import PLACES
from script.launcher.ports import HOST, NAME
from tests.factories import SchoolFactory
from tests.launcher.conftest import Start, databases_of_two_nodes, wait_until

pytestmark = pytest.mark.trial("programs")

ADDRESS = re.compile(r"^(Department|Ministry): (http://\S+)$", re.MULTILINE)


def is_taken(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex((HOST, port)) == 0


@pytest.mark.long
def test_the_portal_announces_itself_and_not_what_has_the_usual_port(launch: Start) -> None:
    """From an empty folder, as a person starts it first: minutes of work, most of it the demo's."""
    start_twice(launch)


@pytest.mark.django_db(transaction=True)
def test_so_does_a_portal_whose_databases_are_given_and_hold_a_school(launch: Start) -> None:
    with scoping.everywhere("a test fills a register"):
        # Of two stages, for which the demo has no accounts.
        SchoolFactory(stages=[Stage.LOWER_SECONDARY, Stage.UPPER_SECONDARY])
    own = connection.settings_dict["NAME"]
    # Only what nobody is connected to is copied.
    connection.close()
    with databases_of_two_nodes(own) as databases:
        start_twice(launch, **databases)


def start_twice(launch: Start, **settings: str) -> None:
    """The second start finds the first one; what is announced is the portal, until Ctrl-C."""
    usual = PLACES["department"].port
    # Where it cannot listen, yet another program has the port, which serves as well.
    command = [sys.executable, "-m", "http.server", str(usual), "--bind", HOST]
    with subprocess.Popen(command, stdout=-3, stderr=-3) as foreign:
        try:
            wait_until(lambda: is_taken(usual))
            run = launch(**settings)
            run.wait_for("Ctrl-C stops everything.")
            addresses = dict(ADDRESS.findall(run.printed()))
        finally:
            foreign.kill()
    assert set(addresses) == {"Department", "Ministry"}
    assert {urlsplit(url).hostname for url in addresses.values()} == {NAME}
    assert f":{usual}" not in run.printed()
    answers = [requests.get(f"{url}/healthz", timeout=20) for url in addresses.values()]
    assert [answer.json()["status"] for answer in answers] == ["ok", "ok"]
    assert len({answer.headers["X-EduPortal-Instance"] for answer in answers}) == len(addresses)

    # Of one browser, at two nodes under one name: neither takes the other's cookies away.
    with requests.Session() as browser:
        for url in addresses.values():
            browser.get(f"{url}/accounts/sign-in/", timeout=20)
        names = [name for name in browser.cookies.keys() if "csrf" in name]
    assert len(set(names)) == len(addresses), names

    second = launch(**settings)
    assert second.process.wait() == 1
    assert "already running from this folder" in second.printed()

    assert run.interrupt() == 0
    assert run.everything_has_ended()

"""The files of deploy/ fit each other and the settings of the portal."""

import re
from configparser import ConfigParser
from pathlib import Path

from django.conf import settings

from eduportal.celery import app
from eduportal.exchange.views.sync import PLACES
from eduportal.exchange.wire import bundle

DEPLOY = Path(settings.BASE_DIR) / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
LOCATION = re.compile(r"location (\S+) \{(.*?)\n    \}", re.DOTALL)


def command_of(unit: str) -> str:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(DEPLOY / f"eduportal-{unit}.service", encoding="utf-8")
    return parser["Service"]["ExecStart"]


def option(command: str, name: str) -> str:
    found = re.search(rf"--{name}=(\S+)", command)
    assert found, f"{command} has no {name}"
    return found[1]


def test_pages_and_other_nodes_have_processes_of_their_own() -> None:
    locations = LOCATION.findall(NGINX)
    passed_to = {path: re.findall(r"proxy_pass http://(\S+);", body) for path, body in locations}
    assert passed_to == {
        "/": [option(command_of("web"), "bind")],
        "/sync/": [option(command_of("sync"), "bind")],
    }
    assert passed_to["/"] != passed_to["/sync/"]


def test_the_receiver_has_threads_left_to_say_that_it_is_busy_and_time_for_a_bundle() -> None:
    command = command_of("sync")
    # With one a bundle, the next sender would wait unanswered until its own time is over.
    assert int(option(command, "workers")) * int(option(command, "threads")) > len(PLACES)
    body = dict(LOCATION.findall(NGINX))["/sync/"]
    seconds = re.search(r"read_timeout (\d+)s", body)
    megabytes = re.search(r"max_body_size (\d+)m", body)
    assert seconds and seconds[1] == option(command, "timeout")
    assert int(seconds[1]) > settings.EXCHANGE_TIMEOUT_SECONDS
    assert megabytes and int(megabytes[1]) * 1024 * 1024 > bundle.LARGEST_BYTES


def test_a_bundle_of_the_largest_size_is_read() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE == bundle.LARGEST_BYTES


def test_each_queue_has_its_worker() -> None:
    lanes = {"exchange": settings.EXCHANGE_QUEUE, "solving": settings.SOLVING_QUEUE}
    for unit, queue in lanes.items():
        named = option(command_of(unit), "queues")
        assert named.replace("${EDUPORTAL_NODE}", settings.EDUPORTAL_NODE) == queue
    # Every queue a task is sent to, and the portal's own.
    routed = {each["queue"] for each in settings.CELERY_TASK_ROUTES.values()}
    for task, queue in {
        "planning.solve": "solving",
        "staffing.solve_scenario": "solving",
        "exchange.send": "exchange",
    }.items():
        assert app.amqp.router.route({}, task)["queue"].name == lanes[queue]
    assert routed - {f"eduportal-{settings.EDUPORTAL_NODE}"} == set(lanes.values())
    # Without a name of a queue a worker takes the portal's own.
    assert "--queues" not in command_of("worker")
    assert option(command_of("exchange"), "concurrency") == "1"

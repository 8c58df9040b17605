"""A change of marks is announced to the queue once a minute for each class, after the commit."""

import base64
import itertools
import json
import uuid

import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from eduportal import registry
from grades.choices import SheetState, Step
from grades.events import marks_changed
from grades.selectors import revision_of_class
from grades.services import move_sheet, open_school_sheets, save_cells, seal_class
from tests.grades.conftest import edit, fill, scope_of, set_state

class_ids = itertools.count(10**9)


@pytest.fixture
def queue():
    """Keyword arguments of the announcements of one class nobody else speaks of."""
    redis = Redis.from_url(settings.REDIS_URL)
    class_id = next(class_ids)

    def waiting():
        found = []
        for raw in redis.lrange(settings.CELERY_TASK_DEFAULT_QUEUE, 0, -1):
            message = json.loads(raw)
            _args, kwargs, _options = json.loads(base64.b64decode(message["body"]))
            if kwargs.get("class_group_id") == class_id:
                found.append((message["headers"]["task"], kwargs, raw))
        return found

    waiting.class_id = class_id
    yield waiting
    for _task, _kwargs, raw in waiting():
        redis.lrem(settings.CELERY_TASK_DEFAULT_QUEUE, 1, raw)
    cache.delete(f"marks-changed:{class_id}:1")
    redis.close()


def change(queue, **more):
    marks_changed(school_id=7, class_group_id=queue.class_id, term_id=1, **more)


@pytest.mark.django_db
def test_many_saves_make_one_message(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _save in range(25):
            change(queue)
    [(task, kwargs, _raw)] = queue()
    assert task in registry.ON_MARKS_CHANGED
    assert kwargs == {"school_id": 7, "class_group_id": queue.class_id, "term_id": 1}


@pytest.mark.django_db
def test_nothing_is_said_before_the_commit(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False):
        change(queue)
        assert queue() == []


@pytest.mark.django_db
def test_a_step_is_announced_at_once_even_after_a_save(queue, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(queue)
        change(queue, at_once=True)
    assert len(queue()) == 2


@pytest.mark.django_db
def test_a_queue_that_does_not_answer_spoils_nothing(
    queue, settings, django_capture_on_commit_callbacks, caplog
):
    dead = {"BACKEND": settings.CACHES["default"]["BACKEND"], "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": dead}
    with django_capture_on_commit_callbacks(execute=True):
        change(queue)
    assert queue() == []
    assert "Redis does not answer" in caplog.text


@pytest.fixture
def announced(world, db_everywhere, monkeypatch, django_capture_on_commit_callbacks):
    """How many announcements of the world's class an act has left in the queue."""
    redis = Redis.from_url(settings.REDIS_URL)
    task = f"tests.{uuid.uuid4()}"
    monkeypatch.setattr(registry, "ON_MARKS_CHANGED", [task])

    def messages():
        waiting = redis.lrange(settings.CELERY_TASK_DEFAULT_QUEUE, 0, -1)
        return [raw for raw in waiting if json.loads(raw)["headers"]["task"] == task]

    def announced(act):
        cache.delete(f"marks-changed:{world.class_group.pk}:{world.term.pk}")
        with django_capture_on_commit_callbacks(execute=True):
            act(world)
        return len(messages())

    yield announced
    for raw in messages():
        redis.lrem(settings.CELERY_TASK_DEFAULT_QUEUE, 1, raw)
    redis.close()


def save_one_mark(world):
    save_cells(
        sheet_id=world.sheet.pk,
        edits=[edit(world.record, "tx1", "", "8")],
        scope=scope_of(world, "teacher"),
        user_id=world.users["teacher"].pk,
    )


def save_what_is_there(world):
    save_cells(
        sheet_id=world.sheet.pk,
        edits=[edit(world.record, "tx1", "", "")],
        scope=scope_of(world, "teacher"),
        user_id=world.users["teacher"].pk,
    )


def hand_in(world):
    move_sheet(
        sheet_id=world.sheet.pk,
        step=Step.SUBMIT,
        revision=str(world.sheet.revision),
        scope=scope_of(world, "teacher"),
        user_id=world.users["teacher"].pk,
        reason="Lớp nghỉ dịch",
    )


def seal(world):
    for subject in world.subjects:
        sheet = world.sheets[world.class_group, subject]
        fill(sheet, 80 if sheet.form == "scored" else 201)
        set_state(sheet, SheetState.APPROVED)
    seal_class(
        without_conduct=True,
        class_group=world.class_group,
        term=world.term,
        revision=revision_of_class(world.class_group, world.term),
        scope=scope_of(world, "head"),
        user=world.users["head"],
    )


def open_missing_sheets(world):
    open_school_sheets(school_id=world.school.pk, term=world.term)


@pytest.mark.usefixtures("signing_key")
@pytest.mark.parametrize("act", [save_one_mark, hand_in, seal, open_missing_sheets])
def test_every_service_that_changes_the_mark_book_announces_it(act, announced):
    assert announced(act) >= 1


def test_a_save_that_changes_nothing_announces_nothing(announced):
    assert announced(save_what_is_there) == 0


def test_only_services_announce():
    """A view, an importer or a task that announced would be a door that the next one forgets."""
    calling = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for app in ("eduportal", "grades", "students", "schools", "staffing")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "marks_changed" in path.read_text(encoding="utf-8")
    }
    calling.remove("grades/events.py")
    assert {path.rpartition("/")[0] for path in calling} == {"grades/services"}

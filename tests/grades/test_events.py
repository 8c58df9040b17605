"""A change of marks is announced to the queue once a minute for each class, after the commit."""

import base64
import itertools
import json

import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from eduportal import registry
from grades.events import marks_changed

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
def test_a_step_is_told_at_once_even_after_a_save(queue, django_capture_on_commit_callbacks):
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
    assert "announce" in caplog.text

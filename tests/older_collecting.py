"""Forms of collections as an older page holds them, for tests/test_older_pages.py.

Each is (persona, address, form, what happens meanwhile, what must not have changed).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.urls import reverse

from eduportal.collecting.models import Collection, FormVersion, Return
from tests.routes_collecting import collection
from tests.world import World

ANSWERS = {"f1": "1", "f2": "2", "f3": "Có", "f8": "3", "do": "save"}


def draft(world: World) -> Collection:
    return Collection.objects.first() or collection(world, is_open=False)


def in_draft(name: str, *more: Any) -> Callable[[World], str]:
    return lambda world: reverse(f"collecting:{name}", args=[draft(world).public_id, *more])


def shown(world: World, **fields: Any) -> dict[str, Any]:
    return {"shown": draft(world).revision, **fields}


def changed(world: World) -> None:
    Collection.objects.update(revision=F("revision") + 1)


def written(world: World) -> Any:
    found = Collection.objects.values_list("title", "due_on", "state")
    return list(found), list(FormVersion.objects.values_list("content", flat=True))


def change_form(world: World) -> dict[str, Any]:
    days = {"as_of": "2026-11-30", "due_on": "2026-12-30"}
    whom = {"audience": "schools", "approver": "asker"}
    return shown(world, title="Tên khác", purpose="Khác", **days, **whom)


def field_form(world: World) -> dict[str, Any]:
    return shown(world, label="Máy chiếu", places=0, unit="máy")


def check_form(world: World) -> dict[str, Any]:
    return shown(world, kind="most", whole="f2", parts=["f8"])


def open_one(world: World) -> Collection:
    return Collection.objects.first() or collection(world)


def own(world: World) -> Return:
    return Return.objects.get(collection=open_one(world), of_school=world.school)


def of_return(name: str) -> Callable[[World], str]:
    return lambda world: reverse(f"collecting:{name}", args=[own(world).public_id])


def answers_form(world: World) -> dict[str, Any]:
    return ANSWERS | {"shown": own(world).revision}


def reopen_form(world: World) -> dict[str, Any]:
    return {"do": "reopen", "reason": "nhầm", "shown": own(world).revision}


def answered(world: World) -> None:
    Return.objects.update(revision=F("revision") + 1)


def answers(world: World) -> Any:
    return list(Return.objects.order_by("pk").values_list("answers", "is_reopened", "number"))


OF_COLLECTING = {
    "collecting:change": ("department_officer", in_draft("change"), change_form, changed, written),
    "collecting:delete": ("department_officer", in_draft("delete"), shown, changed, written),
    "collecting:act": (
        "department_officer", in_draft("act"), lambda world: shown(world, do="open"), changed,
        written,
    ),
    "collecting:field-new": (
        "department_officer", in_draft("field-new"), field_form, changed, written,
    ),
    "collecting:field": (
        "department_officer", in_draft("field", "f1"), field_form, changed, written,
    ),
    "collecting:field-act": (
        "department_officer", in_draft("field-act", "f1"),
        lambda world: shown(world, do="remove"), changed, written,
    ),
    "collecting:check-new": (
        "department_officer", in_draft("check-new"), check_form, changed, written,
    ),
    "collecting:check-remove": (
        "department_officer", in_draft("check-remove", 0), shown, changed, written,
    ),
    "collecting:answers": ("clerk", of_return("answers"), answers_form, answered, answers),
    "collecting:answers-act": (
        "department_officer", of_return("answers-act"), reopen_form, answered, answers,
    ),
}  # fmt: skip

"""Two people at one object of the administration: the second is told, and overwrites nothing."""

from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin import site
from django.test import Client
from django.urls import reverse

from schools.models import School
from tests.world import World

pytestmark = pytest.mark.usefixtures("db_everywhere")
SINCE = "since this page was opened"


@pytest.fixture
def admin(superuser: Client) -> Client:
    superuser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return superuser


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_of(client: Client, row: Any) -> dict[str, Any]:
    """The form as its page holds it."""
    context = client.get(page_of(row)).context
    values = {field.html_name: field.value() for field in context["adminform"].form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def test_every_form_that_changes_something_names_what_it_shows(admin: Client, world: World) -> None:
    seen = set()
    for model in site._registry:
        row = model._default_manager.first()
        if row is None:
            continue
        page = admin.get(page_of(row))
        if page.context["has_change_permission"]:
            seen.add(model)
            assert 'name="shown"' in page.content.decode(), model

    assert seen == set(site._registry)


def test_what_was_changed_meanwhile_is_not_overwritten(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "của người thứ hai"}
    School.objects.filter(pk=world.school.pk).update(address="của người thứ nhất")

    page = admin.post(page_of(world.school), form)

    assert SINCE in page.content.decode()
    assert School.objects.get(pk=world.school.pk).address == "của người thứ nhất"


def test_a_form_that_does_not_say_what_it_showed_is_refused(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "mới", "shown": ""}

    assert SINCE in admin.post(page_of(world.school), form).content.decode()
    assert School.objects.get(pk=world.school.pk).address == world.school.address


def test_what_is_as_shown_is_saved(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "đường Trần Phú"}

    assert admin.post(page_of(world.school), form).status_code == 302
    assert School.objects.get(pk=world.school.pk).address == "đường Trần Phú"

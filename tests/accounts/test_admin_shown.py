"""Two people at one object of the administration: the second is told, and overwrites nothing."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin import site
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from eduportal.accounts.models import Membership, User
from schools.models import School
from tests.world import ClientOf, World

pytestmark = pytest.mark.usefixtures("db_everywhere")
SINCE = "since this page was opened"


@pytest.fixture
def admin(client_of: ClientOf) -> Client:
    client = client_of("department_admin")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def form_of(client: Client, row: Any) -> dict[str, Any]:
    """The form as its page holds it, and the rows below."""
    context = client.get(page_of(row)).context
    forms = [context["adminform"].form]
    for below in context["inline_admin_formsets"]:
        forms += [below.formset.management_form, *below.formset.forms]
    values = {field.html_name: field.value() for form in forms for field in form}
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

    names = {"user", "membership", "school", "adminunit", "subject", "curriculumline"}
    assert {apps.get_model("schools", "term"), *seen} == seen
    assert names <= {model._meta.model_name for model in seen}


def test_what_was_changed_meanwhile_is_not_overwritten(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "của người thứ hai"}
    School.objects.filter(pk=world.school.pk).update(address="của người thứ nhất")

    page = admin.post(page_of(world.school), form)

    assert SINCE in page.content.decode()
    assert School.objects.get(pk=world.school.pk).address == "của người thứ nhất"


def test_rows_below_count_as_well(admin: Client, world: World) -> None:
    clerk = world.users["clerk"]
    form = form_of(admin, clerk) | {"full_name": "Tên Khác"}
    Membership.objects.filter(user=clerk).update(ends_on=world.term.ends_on)

    page = admin.post(page_of(clerk), form)

    assert SINCE in page.content.decode()
    assert User.objects.get(pk=clerk.pk).full_name == clerk.full_name


def test_a_form_that_does_not_say_what_it_showed_is_refused(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "mới", "shown": ""}

    assert SINCE in admin.post(page_of(world.school), form).content.decode()
    assert School.objects.get(pk=world.school.pk).address == world.school.address


def test_what_is_as_shown_is_saved(admin: Client, world: World) -> None:
    form = form_of(admin, world.school) | {"address": "đường Trần Phú"}

    assert admin.post(page_of(world.school), form).status_code == 302
    assert School.objects.get(pk=world.school.pk).address == "đường Trần Phú"


@pytest.mark.parametrize("rights", ["groups", "user_permissions"])
def test_rights_taken_meanwhile_are_not_given_back(
    admin: Client, world: World, rights: str
) -> None:
    clerk = world.users["clerk"]
    given = getattr(clerk, rights)
    right = Group.objects.create(name="nhóm") if rights == "groups" else Permission.objects.all()[0]
    given.add(right)
    form = form_of(admin, clerk) | {"full_name": "Tên Khác", rights: [right.pk]}
    given.clear()

    page = admin.post(page_of(clerk), form)

    assert SINCE in page.content.decode()
    assert not given.exists()

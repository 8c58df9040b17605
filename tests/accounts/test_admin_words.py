"""What the administration site calls its pages, columns and fields, in Vietnamese."""

from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from django.test import Client, RequestFactory
from django.utils.translation import override

from eduportal.accounts.models import Membership, User
from tests.factories import AuthenticatorFactory, SignInFactory
from tests.world import ClientOf, World

# Written alike in both languages.
ALIKE: set[str] = set()
SITE = sorted(admin.site._registry.items(), key=lambda each: each[0]._meta.label)


def named(model: type[Model], page: ModelAdmin, user: User) -> Iterator[str]:
    """Every name that lists and forms of this page show, in the language at hand."""
    request = RequestFactory().get("/admin/")
    request.user = user
    yield str(model._meta.app_config.verbose_name)
    yield str(model._meta.verbose_name)
    yield str(model._meta.verbose_name_plural)
    for name in page.get_list_display(request):
        yield str(label_for_field(name, model, page))
    forms = [(page, model)] + [(each, each.model) for each in page.get_inline_instances(request)]
    for each, its_model in forms:
        fields = flatten_fieldsets(each.get_fieldsets(request))
        form = each.get_form(request) if each is page else each.get_formset(request).form
        read_only = each.get_readonly_fields(request)
        for name in set(fields) - {"shown"}:
            if name in form.base_fields:
                yield str(form.base_fields[name].label)
            elif name in read_only:
                yield str(label_for_field(name, its_model, each))


@pytest.mark.parametrize(("model", "page"), SITE, ids=lambda each: getattr(each, "__name__", ""))
def test_nothing_is_called_in_english(model: type[Model], page: ModelAdmin, world: World) -> None:
    user = world.users["department_admin"]
    with override("en"):
        english = list(named(model, page, user))
    with override("vi"):
        vietnamese = list(named(model, page, user))

    same = {a for a, b in zip(english, vietnamese, strict=True) if a.lower() == b.lower()}
    assert same <= ALIKE


def test_rights_of_a_group_are_said_in_words_and_only_those_of_pages(
    client_of: ClientOf, world: World
) -> None:
    page = client_of("department_admin").get("/admin/auth/group/add/").content.decode()

    assert "người dùng: sửa" in page and "Can " not in page
    shown = page.count('name="permissions"')
    of_pages = [model for model, _page in SITE]
    found = [
        each for each in Permission.objects.all() if each.content_type.model_class() in of_pages
    ]
    assert shown == len(found) > 0


def test_a_group_gets_the_rights_that_were_ticked(client_of: ClientOf, world: World) -> None:
    right = Permission.objects.get(codename="view_signin")
    fields = {"name": "Người xem lượt đăng nhập", "permissions": [right.pk]}

    client_of("department_admin").post("/admin/auth/group/add/", fields)

    assert set(Group.objects.get().permissions.all()) == {right}


def test_how_a_password_is_kept_and_which_door_is_meant_are_said_in_words(
    client_of: ClientOf, world: World
) -> None:
    admin_client: Client = client_of("department_admin")
    Membership.objects.filter(user=world.users["clerk"]).update(imports_marks=True)
    SignInFactory(user=world.users["clerk"], address="10.0.0.7", outcome="wrong")
    AuthenticatorFactory(user=world.users["clerk"])

    page = admin_client.get(f"/admin/accounts/user/{world.users['clerk'].pk}/change/")
    text = page.content.decode()
    assert "argon2" not in text and "đã đặt mật khẩu" in text
    changes = admin_client.get("/admin/accounts/accountchange/").content.decode()
    assert "được nhập điểm bằng tệp: trao" in changes
    assert ">sql<" not in changes and "cơ sở dữ liệu" in changes

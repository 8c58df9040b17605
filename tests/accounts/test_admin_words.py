"""What the administration site calls its pages, columns and fields, in Vietnamese."""

import re
from collections.abc import Iterator

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from eduportal.accounts.models import User
from tests.world import World

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
    user.is_superuser = True
    with override("en"):
        english = list(named(model, page, user))
    with override("vi"):
        vietnamese = list(named(model, page, user))

    same = {a for a, b in zip(english, vietnamese, strict=True) if a.lower() == b.lower()}
    assert same <= ALIKE


ENGLISH = re.compile(r">\s*(Add|Change|Delete|Import|Export|Search|Save|Filter|Home|History)\b")


def test_no_page_of_the_site_speaks_english(
    superuser: Client, world: World, db_everywhere: None
) -> None:
    wrong = []
    for model, _page in SITE:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        pages = [reverse(f"{name}_{each}") for each in ("changelist", "add", "import", "export")]
        pages += [reverse(f"{name}_{each}", args=[row.pk]) for each in ("change", "history")]
        for address in ["/admin/", *pages]:
            found = ENGLISH.findall(superuser.get(address).content.decode())
            wrong += [(address, each) for each in found]

    assert wrong == []

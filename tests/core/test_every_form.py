"""Every form of the portal reads its texts by the one reader."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

import eduportal
import grades
import schools
import staffing
import students
from eduportal.core.fields import TextField

PACKAGES = (eduportal, grades, schools, staffing, students)
# Modules of these names define forms; workers must collect the same, whatever they have imported.
PLACES = {"forms", "importers", "options", "filling"}
# Checked by a rule of its own, which lets nothing through that the reader refuses.
OTHERWISE = (
    forms.EmailField,
    forms.RegexField,
    forms.SlugField,
    forms.URLField,
    forms.UUIDField,
)


def form_classes() -> Iterator[type[forms.BaseForm]]:
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if PLACES & set(module.name.split(".")):
                importlib.import_module(module.name)
    ours = {package.__name__ for package in PACKAGES}
    waiting = [forms.BaseForm]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        place = found.__module__.split(".")
        if place[0] in ours and PLACES & set(place):
            yield found


@pytest.mark.parametrize("form", sorted(set(form_classes()), key=str), ids=str)
def test_a_text_is_read_by_the_one_reader(form: type[forms.BaseForm]) -> None:
    plain = {
        name: field
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and not isinstance(field, (TextField, *OTHERWISE))
    }
    hidden = {name for name, field in plain.items() if isinstance(field.widget, forms.HiddenInput)}

    assert plain.keys() == hidden

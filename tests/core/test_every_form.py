"""Every form of the portal reads its texts by the one reader, and its days by the one field."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms

import eduportal
import grades
import schools
import staffing
import students
from eduportal.core.fields import DayField, TextField

PACKAGES = (eduportal, grades, schools, staffing, students)
# Modules of these names define forms; workers must collect the same, whatever they have imported.
PLACES = {"forms", "field_forms", "importers", "options", "filling"}
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


def test_a_day_is_read_by_the_one_field() -> None:
    """Also in forms that make their fields as they are built."""
    plain = [
        path.name
        for package in PACKAGES
        for path in Path(package.__path__[0]).rglob("*.py")
        if re.search(r"forms\.DateField\(", path.read_text(encoding="utf-8"))
    ]
    columns = [
        f"{form.__name__}.{name}"
        for form in set(form_classes())
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    ]
    assert plain + columns == []


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_of_no_calendar_that_is_kept_is_refused(day: str) -> None:
    with pytest.raises(forms.ValidationError):
        DayField().clean(day)

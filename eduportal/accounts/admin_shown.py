"""A form of the administration site names what it showed, and is refused when that has changed."""

from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.translation import gettext_lazy as _

from eduportal.core.revisions import revision_of

FIELD = "shown"


class ShownForm(forms.ModelForm):
    """Two people at the same object do not overwrite each other: the second is told."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial[FIELD] = revision_of(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk and self.data.get(self.add_prefix(FIELD)) != self._revision_now():
            raise forms.ValidationError(
                _("This has been changed since this page was opened. Nothing was saved; reload it.")
            )
        return cleaned

    def _revision_now(self) -> str:
        """Of what is stored now, locked until this is saved; empty when it has been deleted."""
        rows = type(self.instance)._base_manager.select_for_update()
        stored = rows.filter(pk=self.instance.pk).first()
        return revision_of(stored) if stored else ""


class NamesWhatItShows:
    """For every page of the site that changes an object."""

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != FIELD]

    def get_fieldsets(self, request, obj=None):
        fieldsets = list(super().get_fieldsets(request, obj))
        may_change = obj is not None and self.has_change_permission(request, obj)
        if may_change and FIELD not in flatten_fieldsets(fieldsets):
            fieldsets.append((None, {"fields": (FIELD,)}))
        return fieldsets


def with_shown(form: type[forms.ModelForm]):
    """The form of a page, which from now on names what it showed."""
    return type(form.__name__, (ShownForm, form), {})

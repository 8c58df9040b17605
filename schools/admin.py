"""The register in the administration site, with spreadsheets in and out."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV

from eduportal.core.text import search_key
from schools import models, resources
from schools.choices import Stage


class ReferenceAdmin(ImportExportMixin, admin.ModelAdmin):
    """CSV only: the one format that needs no program and hides nothing."""

    formats = (CSV,)

    def has_export_permission(self, request: HttpRequest) -> bool:
        may_export: bool = request.scope.may_export(None)
        return may_export

    def get_export_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Empty: the form goes back to its own address, with the list's filters.
        return super().get_export_context_data(**kwargs) | {"export_url": ""}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if hasattr(obj, "search_key"):
            obj.search_key = search_key(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(models.AdminUnit)
class AdminUnitAdmin(ReferenceAdmin):
    resource_classes = [resources.AdminUnitResource]
    list_display = ("name_in_documents", "code", "level", "parent", "valid_from", "valid_to")
    list_filter = ("level", "valid_to", "type")
    list_select_related = ("parent",)
    search_fields = ("code", "name", "search_key")
    raw_id_fields = ("parent",)

    @admin.display(description=_("name"), ordering="name")
    def name_in_documents(self, unit: models.AdminUnit) -> str:
        return unit.full_name


class SchoolForm(forms.ModelForm):
    """The levels as boxes to tick: Django's field for arrays fails on a "%" in an unknown one."""

    stages = forms.MultipleChoiceField(
        label=_("levels of education"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(models.School)
class SchoolAdmin(ReferenceAdmin):
    form = SchoolForm
    resource_classes = [resources.SchoolResource]
    list_display = ("name", "code", "unit", "managing_body", "ownership", "closed_on")
    list_filter = ("managing_body", "ownership", "zone")
    list_select_related = ("unit",)
    search_fields = ("code", "name", "search_key")
    raw_id_fields = ("unit",)


@admin.register(models.Subject)
class SubjectAdmin(ReferenceAdmin):
    resource_classes = [resources.SubjectResource]
    list_display = ("name", "short_name", "code", "position")
    search_fields = ("code", "name")


@admin.register(models.CurriculumLine)
class CurriculumLineAdmin(ReferenceAdmin):
    resource_classes = [resources.CurriculumLineResource]
    list_display = ("subject", "grade_level", "annual_periods", "form", "kind", "programme")
    list_filter = ("programme", "grade_level", "form", "kind")
    list_select_related = ("subject", "grade_level")
    search_fields = ("subject__name", "subject__code")


@admin.register(models.SchoolYear)
class SchoolYearAdmin(ReferenceAdmin):
    resource_classes = [resources.SchoolYearResource]
    list_display = ("code", "starts_on", "ends_on")


@admin.register(models.Term)
class TermAdmin(ReferenceAdmin):
    resource_classes = [resources.TermResource]
    list_display = (
        "__str__",
        "starts_on",
        "ends_on",
        "entry_opens_on",
        "entry_closes_on",
    )
    list_select_related = ("school_year",)

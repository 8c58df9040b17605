"""Groups of rights in the administration site, with every right in words."""

from django import forms
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.utils.translation import gettext_lazy as _

WORDS = {"add": _("add"), "change": _("change"), "delete": _("delete"), "view": _("view")}


class RightsField(forms.ModelMultipleChoiceField):
    """Django keeps the names of permissions in English, in the database."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Permission) -> str:
        model = obj.content_type.model_class()
        word = WORDS.get(obj.codename.partition("_")[0], obj.codename)
        return f"{model._meta.verbose_name_plural if model else obj.content_type}: {word}"


class GroupAdmin(admin.ModelAdmin):
    """Only rights that open a page of the site can be given."""

    search_fields = ("name",)
    ordering = ("name",)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name != "permissions":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        shown = [
            pk
            for pk, model in (
                (each.pk, each.content_type.model_class())
                for each in Permission.objects.select_related("content_type")
            )
            if model in admin.site._registry
        ]
        rights = Permission.objects.filter(pk__in=shown).select_related("content_type")
        return RightsField(queryset=rights, required=False, label=_("rights"))

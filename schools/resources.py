"""Reference tables as spreadsheets, for the administration site.

Exported texts that a spreadsheet program would run as a formula get an apostrophe; reading the
file back takes it off again.
"""

from typing import Any

from import_export import fields, resources
from import_export.widgets import ForeignKeyWidget, SimpleArrayWidget

from eduportal.core.text import search_key
from eduportal.workbooks.writing import neutralise
from schools import models


class ReferenceResource(resources.ModelResource):
    """Rows are found by their official codes; a file row that changes nothing is skipped."""

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True

    def export_field(self, field: fields.Field, instance: Any, **kwargs: Any) -> Any:
        value = super().export_field(field, instance, **kwargs)
        return neutralise(value) if isinstance(value, str) else value

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        for column, value in row.items():
            if isinstance(value, str):
                row[column] = _plain(value)

    def before_save_instance(self, instance: Any, row: dict[str, Any], **kwargs: Any) -> None:
        if hasattr(instance, "search_key"):
            instance.search_key = search_key(instance.name)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Leave the sequences alone: a file brings no keys, and only the owner may set them."""


def _plain(text: str) -> str:
    """The text without the apostrophe an export put in front of it."""
    return text[1:] if text and neutralise(text[1:]) == text else text


def _key(column: str, attribute: str, model: type, field: str = "code") -> fields.Field:
    """A foreign key written as the official code of the row it points at."""
    return fields.Field(column, attribute, ForeignKeyWidget(model, field))


class SubjectResource(ReferenceResource):
    class Meta(ReferenceResource.Meta):
        model = models.Subject
        import_id_fields = ("code",)
        fields = ("code", "name", "short_name", "position")


class CurriculumLineResource(ReferenceResource):
    subject = _key("subject", "subject", models.Subject)

    class Meta(ReferenceResource.Meta):
        model = models.CurriculumLine
        import_id_fields = ("programme", "grade_level", "subject")
        fields = (
            "programme",
            "grade_level",
            "subject",
            "annual_periods",
            "form",
            "kind",
            "has_topics",
        )


class AdminUnitResource(ReferenceResource):
    """The parent is named by its row number, because its code alone is no key."""

    class Meta(ReferenceResource.Meta):
        model = models.AdminUnit
        import_id_fields = ("code", "level", "valid_from")
        fields = (
            "code",
            "level",
            "type",
            "name",
            "parent",
            "valid_from",
            "valid_to",
            "legal_doc",
            "latitude",
            "longitude",
        )


class SchoolResource(ReferenceResource):
    """The commune is named by its row number, because its code alone is no key."""

    stages = fields.Field("stages", "stages", SimpleArrayWidget(separator=" "))

    class Meta(ReferenceResource.Meta):
        model = models.School
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "stages",
            "ownership",
            "managing_body",
            "unit",
            "zone",
            "sessions_per_day",
            "address",
            "latitude",
            "longitude",
            "node",
            "closed_on",
        )


class SchoolYearResource(ReferenceResource):
    class Meta(ReferenceResource.Meta):
        model = models.SchoolYear
        import_id_fields = ("code",)
        fields = ("code", "starts_on", "ends_on")


class TermResource(ReferenceResource):
    school_year = _key("school_year", "school_year", models.SchoolYear)

    class Meta(ReferenceResource.Meta):
        model = models.Term
        import_id_fields = ("school_year", "number")
        fields = (
            "school_year",
            "number",
            "starts_on",
            "ends_on",
            "entry_opens_on",
            "entry_closes_on",
        )

"""Mark sheets as the REST interface shows them."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grades.cells import cell_names, read_cell, text_of
from grades.models import MarkRecord, MarkSheet
from grades.selectors.origins import origin_of
from schools.models import Subject
from students.selectors import sits_in_class

# What can become of an edit (grades.services.entry.CellResult).
CELL_STATUSES = [(s, s) for s in ("saved", "same", "conflict", "invalid", "locked", "gone")]


class SubjectSerializer(serializers.ModelSerializer):
    class Meta:
        model = Subject
        fields = ["code", "name"]


class MarkSheetSerializer(serializers.ModelSerializer):
    """A sheet without its lines.

    With `has_topic` the last number of a line's `regular` is the mark of the study topics. On a
    sheet of the form `levels` (primary school) `regular` holds the levels at the middle and the end
    of the term, and `periodic_count` says how many tests it has: none, one at the end, or two.
    """

    school = serializers.UUIDField(source="school.public_id")
    class_id = serializers.UUIDField(source="class_group.public_id")
    class_name = serializers.CharField(source="class_group.name")
    subject = SubjectSerializer()
    term = serializers.CharField(source="term.code", help_text="As 2026-2027-HK1.")

    class Meta:
        model = MarkSheet
        fields = [
            "public_id",
            "school",
            "class_id",
            "class_name",
            "subject",
            "term",
            "form",
            "regular_count",
            "has_topic",
            "periodic_count",
            "state",
            "revision",
            "changed_at",
        ]


class MarkRecordSerializer(serializers.ModelSerializer):
    """One student's line. Numbers are tenths of a mark (85 is 8.5) or codes of a result.

    Codes: 200 Chưa đạt, 201 Đạt, 210 absent, 211 exempt; in primary school 220 Chưa hoàn thành, 221
    Hoàn thành, 222 Hoàn thành tốt. `cells` holds the same as the text that
    saving a cell starts from.
    """

    record = serializers.IntegerField(source="pk", help_text="Names the line when saving cells.")
    student = serializers.UUIDField(source="enrolment.student.public_id")
    student_code = serializers.CharField(source="enrolment.student.ministry_code", allow_null=True)
    full_name = serializers.CharField(source="enrolment.student.full_name")
    present = serializers.SerializerMethodField()
    cells = serializers.SerializerMethodField()
    origins = serializers.SerializerMethodField()
    why = serializers.SerializerMethodField()

    class Meta:
        model = MarkRecord
        fields = [
            "record",
            "uid",
            "student",
            "student_code",
            "full_name",
            "present",
            "exempt",
            "regular",
            "midterm",
            "final",
            "average",
            "why",
            "remark",
            "midterm_remark",
            "cells",
            "origins",
        ]

    def get_why(self, record: MarkRecord) -> str:
        """The page that says how the average came about; empty where nothing is derived."""
        sheet = self.context["sheet"]
        if sheet.scheme.explaining is None:
            return ""
        return reverse("grades:marksheet-why", args=[sheet.public_id, record.pk])

    def get_present(self, record: MarkRecord) -> bool:
        return sits_in_class(record.enrolment, self.context["sheet"].term)

    def get_cells(self, record: MarkRecord) -> dict[str, str]:
        sheet = self.context["sheet"]
        return {name: text_of(sheet, name, read_cell(record, name)) for name in cell_names(sheet)}

    def get_origins(self, record: MarkRecord) -> dict[str, str]:
        """Where marks that were not given on this sheet were given, by cell, in words."""
        names = cell_names(self.context["sheet"])
        return {name: origin for name in names if (origin := origin_of(record, name))}


class MarkSheetWithRecordsSerializer(MarkSheetSerializer):
    """A sheet with its lines, in the order of the class."""

    records = serializers.SerializerMethodField()

    class Meta(MarkSheetSerializer.Meta):
        fields = [*MarkSheetSerializer.Meta.fields, "records"]

    @extend_schema_field(MarkRecordSerializer(many=True))
    def get_records(self, sheet: MarkSheet) -> Any:
        context = {"sheet": sheet}
        return MarkRecordSerializer(self.context["records"], many=True, context=context).data


class CellEditSerializer(serializers.Serializer):
    """One cell as the caller wants it. Repeating an `op` repeats its answer, never the change."""

    op = serializers.UUIDField()
    record = serializers.IntegerField()
    cell = serializers.CharField(help_text="tx1, …, cdht, gk, ck, mgk, mck or remark.")
    to = serializers.CharField(help_text="“8,5”, “8.5”, “Đ”, “T”, “V”, or empty.")

    def get_fields(self):
        # A field cannot be called by a word of Python in the class body.
        fields = super().get_fields()
        fields["from"] = serializers.CharField(help_text="The text the caller last read.")
        return fields


class CellEditsSerializer(serializers.Serializer):
    ops = CellEditSerializer(many=True)


class CellResultSerializer(serializers.Serializer):
    op = serializers.UUIDField()
    record = serializers.IntegerField()
    cell = serializers.CharField()
    status = serializers.ChoiceField(choices=CELL_STATUSES)
    value = serializers.CharField(help_text="What is stored now.")
    average = serializers.CharField()
    message = serializers.CharField()
    by = serializers.CharField()
    at = serializers.CharField()


class SaveOutcomeSerializer(serializers.Serializer):
    results = CellResultSerializer(many=True)
    revision = serializers.IntegerField()
    at = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """A refusal."""

    code = serializers.CharField()
    message = serializers.CharField()

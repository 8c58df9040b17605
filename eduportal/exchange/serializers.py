"""Packages as the REST interface shows them: what was sealed and what came back."""

from typing import Any

from rest_framework import serializers

from eduportal.exchange.models import Package, Receipt
from eduportal.exchange.selectors.proof import may_read_lines


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    """An answer; the samples of its causes, which are values of lines, to who may read these."""

    class Meta:
        model = Receipt
        fields = ["issuer", "state", "issued_at", "problems"]

    def to_representation(self, instance: Receipt) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if not may_read_lines(self.context["request"].scope, instance.school_id):
            shown["problems"] = [cause | {"samples": []} for cause in shown["problems"]]
        return shown


class PackageSerializer(serializers.ModelSerializer[Package]):
    school = serializers.UUIDField(source="school.public_id")
    receipts = ReceiptSerializer(many=True)

    class Meta:
        model = Package
        fields = [
            "hash",
            "school",
            "feed",
            "year",
            "period",
            "unit",
            "unit_name",
            "version",
            "prev",
            "origin",
            "event",
            "basis",
            "rules",
            "records",
            "totals",
            "closes",
            "sealed_at",
            "sealed_by",
            "state",
            "received_at",
            "receipts",
        ]

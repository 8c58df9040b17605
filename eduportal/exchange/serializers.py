"""Packages as the REST interface shows them: what was sealed and what came back, no marks."""

from rest_framework import serializers

from eduportal.exchange.models import Package, Receipt


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    class Meta:
        model = Receipt
        fields = ["issuer", "state", "issued_at", "problems"]


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

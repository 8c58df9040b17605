"""Packages as the REST interface shows them: what was sealed and what came back, no marks."""

from rest_framework import serializers

from eduportal.exchange.models import Package, Receipt


class ReceiptSerializer(serializers.ModelSerializer[Receipt]):
    class Meta:
        model = Receipt
        fields = ["issuer", "state", "issued_at", "errors"]


class PackageSerializer(serializers.ModelSerializer[Package]):
    school = serializers.UUIDField(source="school.public_id")
    receipts = ReceiptSerializer(many=True)

    class Meta:
        model = Package
        fields = [
            "public_id",
            "school",
            "origin",
            "kind",
            "scope",
            "class_name",
            "term_code",
            "version",
            "hash",
            "previous_hash",
            "rows",
            "students",
            "mark_sum",
            "sealed_at",
            "sealed_by",
            "reason",
            "state",
            "received_at",
            "receipts",
        ]

"""The register as the REST interface shows it."""

from rest_framework import serializers

from schools.models import AdminUnit, ClassGroup, School


class CommuneSerializer(serializers.ModelSerializer):
    class Meta:
        model = AdminUnit
        fields = ["code", "full_name"]


class SchoolSerializer(serializers.ModelSerializer):
    commune = CommuneSerializer(source="unit", read_only=True, allow_null=True)

    class Meta:
        model = School
        fields = [
            "public_id",
            "code",
            "name",
            "stages",
            "ownership",
            "managing_body",
            "commune",
            "zone",
            "sessions_per_day",
            "address",
            "node",
            "closed_on",
        ]


class ClassGroupSerializer(serializers.ModelSerializer):
    school = serializers.UUIDField(source="school.public_id")
    school_year = serializers.CharField(source="school_year.code")
    grade_level = serializers.IntegerField(source="grade_level_id")

    class Meta:
        model = ClassGroup
        fields = ["public_id", "school", "name", "school_year", "grade_level", "programme"]

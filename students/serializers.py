"""Students as the REST interface shows them; never the personal number."""

from rest_framework import serializers

from students.models import Enrolment, Student


class EnrolmentSerializer(serializers.ModelSerializer):
    class_id = serializers.UUIDField(source="class_group.public_id")
    class_name = serializers.CharField(source="class_group.name")
    school_year = serializers.CharField(source="school_year.code")

    class Meta:
        model = Enrolment
        fields = [
            "class_id",
            "class_name",
            "school_year",
            "starts_on",
            "began",
            "ends_on",
            "ended",
        ]


class StudentSerializer(serializers.ModelSerializer):
    school = serializers.UUIDField(source="school.public_id")
    enrolments = EnrolmentSerializer(many=True)

    class Meta:
        model = Student
        fields = [
            "public_id",
            "school",
            "ministry_code",
            "full_name",
            "birth_date",
            "sex",
            "status",
            "enrolments",
        ]

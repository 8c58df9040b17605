"""Addresses of the students' register."""

from django.urls import path

from students.views import (
    arriving,
    enrolment_lists,
    filling,
    leavers,
    lists,
    record,
    registering,
    topics,
    transfers,
)

app_name = "students"

urlpatterns = [
    path("students/new/", registering.student_new, name="student-new"),
    path("students/arrives/", arriving.student_arrives, name="student-arrives"),
    path("students/<uuid:public_id>/correct/", registering.student_correct, name="student-correct"),
    path("students/transfers/", transfers.transfer_list, name="transfer-list"),
    path("students/transfers/ask/", transfers.transfer_ask, name="transfer-ask"),
    path("students/transfers/<uuid:public_id>/", transfers.transfer_detail, name="transfer"),
    path("students/<uuid:public_id>/transfer/", transfers.transfer_offer, name="transfer-offer"),
    path("students/<uuid:public_id>/papers/", record.papers, name="papers"),
    path("students/<uuid:public_id>/exemptions/", record.exemptions, name="exemptions"),
    path(
        "students/<uuid:public_id>/exemptions/end/",
        record.exemption_end,
        name="exemption-end",
    ),
    path("students/leavers/", leavers.leaver_list, name="leavers"),
    path("students/guidance/", leavers.guidance, name="guidance"),
    path("students/lists/", enrolment_lists.enrolment_lists, name="enrolment-lists"),
    path("students/lists/received/", enrolment_lists.lists_received, name="lists-received"),
    path("lists/", enrolment_lists.list_upload, name="list-upload"),
    path("lists/answer/", enrolment_lists.list_answer, name="list-answer"),
    path("students/template/", filling.student_template, name="student-template"),
    path("students/", lists.student_list, name="student-list"),
    path(
        "students/classes/<uuid:public_id>/subjects/",
        lists.class_subjects,
        name="class-subjects",
    ),
    path(
        "students/classes/<uuid:public_id>/topics/",
        topics.class_topics,
        name="class-topics",
    ),
]

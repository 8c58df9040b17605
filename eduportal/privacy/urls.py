"""Addresses of the access log, of alerts, of retention and of what persons ask for."""

from django.urls import path

from eduportal.privacy.views import alerts, log, requests, retention

app_name = "privacy"

urlpatterns = [
    path("", log.search, name="search"),
    path("students/<uuid:public_id>/", log.student, name="student"),
    path("accounts/<int:pk>/", log.account, name="account"),
    path("accounts/<int:pk>/students/", log.account_students, name="account-students"),
    path("alerts/", alerts.alert_list, name="alert-list"),
    path("alerts/<int:pk>/", alerts.alert_detail, name="alert-detail"),
    path("retention/", retention.retention, name="retention"),
    path("students/<uuid:public_id>/copy/", requests.student_copy, name="student-copy"),
    path("accounts/<int:pk>/copy/", requests.account_copy, name="account-copy"),
    path("staff/<uuid:public_id>/copy/", requests.staff_copy, name="staff-copy"),
    path("corrections/", requests.correction_list, name="correction-list"),
    path("corrections/<uuid:public_id>/", requests.correction_detail, name="correction-detail"),
    path(
        "students/<uuid:public_id>/correction/",
        requests.student_correction,
        name="student-correction",
    ),
    path("accounts/<int:pk>/correction/", requests.account_correction, name="account-correction"),
]

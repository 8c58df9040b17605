"""Addresses of the students' register."""

from django.urls import path

from students import views

app_name = "students"

urlpatterns = [
    path("students/", views.student_list, name="student-list"),
    path(
        "students/classes/<uuid:public_id>/subjects/",
        views.class_subjects,
        name="class-subjects",
    ),
]

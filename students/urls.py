"""Addresses of the students' register."""

from django.urls import path

from students import views

app_name = "students"

urlpatterns = [path("students/", views.student_list, name="student-list")]

"""Addresses of the access log."""

from django.urls import path

from eduportal.privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.search, name="search"),
    path("students/<uuid:public_id>/", views.student, name="student"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/students/", views.account_students, name="account-students"),
]

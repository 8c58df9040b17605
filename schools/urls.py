"""Addresses of the school register."""

from django.urls import path

from schools import views

app_name = "schools"

urlpatterns = [
    path("period/", views.period, name="period"),
    path("schools/", views.school_list, name="school-list"),
]

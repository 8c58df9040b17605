"""Addresses of a person's notices."""

from django.urls import path

from eduportal.notices import views

app_name = "notices"

urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<uuid:public_id>/open/", views.notice_open, name="open"),
    path("<uuid:public_id>/read/", views.notices_read, name="read"),
]

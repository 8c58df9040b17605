"""Addresses of the exchange's board."""

from django.urls import path

from eduportal.exchange import views

app_name = "exchange"

urlpatterns = [
    path("", views.board, name="board"),
    path("packages/<uuid:public_id>/", views.package_detail, name="package-detail"),
    path("entries/<int:entry_id>/send/", views.entry_send, name="entry-send"),
]

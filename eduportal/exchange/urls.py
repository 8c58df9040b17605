"""Addresses of the exchange's board."""

from django.urls import path

from eduportal.exchange.views import board

app_name = "exchange"

urlpatterns = [
    path("", board.board, name="board"),
    path("packages/<uuid:public_id>/", board.package_detail, name="package-detail"),
    path("entries/<int:entry_id>/send/", board.entry_send, name="entry-send"),
]

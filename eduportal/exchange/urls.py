"""Addresses of the exchange's board."""

from django.urls import path

from eduportal.exchange.views import board, fork, held

app_name = "exchange"

urlpatterns = [
    path("held/", held.held_list, name="held"),
    path("", board.board, name="board"),
    path("packages/<slug:package_hash>/", board.package_detail, name="package-detail"),
    path("entries/<int:entry_id>/send/", board.entry_send, name="entry-send"),
    path("entries/<int:entry_id>/decide/", fork.entry_decide, name="entry-decide"),
]

"""Addresses of the exchange's board."""

from django.urls import path

from eduportal.exchange.views import board, fork, nodes

app_name = "exchange"

urlpatterns = [
    path("", board.board, name="board"),
    path("packages/<slug:package_hash>/", board.package_detail, name="package-detail"),
    path("entries/<int:entry_id>/send/", board.entry_send, name="entry-send"),
    path("entries/<int:entry_id>/decide/", fork.entry_decide, name="entry-decide"),
    path("nodes/", nodes.node_list, name="node-list"),
    path("nodes/new/", nodes.node_new, name="node-new"),
    path("nodes/<slug:code>/", nodes.node, name="node"),
]

"""Addresses of the exchange between nodes, version 1."""

from django.urls import path

from eduportal.exchange.views import sync

app_name = "sync"

urlpatterns = [
    path("capabilities", sync.capabilities, name="capabilities"),
    path("bundles", sync.bundles, name="bundles"),
    path("have", sync.have, name="have"),
    path("receipts", sync.receipts, name="receipts"),
    path("packages/<slug:package_hash>/receipt", sync.package_receipt, name="package-receipt"),
    path("packages/<slug:package_hash>/errors.ndjson", sync.package_errors, name="package-errors"),
]

"""Addresses of the exchange between nodes, version 2."""

from django.urls import path

from eduportal.exchange.views import sync, sync_compare, sync_persons

app_name = "sync"

urlpatterns = [
    path("capabilities", sync.capabilities, name="capabilities"),
    path("bundles", sync.bundles, name="bundles"),
    path("have", sync.have, name="have"),
    path("digests", sync_compare.digests, name="digests"),
    path("heads", sync_compare.heads, name="heads"),
    path("compared", sync_compare.compared, name="compared"),
    path("fetch", sync_compare.fetch, name="fetch"),
    path("leaver", sync_persons.leaver_asked, name="leaver"),
    path("results", sync_persons.results_asked, name="results"),
]

"""Addresses of data quality."""

from django.urls import path

from eduportal.quality.views import board, finding

app_name = "quality"

urlpatterns = [
    path("", board.board, name="board"),
    path("check/", finding.check, name="check"),
    path("rules/<slug:code>/", board.rule, name="rule"),
    path("rules/<slug:code>/remind/", finding.remind, name="remind"),
    path("findings/<uuid:public_id>/", finding.finding, name="finding"),
]

"""Addresses of the dashboards."""

from django.urls import path

from eduportal.dashboards import figure_pages, nation, paths, risk, views

app_name = "dashboards"

urlpatterns = [
    path("dashboard/", views.overview, name="overview"),
    path("dashboard/late/", views.late, name="late"),
    path("dashboard/communes/<slug:code>/", views.commune, name="commune"),
    path("dashboard/schools/<uuid:public_id>/", views.school, name="school"),
    path("dashboard/classes/<uuid:public_id>/", views.class_group, name="class"),
    path("dashboard/after-grade-9/", paths.completed, name="paths"),
    path("dashboard/after-grade-9/waiting/", paths.waiting, name="paths-waiting"),
    path("dashboard/after-grade-9/schools/", paths.flows, name="flows"),
    path("dashboard/left-school/", paths.left, name="left"),
    path("dashboard/at-risk/", risk.at_risk, name="at-risk"),
    path("figures/", figure_pages.figures, name="figures"),
    path("figures/<slug:code>/", figure_pages.figure, name="figure"),
    path(
        "figures/<slug:code>/communes/<slug:unit>/",
        figure_pages.figure_commune,
        name="figure-commune",
    ),
    path(
        "figures/<slug:code>/schools/<uuid:public_id>/",
        figure_pages.figure_school,
        name="figure-school",
    ),
    path("provinces/", nation.provinces, name="provinces"),
    path("provinces/<slug:node>/", nation.province, name="province"),
    path("dashboard/received/<slug:node>/", views.received_from, name="received"),
]

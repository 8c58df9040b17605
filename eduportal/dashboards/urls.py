"""Addresses of the dashboards."""

from django.urls import path

from eduportal.dashboards import checks, figure_pages, nation, paths, results, risk, views
from eduportal.scoping.replica import from_replica

app_name = "dashboards"

urlpatterns = [
    path("dashboard/", from_replica(views.overview), name="overview"),
    path("dashboard/late/", from_replica(views.late), name="late"),
    path("dashboard/communes/<slug:code>/", from_replica(views.commune), name="commune"),
    path("dashboard/schools/<uuid:public_id>/", from_replica(views.school), name="school"),
    path("dashboard/classes/<uuid:public_id>/", from_replica(views.class_group), name="class"),
    path("results/", from_replica(results.results), name="results"),
    path(
        "results/communes/<slug:code>/",
        from_replica(results.results_commune),
        name="results-commune",
    ),
    path(
        "results/schools/<uuid:public_id>/",
        from_replica(results.results_school),
        name="results-school",
    ),
    path("dashboard/after-grade-9/", from_replica(paths.completed), name="paths"),
    path("dashboard/after-grade-9/waiting/", from_replica(paths.waiting), name="paths-waiting"),
    path("dashboard/after-grade-9/schools/", from_replica(paths.flows), name="flows"),
    path("dashboard/left-school/", from_replica(paths.left), name="left"),
    path("dashboard/at-risk/", from_replica(risk.at_risk), name="at-risk"),
    path("figures/", from_replica(figure_pages.figures), name="figures"),
    path("figures/check/", checks.figures_check, name="figures-check"),
    path("figures/check/<int:number>/read/", checks.figures_read, name="figures-read"),
    path("figures/<slug:code>/", from_replica(figure_pages.figure), name="figure"),
    path(
        "figures/<slug:code>/communes/<slug:unit>/",
        from_replica(figure_pages.figure_commune),
        name="figure-commune",
    ),
    path(
        "figures/<slug:code>/schools/<uuid:public_id>/",
        from_replica(figure_pages.figure_school),
        name="figure-school",
    ),
    path("provinces/", from_replica(nation.provinces), name="provinces"),
    path("provinces/<slug:node>/", from_replica(nation.province), name="province"),
    path("dashboard/received/<slug:node>/", from_replica(views.received_from), name="received"),
]

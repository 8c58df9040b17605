"""Addresses of the school network."""

from django.urls import path

from eduportal.planning.views import (
    accuracy,
    commune,
    hamlets,
    overview,
    proposals,
    scenario_acts,
    scenarios,
    school,
    sizes,
)

app_name = "planning"

urlpatterns = [
    path("network/", overview.overview, name="overview"),
    path("network/forecast/", overview.forecast_now, name="forecast"),
    path("network/accuracy/", accuracy.accuracy, name="accuracy"),
    path("network/assumptions/new/", accuracy.version_new, name="version-new"),
    path("network/assumptions/<int:pk>/", accuracy.version_choose, name="version-choose"),
    path("network/communes/<slug:code>/", commune.commune, name="commune"),
    path("network/communes/<slug:code>/declare/", commune.stated, name="stated-new"),
    path("network/communes/<slug:code>/declare/<int:pk>/", commune.stated, name="stated"),
    path(
        "network/communes/<slug:code>/declare/<int:pk>/remove/",
        commune.stated_remove,
        name="stated-remove",
    ),
    path("network/scenarios/", scenarios.scenario_list, name="scenarios"),
    path("network/scenarios/new/", scenarios.scenario_new, name="scenario-new"),
    path("network/scenarios/<uuid:public_id>/", scenarios.scenario, name="scenario"),
    path("network/scenarios/<uuid:public_id>/name/", scenarios.scenario_name, name="scenario-name"),
    path(
        "network/scenarios/<uuid:public_id>/act/", scenario_acts.scenario_act, name="scenario-act"
    ),
    path("network/scenarios/<uuid:public_id>/steps/", scenarios.step, name="step-new"),
    path("network/scenarios/<uuid:public_id>/steps/<int:pk>/", scenarios.step, name="step"),
    path(
        "network/scenarios/<uuid:public_id>/steps/<int:pk>/remove/",
        scenarios.step_remove,
        name="step-remove",
    ),
    path("network/sizes/", sizes.sizes, name="sizes"),
    path("network/sizes/new/", sizes.size, name="size-new"),
    path("network/sizes/<int:pk>/", sizes.size, name="size"),
    path("network/sizes/<int:pk>/remove/", sizes.size_remove, name="size-remove"),
    path("network/communes/<slug:code>/hamlets/", hamlets.hamlets, name="hamlets"),
    path("network/communes/<slug:code>/hamlets/new/", hamlets.hamlet, name="hamlet-new"),
    path("network/communes/<slug:code>/hamlets/<int:pk>/", hamlets.hamlet, name="hamlet"),
    path(
        "network/communes/<slug:code>/hamlets/<int:pk>/remove/",
        hamlets.hamlet_remove,
        name="hamlet-remove",
    ),
    path("network/proposals/", proposals.proposals, name="proposals"),
    path("network/proposals/new/", proposals.proposal_new, name="proposal-new"),
    path("network/proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("network/proposals/<int:pk>/draft/", proposals.proposal_draft, name="proposal-draft"),
    path("network/proposals/<int:pk>/again/", proposals.proposal_again, name="proposal-again"),
    path("network/schools/<uuid:public_id>/", school.school, name="school"),
]

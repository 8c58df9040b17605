"""Addresses of the register of schemes."""

from django.urls import path

from eduportal.reform.views import editing, measures, register, reviews

app_name = "reform"

urlpatterns = [
    path("schemes/", register.register, name="register"),
    path("schemes/new/", editing.scheme_new, name="scheme-new"),
    path("schemes/<uuid:public_id>/", register.scheme, name="scheme"),
    path("schemes/<uuid:public_id>/edit/", editing.scheme_edit, name="scheme-edit"),
    path("schemes/<uuid:public_id>/act/", editing.scheme_act, name="scheme-act"),
    path("schemes/<uuid:public_id>/merge/", editing.scheme_merge, name="scheme-merge"),
    path("schemes/<uuid:public_id>/objectives/", editing.objective, name="objective-new"),
    path("schemes/<uuid:public_id>/objectives/<int:pk>/", editing.objective, name="objective"),
    path(
        "schemes/<uuid:public_id>/objectives/<int:objective>/measures/",
        editing.measure,
        name="measure-new",
    ),
    path(
        "schemes/<uuid:public_id>/objectives/<int:objective>/measures/<int:pk>/",
        editing.measure,
        name="measure-edit",
    ),
    path(
        "schemes/<uuid:public_id>/objectives/<int:objective>/indicators/",
        editing.indicator,
        name="indicator-new",
    ),
    path(
        "schemes/<uuid:public_id>/objectives/<int:objective>/indicators/<int:pk>/",
        editing.indicator,
        name="indicator",
    ),
    path("schemes/<uuid:public_id>/indicators/<int:pk>/report/", editing.report, name="report"),
    path("schemes/<uuid:public_id>/<slug:kind>/<int:pk>/remove/", editing.remove, name="remove"),
    path("schemes/<uuid:public_id>/reviews/", reviews.review_new, name="review-new"),
    path("schemes/measures/<uuid:public_id>/", measures.measure, name="measure"),
    path("schemes/measures/<uuid:public_id>/act/", measures.measure_act, name="measure-act"),
    path("schemes/reviews/<uuid:public_id>/", reviews.review, name="review"),
    path("schemes/reviews/<uuid:public_id>/act/", reviews.review_act, name="review-act"),
    path(
        "schemes/reviews/<uuid:public_id>/file/<slug:kind>/",
        reviews.review_file,
        name="review-file",
    ),
]

"""Addresses of collections and returns."""

from django.urls import path

from eduportal.collecting.views import answering, builder, collection, lists

app_name = "collecting"

urlpatterns = [
    path("collections/", lists.collections, name="list"),
    path("collections/new/", builder.collection_new, name="new"),
    path("collections/<uuid:public_id>/", collection.collection, name="collection"),
    path("collections/<uuid:public_id>/act/", collection.collection_act, name="act"),
    path("collections/<uuid:public_id>/results/", collection.results, name="results"),
    path("collections/<uuid:public_id>/change/", builder.collection_change, name="change"),
    path("collections/<uuid:public_id>/delete/", builder.collection_delete, name="delete"),
    path("collections/<uuid:public_id>/form/", builder.form_page, name="form"),
    path("collections/<uuid:public_id>/form/new/", builder.field, name="field-new"),
    path("collections/<uuid:public_id>/form/checks/new/", builder.check, name="check-new"),
    path(
        "collections/<uuid:public_id>/form/checks/<int:number>/remove/",
        builder.check_remove,
        name="check-remove",
    ),
    path("collections/<uuid:public_id>/form/<slug:key>/", builder.field, name="field"),
    path("collections/<uuid:public_id>/form/<slug:key>/act/", builder.field_act, name="field-act"),
    path("returns/", lists.asked, name="asked"),
    path("returns/<uuid:public_id>/", answering.answers, name="answers"),
    path("returns/<uuid:public_id>/act/", answering.answers_act, name="answers-act"),
    path("returns/<uuid:public_id>/sheet/", answering.sheet, name="sheet"),
    path("returns/<uuid:public_id>/bring/", answering.bring, name="bring"),
    path("returns/<uuid:public_id>/files/<slug:key>/", answering.answer_file, name="file"),
]

"""Addresses of the spreadsheet imports."""

from django.urls import path

from eduportal.imports import decisions, files, receipts, taking_back, views

app_name = "imports"

urlpatterns = [
    path("", views.job_list, name="job-list"),
    path("new/", views.job_new, name="job-new"),
    path("<uuid:public_id>/", views.job_detail, name="job-detail"),
    path("<uuid:public_id>/answer/", decisions.job_answer, name="job-answer"),
    path("<uuid:public_id>/columns/", decisions.job_columns, name="job-columns"),
    path("<uuid:public_id>/confirm/", decisions.job_confirm, name="job-confirm"),
    path(
        "<uuid:public_id>/confirm-proved/",
        decisions.job_confirm,
        {"is_proved": True},
        name="job-confirm-proved",
    ),
    path("<uuid:public_id>/correct/", decisions.job_correct, name="job-correct"),
    path("<uuid:public_id>/discard/", decisions.job_discard, name="job-discard"),
    path("<uuid:public_id>/files/<slug:kind>/make/", files.job_file_make, name="job-file-make"),
    path("<uuid:public_id>/files/<slug:kind>/", files.job_file, name="job-file"),
    path("<uuid:public_id>/receipt/", receipts.job_receipt, name="job-receipt"),
    path("<uuid:public_id>/original/", receipts.job_original, name="job-original"),
    path("<uuid:public_id>/undo/", taking_back.job_undo, name="job-undo"),
    path("<uuid:public_id>/undo/look/", taking_back.job_undo_look, name="job-undo-look"),
    path("<uuid:public_id>/undo/confirm/", taking_back.job_undo_confirm, name="job-undo-confirm"),
    path("<uuid:public_id>/undo/give-up/", taking_back.job_undo_give_up, name="job-undo-give-up"),
]

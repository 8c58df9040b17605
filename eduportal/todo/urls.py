"""Addresses of tasks."""

from django.urls import path

from eduportal.todo import views

app_name = "todo"

urlpatterns = [
    path("", views.task_list, name="list"),
    path("new/", views.task_new, name="new"),
    path("<uuid:public_id>/", views.task, name="task"),
    path("files/<uuid:public_id>/", views.task_file, name="file"),
]

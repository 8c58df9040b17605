from django.apps import AppConfig


class TodoConfig(AppConfig):
    name = "eduportal.todo"
    default_auto_field = "django.db.models.BigAutoField"

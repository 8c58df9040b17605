from django.apps import AppConfig


class ScopingConfig(AppConfig):
    name = "eduportal.scoping"
    label = "scoping"

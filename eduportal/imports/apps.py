from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "eduportal.imports"

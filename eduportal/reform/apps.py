from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "eduportal.reform"

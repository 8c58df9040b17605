from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "eduportal.privacy"

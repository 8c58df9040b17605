from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "eduportal.quality"

    def ready(self) -> None:
        """Every rule is known by its code from the start."""
        from eduportal.quality.checks import load

        load()

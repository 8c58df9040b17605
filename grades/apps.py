from django.apps import AppConfig
from django.db.models.signals import post_migrate


class GradesConfig(AppConfig):
    name = "grades"

    def ready(self) -> None:
        from grades.services.default_regulations import ensure_default_sets

        post_migrate.connect(ensure_default_sets, sender=self)

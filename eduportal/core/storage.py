"""Static files under hashed names."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class PortalStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and compression; imports between our own ES modules are rewritten too.

    Only in our folders: with Django's default of every .js file, collectstatic fails on an
    `import` inside a comment of django-htmx. The attribute is private and the feature is
    experimental, so Django is pinned and a test collects the files.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("marksheet/*.js", MODULE_IMPORTS)

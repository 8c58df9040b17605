"""Every address of the portal."""

from django.contrib import admin
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from eduportal.operations.health import health
from eduportal.shell.styleguide import styleguide
from eduportal.shell.views import administration, home, search

handler400 = "eduportal.core.answers.bad_request"
handler404 = "eduportal.core.answers.not_found"

urlpatterns = [
    path("", home, name="home"),
    path("administration/", administration, name="administration"),
    path("accounts/", include("eduportal.accounts.urls")),
    path("notices/", include("eduportal.notices.urls")),
    path("search/", search, name="search"),
    path("language/", require_POST(set_language), name="set_language"),
    path("healthz", health, name="health"),
    path("styleguide/", require_safe(styleguide), name="styleguide"),
    path("", include("schools.urls")),
    path("", include("students.urls")),
    path("", include("staffing.urls")),
    path("", include("eduportal.dashboards.urls")),
    path("tasks/", include("eduportal.todo.urls")),
    path("", include("eduportal.planning.urls")),
    path("", include("eduportal.reform.urls")),
    path("", include("eduportal.collecting.urls")),
    path("", include("grades.urls")),
    path("quality/", include("eduportal.quality.urls")),
    path("privacy/", include("eduportal.privacy.urls")),
    path("imports/", include("eduportal.imports.urls")),
    path("exchange/", include("eduportal.exchange.urls")),
    path("sync/v2/", include("eduportal.exchange.sync_urls")),
    path("api/v1/", include("eduportal.api_urls")),
    path("admin/", admin.site.urls),
]

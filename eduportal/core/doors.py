"""The doors of the portal: how their addresses begin, and what people call them.

eduportal/urls.py has every address.
"""

from django.utils.translation import gettext_lazy as _

STATIC = "/static/"
HEALTH = "/healthz"
SYNC = "/sync/"
API = "/api/"
ADMIN = "/admin/"

# No user signs in here: files are public, and other nodes sign each request.
WITHOUT_USER = (STATIC, SYNC)
# No scoped row is read as a user: the health check answers without a database, and each package of
# another node is a transaction of its own.
WITHOUT_SCOPE = (*WITHOUT_USER, HEALTH)

# Through which door a change was made or a page left (scoping/context.py), in words.
NAMES = {
    "browser": _("browser"),
    "api": _("interface for machines"),
    "import": _("spreadsheet"),
    "sync": _("exchange"),
    "admin": _("administration"),
    "command": _("command"),
    "task": _("scheduled task"),
    "sql": _("database"),
    "file": _("file"),
}

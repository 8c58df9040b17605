"""The doors of the portal by how their addresses begin; eduportal/urls.py has every address."""

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

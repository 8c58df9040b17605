"""The Ministry's own record format (docs/exchange.md, "To the Ministry's database")."""

from eduportal.settings import env

# Where the sector database's front end takes records; empty: none are made.
EDUPORTAL_CSDL_URL = env.text("EDUPORTAL_CSDL_URL", "")
# The password it has given this Department, the only line of a file.
EDUPORTAL_CSDL_TOKEN_FILE = env.text("EDUPORTAL_CSDL_TOKEN_FILE", "")
# A folder of tables instead of eduportal/exchange/ministry/tables.
EDUPORTAL_CSDL_MAPPING = env.text("EDUPORTAL_CSDL_MAPPING", "")

"""Read by every gunicorn started in this folder: its lines have the form of the portal's own."""

from eduportal.logs import configuration

logconfig_dict = configuration("INFO")

"""How bodies of the REST interface are read; api.py needs the views that need this module."""

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from eduportal.core.reading import BadJson, json_value


class JsonReader(JSONParser):
    """JSON, read as on every other door."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return json_value(stream.read())
        except BadJson as problem:
            raise ParseError(str(problem)) from problem

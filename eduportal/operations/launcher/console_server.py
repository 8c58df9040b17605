"""One Django process that runs several management commands: starting Django takes seconds.

Reads one JSON list per line (`["migrate", "--noinput"]`), answers one JSON object per line.
"""

import io
import json
import os
import sys
import traceback
from contextlib import redirect_stdout

import django
from django.core.management import CommandError, call_command


def serve() -> None:
    """Answer until the launcher closes the pipe."""
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        # What a library prints goes to the log and never between two answers.
        os.dup2(2, 1)
        django.setup()
        for line in sys.stdin:
            answers.write(json.dumps(run(json.loads(line))) + "\n")
            answers.flush()


def run(command: list[str]) -> dict[str, str]:
    """Run one command: its output, and the reason when it failed."""
    output = io.StringIO()
    try:
        with redirect_stdout(output):
            call_command(*command, stdout=output, no_color=True)
    except CommandError as error:
        return {"output": output.getvalue(), "error": str(error)}
    except Exception as error:
        traceback.print_exc()
        return {"output": output.getvalue(), "error": f"{type(error).__name__}: {error}"}
    return {"output": output.getvalue(), "error": ""}


if __name__ == "__main__":
    serve()

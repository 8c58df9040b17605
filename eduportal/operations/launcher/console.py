"""The launcher's end of a Django process that runs management commands for one node."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from eduportal.operations.launcher.interrupts import interrupts
from eduportal.operations.launcher.processes import kill_group
from eduportal.operations.launcher.state import ROOT
from eduportal.operations.launcher.steps import DISK_FULL, CannotStart

SERVER = "eduportal.operations.launcher.console_server"


class Console:
    """Management commands of one node, run one after the other in one process.

    `ask` and `answer` are apart so that two nodes can work at the same time.
    """

    def __init__(self, node: str, environment: Mapping[str, str], log: Path) -> None:
        self._node = node
        self._log = log
        self._asked: list[str] = []
        with interrupts.held(), log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", SERVER],
                env=environment,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )

    def __enter__(self) -> "Console":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the process end; kill it when the start has failed or was interrupted."""
        if kind is None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
        kill_group(self._process.pid)
        # Waits for the process and closes both pipes.
        self._process.__exit__(None, None, None)

    def ask(self, *command: str) -> None:
        """Start one command; `answer` waits for it."""
        self._asked = list(command)
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(command) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # `answer` says why it died.

    def answer(self) -> str:
        """What the command printed; raises CannotStart when it failed."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        what = f"manage.py {self._asked[0]} failed on the {self._node} node"
        if not line:
            raise CannotStart(f"{what}: {self._last_words()} (details: {self._log})")
        reply = json.loads(line)
        if "No space left on device" in reply["error"]:
            raise CannotStart(DISK_FULL)
        if reply["error"]:
            reason = " ".join(reply["error"].split())
            raise CannotStart(f"{what}: {reason} (details: {self._log})")
        output: str = reply["output"]
        return output

    def run(self, *command: str) -> str:
        """Run one command to its end and return what it printed."""
        self.ask(*command)
        return self.answer()

    def _last_words(self) -> str:
        """The last line of the log: why the process died before it could answer."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "no reason given")

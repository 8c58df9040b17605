"""Carry packages and receipts by file where there is no line."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from eduportal.core.looking import Kind, printed
from eduportal.core.private import create_privately
from eduportal.exchange.models import Peer
from eduportal.exchange.models.peer import PeerRelation
from eduportal.exchange.selectors.proof import persons_in
from eduportal.exchange.services import (
    StickProblem,
    read_answer,
    take_in_stick,
    waiting_for,
    write_stick,
)
from eduportal.scoping import everywhere


class Command(BaseCommand):
    """Below: --write a bundle, then --read the answer. Above: --take-in a bundle, --answer it.

    The files hold names and marks: only their owner may read them.
    """

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        doing = parser.add_mutually_exclusive_group(required=True)
        doing.add_argument("--write", type=Path, metavar="FILE", help="what waits to be sent")
        doing.add_argument("--read", type=Path, metavar="FILE", help="the answer of the node above")
        doing.add_argument("--take-in", type=Path, metavar="FILE", help="a bundle of nodes below")
        parser.add_argument("--answer", type=Path, metavar="FILE", help="the answer, to be written")
        parser.add_argument("--node", help="which node above, where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["write"]:
                self.write(options["write"], self.peer(options["node"]))
            elif options["read"]:
                peer, settled = read_answer(options["read"].read_bytes())
                self.stdout.write(f"{settled} packages settled by {peer.code}.")
            else:
                self.take_in(options["take_in"], options["answer"])
        except (StickProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def peer(self, code: str | None) -> Peer:
        above = Peer.objects.filter(relation=PeerRelation.UPSTREAM, revoked_at=None)
        found = list(above.filter(code=code) if code else above)
        if len(found) != 1:
            raise CommandError("Name the node above with --node.")
        return found[0]

    def write(self, path: Path, peer: Peer) -> None:
        with everywhere("what is carried away is written down"):
            carried = persons_in(waiting_for(peer))
        printed("exchange_stick", Kind.STUDENT, carried)
        with create_privately(path) as file:
            count = write_stick(peer, file)
        self.stdout.write(f"{count} packages for {peer.code} in {path}.")

    def take_in(self, path: Path, answer: Path | None) -> None:
        if answer is None:
            raise CommandError("Name the file for the answer with --answer.")
        with path.open("rb") as file:
            content, results = take_in_stick(file)
        with create_privately(answer) as written:
            written.write(content)
        for code in sorted({result.code for result in results}):
            count = sum(result.code == code for result in results)
            self.stdout.write(f"{code}: {count}")

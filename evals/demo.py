"""``make demo``: real conversations to a real service, and what comes back, on a terminal."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grpc
from rich.console import Console, RenderableType
from rich.rule import Rule

from evals import service
from evals.console import console
from kotae.client.convert import check_message, suggest_message
from kotae.dialogue import Dialogue, read_dialogue
from kotae.terminal import answer_block, conversation_block, verdict_block
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub

FOLDER = Path(__file__).parent / "demo"
SHOWN = 1
SECONDS = 30.0
NEXT = """Next: start the service with `.venv/bin/kotae serve`, then send it any of these conversations from another
terminal: `.venv/bin/kotae suggest evals/demo/01-call-charges.json`. Change a rule under policies/, and look again."""


@dataclass(frozen=True, slots=True)
class Situation:
    """A conversation to show; one with a candidate shows the verdict on it, the others what is suggested."""

    title: str
    dialogue: Dialogue


def situations(folder: Path = FOLDER) -> Iterator[Situation]:
    """Yield the situations of ``folder`` in the order of their file names."""
    for path in sorted(folder.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        yield Situation(entry["situation"], read_dialogue(entry, str(path)))


async def show(screen: Console, log: Path) -> None:
    """Start the service on its embedded default, send it every situation and print the answers.

    Raises:
        ServiceError: The service does not start.
        grpc.aio.AioRpcError: A call fails.
    """
    async with (
        service.started(service.serve_command(), log) as running,
        grpc.aio.insecure_channel(running.address) as channel,
    ):
        stub = SuggestionServiceStub(channel)  # type: ignore[no-untyped-call]
        for number, situation in enumerate(situations(), start=1):
            answer = await _ask(stub, situation.dialogue)
            screen.print(Rule(f"{number}. {situation.title}", align="left", style="bold"))
            screen.print(conversation_block(situation.dialogue.conversation), "", answer, "", sep="\n")
    screen.print(Rule(style="bold"))
    screen.print(NEXT, markup=False)


async def _ask(stub: SuggestionServiceStub, dialogue: Dialogue) -> RenderableType:
    talk, candidate = dialogue.conversation, dialogue.candidate
    if candidate:
        return verdict_block(await stub.CheckReply(check_message(talk, candidate), timeout=SECONDS), candidate, talk)
    return answer_block(await stub.SuggestReplies(suggest_message(talk), timeout=SECONDS), talk, limit=SHOWN)


def main() -> int:
    """Run the demo and return its exit code: 0, or 2 where the service did not start or answer."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(show(console(), Path(folder) / "service.log"))
        except service.ServiceError as error:
            console(stderr=True).print(str(error), style="bold red", markup=False)
            return 2
        except grpc.aio.AioRpcError as error:
            console(stderr=True).print(f"{error.code().name}: {error.details()}", style="bold red", markup=False)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""``kotae policy explain``: why a reply is judged as it is."""

from datetime import date
from pathlib import Path
from typing import IO

import click
from rich.console import Console

from kotae.commands.options import AS_OF, LANG, POINT, POLICIES, end, refuse
from kotae.dialogue import Dialogue, DialogueError, read_one
from kotae.policy import Point, Policy, PolicyError, default_policies
from kotae.policy.explain import explain as explained
from kotae.policy.problem import Lang
from kotae.terminal_explain import explanation_block


@click.command(epilog="Exit codes: 0 explained, whatever the verdict; 2 bad input, or the policies cannot be used.")
@click.argument("file", type=click.File(encoding="utf-8"))
@POLICIES
@POINT
@AS_OF
@LANG
@click.option("--all", "everything", is_flag=True, help="Show also the rules that found nothing or do not apply.")
def explain(file: IO[str], policies: Path | None, point: Point, as_of: date, lang: Lang, everything: bool) -> None:
    """Say why the reply in FILE ("-" for standard input) is judged as it is.

    FILE holds one JSON object: a conversation (locale, channel, turns and what else is known of the contact) and, as
    "candidate", the reply. Shown are the facts of the conversation, the rules that looked at the reply with the words
    they found or lacked, and the verdict.
    """
    try:
        dialogue = _read(file)
        policy = Policy.load(policies or default_policies())
    except DialogueError as error:
        end(f"kotae policy explain: {error}")
    except PolicyError as error:
        refuse(error, lang)
    explanation = explained(policy, dialogue.conversation, dialogue.candidate, point=point, as_of=as_of)
    Console(highlight=False).print(explanation_block(explanation, policy.folder, lang, everything=everything))


def _read(file: IO[str]) -> Dialogue:
    name = "standard input" if file.name in ("-", "<stdin>") else str(Path(file.name))
    dialogue = read_one(file, name)
    if not dialogue.candidate:
        raise DialogueError(f'{name}: "candidate" is missing; add the reply to explain')
    return dialogue

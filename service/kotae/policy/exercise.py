"""All examples of a policy folder, and which of its words they leave idle, kept so that it is found out once."""

import json
from collections.abc import Iterator
from pathlib import Path

import structlog

from kotae.conversation import Locale
from kotae.dialogue import DialogueError, read_lines
from kotae.policy.bundle import BUILT, fingerprint, unreadable, write
from kotae.policy.contract import fact_examples, must_examples
from kotae.policy.folder import Folder
from kotae.policy.idle import Exercise, Idle, idle
from kotae.policy.problem import PolicyError

_log = structlog.get_logger(__name__)
# Raise this where what counts as exercised changes.
_FORMAT = 1


def idle_in(root: Path, folder: Folder) -> list[Idle]:
    """Return what no example of the policy folder at ``root`` exercises, a must-example or a labelled one.

    Raises:
        PolicyError: A labelled example cannot be read.
    """
    path = root / BUILT / f"{fingerprint(folder, root / 'examples')}.idle{_FORMAT}.json"
    if path.is_file():
        return [Idle(file, tuple(keys)) for file, keys in json.loads(path.read_bytes())]
    if any((root / "examples").glob("*.jsonl")):
        _log.info("looking for words that no example uses, once; this takes some seconds", folder=root.name)
    try:
        found = idle(folder, exercises(root, folder))
    except DialogueError as error:
        raise PolicyError([unreadable(root, error)]) from error
    try:
        write(path, json.dumps([[one.file, one.path] for one in found]).encode())
    except OSError as error:
        _log.warning("what no example uses cannot be kept", path=path.name, detail=str(error))
    return found


def exercises(root: Path, folder: Folder) -> Iterator[Exercise]:
    """Yield the must-examples of ``folder``, then the labelled examples under ``root``.

    Raises:
        DialogueError: A labelled example cannot be read; the message names file and line.
    """
    for locale in Locale:
        for rule in folder.rules.values():
            yield from (Exercise(example.conversation, example.reply) for example in must_examples(rule, locale))
        for fact in folder.facts.values():
            yield from (Exercise(conversation) for conversation, _ in fact_examples(fact, locale))
    for path in sorted((root / "examples").glob("*.jsonl")):
        for _, dialogue in read_lines(path.read_bytes(), path.name):
            yield Exercise(dialogue.conversation, dialogue.candidate)

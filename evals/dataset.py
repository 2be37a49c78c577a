"""Labelled dialogues: the items of ``evals/datasets`` and the cards that describe them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict

import yaml

from kotae.conversation import Conversation
from kotae.dialogue import DialogueError, read_dialogue

FOLDER = Path(__file__).parent / "datasets"


class DatasetError(Exception):
    """A dataset or its card cannot be used; the message names file, line, key and mend."""


class Card(TypedDict):
    """The machine-readable head of a card.

    ``file`` stands beside the card; ``sha256`` and ``items`` are of that file. ``held_back`` says which items are
    looked at only as totals: "odd" (by the number at the end of the id) or "none".
    """

    name: str
    version: str
    file: str
    sha256: str
    items: int
    held_back: str
    licence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One conversation with a reply to judge, and what two readers said of the reply.

    ``violations`` are the rules it violates and ``disputed`` those on which the readers differed. ``evidence`` is the
    violating clause, or empty. ``held_back`` items count in totals and are never shown.
    """

    id: str
    dataset: str
    conversation: Conversation
    candidate: str
    violations: frozenset[str]
    disputed: frozenset[str] = frozenset()
    evidence: str = ""
    why: str = ""
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """A card and its items, in the order of the file."""

    card: Card
    items: tuple[Item, ...]


def names(folder: Path = FOLDER) -> list[str]:
    """Return the names of the datasets in ``folder``, sorted."""
    return sorted(path.name.removesuffix(".card.md") for path in folder.glob("*.card.md"))


def load(name: str, folder: Path = FOLDER) -> Dataset:
    """Read the dataset ``name`` and hold it against its card.

    Raises:
        DatasetError: There is no such dataset, an item is malformed, or the file is not the one of the card.
    """
    card = read_card(folder / f"{name}.card.md")
    path = folder / card["file"]
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != card["sha256"]:
        raise DatasetError(
            f"{path}: its sha256 is {digest}, its card says {card['sha256']}: update the card and version"
        )
    lines = content.decode().splitlines()
    items = tuple(_item(line, f"{path}:{number}", card) for number, line in enumerate(lines, start=1))
    if len(items) != card["items"]:
        raise DatasetError(f"{path}: it has {len(items)} items, its card says {card['items']}: mend the card")
    return Dataset(card, items)


def read_card(path: Path) -> Card:
    """Read the YAML head of a card, between its first two lines of ``---``.

    Raises:
        DatasetError: The card is missing, has no head, or its keys are not those of :class:`Card`.
    """
    if not path.is_file():
        known = ", ".join(names(path.parent)) or "none"
        raise DatasetError(f"{path}: no such card; datasets here: {known}")
    parts = path.read_text(encoding="utf-8").split("---\n", 2)
    head: Any = yaml.safe_load(parts[1]) if len(parts) == 3 else None
    if not isinstance(head, dict) or set(head) != set(Card.__annotations__):
        raise DatasetError(f"{path}: begin it with a YAML head of exactly: {', '.join(Card.__annotations__)}")
    card: Card = head  # type: ignore[assignment]
    return card


def _item(line: str, where: str, card: Card) -> Item:
    try:
        entry = json.loads(line)
        dialogue = read_dialogue(entry, where)
    except json.JSONDecodeError as error:
        raise DatasetError(f"{where}: not JSON: {error}") from error
    except DialogueError as error:
        raise DatasetError(str(error)) from error
    return Item(
        id=dialogue.id,
        dataset=card["name"],
        conversation=dialogue.conversation,
        candidate=dialogue.candidate,
        violations=frozenset(entry.get("violations", ())),
        disputed=frozenset(entry.get("disputed", ())),
        evidence=entry.get("evidence") or "",
        why=entry.get("why") or "",
        held_back=card["held_back"] == "odd" and int(dialogue.id.rpartition("-")[2]) % 2 == 1,
    )

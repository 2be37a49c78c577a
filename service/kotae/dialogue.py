"""Read labelled dialogues and bare conversations from JSON, one object each."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import IO, Any

from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Scenario, Turn


class DialogueError(ValueError):
    """A dialogue that cannot be read; the message names the place, the key, what is wrong and the mend."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation and, where there is one, the reply to judge."""

    id: str
    conversation: Conversation
    candidate: str


def read_lines(data: bytes, name: str) -> Iterator[tuple[str, Dialogue]]:
    """Read JSON Lines: each dialogue with its place, to name in an error. Empty lines are passed over, but counted.

    Raises:
        DialogueError: A line cannot be read; the message names it.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise DialogueError(f"{name}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    for number, line in enumerate(StringIO(text, newline=None), 1):
        if line.strip():
            where = f"{name}, line {number}"
            try:
                obj = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise DialogueError(f"{where}: this is not JSON ({error}); write one object a line") from error
            yield where, read_dialogue(obj, where)


def read_one(stream: IO[str], name: str) -> Dialogue:
    """Read the one dialogue that ``stream`` holds.

    Args:
        stream: One JSON object.
        name: What to call the stream in an error.

    Raises:
        DialogueError: It cannot be read; the message names the place.
    """
    try:
        obj = json.load(stream)
    except UnicodeDecodeError as error:
        raise DialogueError(f"{name}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise DialogueError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except RecursionError as error:
        raise DialogueError(f"{name}: not a dialogue: it is nested too deeply") from error
    return read_dialogue(obj, name)


def read_dialogue(obj: object, where: str) -> Dialogue:
    """Read one dialogue; keys that are not known are passed over, those left out have their defaults.

    Args:
        obj: The decoded JSON.
        where: The place to name in an error.

    Raises:
        DialogueError: A key has a value that it cannot have.
    """
    if not isinstance(obj, dict):
        raise DialogueError(f"{where}: this is not an object; write {{…}} with the keys of a dialogue")
    reader = _Reader(obj, where)
    locale = reader.choice("locale", Locale, None)
    conversation = Conversation(
        locale=locale,
        channel=reader.choice("channel", Channel, Channel.PHONE),
        turns=reader.turns(),
        recording_active=reader.flag("recording_active"),
        recording_announced=reader.flag("recording_announced"),
        scenario=reader.choice("scenario", Scenario, Scenario.UNKNOWN),
        customer_identified=reader.flag("customer_identified"),
        authorised_offers=reader.offers(),
        competitors=reader.texts("competitors"),
        own_products=reader.texts("own_products"),
        cancellation_consequences=reader.texts("cancellation_consequences"),
        id=reader.text("id", ""),
    )
    return Dialogue(conversation.id, conversation, reader.text("candidate", ""))


class _Reader:
    """Typed access to one JSON object, with errors that name the key."""

    def __init__(self, obj: Mapping[str, Any], where: str) -> None:
        self._obj = obj
        self._where = where

    def _fail(self, key: str, wanted: str) -> DialogueError:
        return DialogueError(f'{self._where}: "{key}" must be {wanted}')

    def text(self, key: str, default: str) -> str:
        value = self._obj.get(key, default)
        if not isinstance(value, str):
            raise self._fail(key, "a text")
        return value

    def flag(self, key: str) -> bool:
        value = self._obj.get(key)
        if value is not None and not isinstance(value, bool):
            raise self._fail(key, "true or false")
        return bool(value)

    def choice(self, key: str, kind: type[Any], default: Any) -> Any:
        value = self._obj.get(key)
        if value in (None, "") and default is not None:
            return default
        try:
            return kind(value)
        except ValueError:
            allowed = ", ".join(str(v) for v in kind)
            raise self._fail(key, f"one of {allowed}, not {json.dumps(value, ensure_ascii=False)}") from None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._obj.get(key) or []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._fail(key, "a list of texts")
        return tuple(value)

    def offers(self) -> tuple[Offer, ...]:
        value = self._obj.get("authorised_offers") or []
        if not isinstance(value, list):
            raise self._fail("authorised_offers", "a list")
        offers = []
        for i, item in enumerate(value):
            if not isinstance(item, dict) or not isinstance(item.get("text"), str):
                raise self._fail(f"authorised_offers[{i}]", 'an object with "id" and "text"')
            offers.append(Offer(str(item.get("id", i + 1)), item["text"]))
        return tuple(offers)

    def turns(self) -> tuple[Turn, ...]:
        value = self._obj.get("turns")
        if not isinstance(value, list) or not value:
            raise self._fail("turns", "a list with at least one turn")
        turns = []
        for i, item in enumerate(value):
            role = item.get("role") if isinstance(item, dict) else None
            if role not in ("customer", "agent") or not isinstance(item.get("text"), str):
                raise self._fail(f"turns[{i}]", 'an object with "role" (customer or agent) and "text"')
            turns.append(Turn(Role(role), item["text"], str(item.get("id") or i + 1)))
        return tuple(turns)

"""What a model is asked to return, and how its answer is read: strictly where it can be, else tolerantly."""

from collections.abc import Iterator
from enum import IntEnum

from openai import Omit, omit
from openai.types.chat.completion_create_params import ResponseFormat
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json

# What CheckReply accepts; a longer text is no reply.
LONGEST_REPLY = 10_000


class Reply(BaseModel):
    """One proposed reply."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    # First, so that the model decides on a way of its own before it writes.
    approach: str
    text: str
    cited: list[str]


class Replies(BaseModel):
    """The whole answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    replies: list[Reply]


_SCHEMA = Replies.model_json_schema()


class OutputFormat(IntEnum):
    """What a server does to hold a model to a form, strictest first."""

    SCHEMA = 0
    JSON = 1
    TEXT = 2

    def as_parameter(self) -> ResponseFormat | Omit:
        """Return the value of ``response_format`` that asks for it, ``omit`` where nothing is to be asked."""
        match self:
            case OutputFormat.SCHEMA:
                return {"type": "json_schema", "json_schema": {"name": "replies", "schema": _SCHEMA, "strict": True}}
            case OutputFormat.JSON:
                return {"type": "json_object"}
            case OutputFormat.TEXT:
                return omit


def is_json(content: str) -> bool:
    """Whether a model's answer has the look of a JSON object, whole or cut short."""
    return _without_thoughts(content).lstrip().startswith("{")


def read_replies(content: str) -> tuple[Reply, ...]:
    """Return the replies in a model's answer; none where it holds none.

    JSON may stand alone, among prose or in a code fence, or after a model's thoughts, and may be cut short: then the
    replies whose text is complete are read. The first reading that parses decides.
    """
    for text, partial in _readings(_without_thoughts(content)):
        try:
            value = from_json(text, allow_partial=partial)
        except ValueError:
            continue
        items = value.get("replies") if isinstance(value, dict) else value
        return tuple(reply for reply in map(_reply, items) if reply) if isinstance(items, list) else ()
    return ()


def _without_thoughts(content: str) -> str:
    return content.rpartition("</think>")[2]


def _readings(answer: str) -> Iterator[tuple[str, bool]]:
    yield answer, False
    for opening, closing in ("{}", "[]"):
        start, end = answer.find(opening), answer.rfind(closing)
        if 0 <= start < end:
            yield answer[start : end + 1], False
    start = answer.find("{")
    if start >= 0:
        yield answer[start:], True


def _reply(item: object) -> Reply | None:
    if not isinstance(item, dict):
        return None
    try:
        reply = Reply(approach=item.get("approach") or "", text=item.get("text") or "", cited=item.get("cited") or [])
    except ValidationError:
        return None
    text = reply.text.strip()
    return reply.model_copy(update={"text": text}) if 0 < len(text) <= LONGEST_REPLY else None

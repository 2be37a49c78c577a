"""An OpenAI-compatible server that answers by script, faults included."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """The connection on which an answer is due."""

    server: "OpenAIServer"
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


Step = Callable[[Line], Awaitable[None]]


def answer(status: int, body: object, headers: Mapping[str, str] | None = None) -> Step:
    """Answer with this status and body (bytes as they are, anything else as JSON)."""
    payload = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    fields = {"content-type": "application/json", "content-length": str(len(payload)), **(headers or {})}
    head = f"HTTP/1.1 {status} Scripted\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())

    async def step(line: Line) -> None:
        line.writer.write(head.encode() + b"\r\n" + payload)
        await line.writer.drain()
        line.server.answered.set()

    return step


def completion(content: str | None, *, finish_reason: str = "stop", tokens: tuple[int, int] = (11, 7)) -> Step:
    """Answer with a chat completion whose message is ``content``."""
    choice = {"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", "content": content}}
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
    return answer(200, {"id": "c", "object": "chat.completion", "model": "m-1", "choices": [choice], "usage": usage})


def replies(*texts: str, cited: Sequence[str] = ()) -> str:
    """The content of a good answer: these replies, each citing ``cited``."""
    items = [{"approach": f"way {n}", "text": text, "cited": list(cited)} for n, text in enumerate(texts, 1)]
    return json.dumps({"replies": items}, ensure_ascii=False)


def error(status: int, message: str, headers: Mapping[str, str] | None = None, **fields: str) -> Step:
    """Answer with an error of the API's form."""
    return answer(status, {"error": {"message": message, **fields}}, headers)


async def hold(line: Line) -> None:
    """Answer nothing; tell the server when the client hangs up."""
    line.server.held.set()
    if await line.reader.read(1) == b"":
        line.server.hung_up.set()


async def drip(line: Line) -> None:
    """Begin an answer and never finish it, a byte at a time: no single wait is long."""
    line.writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n")
    while not line.writer.is_closing():
        line.writer.write(b" ")
        await line.writer.drain()
        await asyncio.sleep(0.02)


async def hang_up(line: Line) -> None:
    """Break off in the middle of an answer."""
    line.writer.write(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4096\r\n\r\n{"id": "c", ')
    await line.writer.drain()
    line.writer.close()


class OpenAIServer:
    """Answers each request with the next step of the script, and with the last step from then on."""

    def __init__(self, *script: Step) -> None:
        self.script = list(script)
        self.asked: list[Asked] = []
        self.answered = asyncio.Event()
        self.held = asyncio.Event()
        self.hung_up = asyncio.Event()
        self._lines: set[asyncio.Task[None]] = set()

    @property
    def base_url(self) -> str:
        """The address for a client, with the version."""
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}/v1"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for line in self._lines:
            line.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._lines.add(task)
        try:
            while (asked := await _read(reader)) and not writer.is_closing():
                self.asked.append(asked)
                step = self.script[min(len(self.asked), len(self.script)) - 1]
                await step(Line(self, reader, writer))
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self._lines.discard(task)
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    request, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(request.split(" ")[1], headers, json.loads(body or b"{}"))

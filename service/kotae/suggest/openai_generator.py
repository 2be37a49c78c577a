"""The generator that asks an OpenAI-compatible server, within the caller's deadline."""

import asyncio
import math
import os
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
from openai import APIConnectionError, APIStatusError, APITimeoutError, AsyncOpenAI, OpenAIError
from openai.types.chat import ChatCompletionMessageParam
from pydantic import BaseModel, ValidationError
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from kotae.suggest.generator import Candidate, Generation, GenerationError, GenerationRequest
from kotae.suggest.model_output import OutputFormat, Reply, is_json, read_replies
from kotae.suggest.prompt import PROMPT_VERSION, messages, passage_ids
from kotae.suggest.result import FallbackReason

# A call takes a second or more, so a failing server is tried again soon, and not often.
_ATTEMPTS = 4
_BACKOFF = wait_random_exponential(multiplier=0.2, max=2.0)

_TRANSIENT = frozenset({408, 409, 429})
_REFUSALS_OF_FORMAT = ("response_format", "response format", "json_schema", "json_object", "structured output")


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    """The fields of a chat completion that count here: compatible servers leave out or misspell many of the others."""

    model: str | None = None
    choices: list[_Choice]
    usage: _Usage | None = None


def connect() -> AsyncOpenAI:
    """Return a client as ``OPENAI_API_KEY`` and ``OPENAI_BASE_URL`` describe it; it does not retry by itself.

    A server of one's own often asks for no key, so with a base URL alone a dummy key is sent.

    Raises:
        ValueError: Neither is set.
    """
    key = os.environ.get("OPENAI_API_KEY") or ("none" if os.environ.get("OPENAI_BASE_URL") else None)
    try:
        return AsyncOpenAI(api_key=key, max_retries=0)
    except OpenAIError as error:
        raise ValueError(
            "the openai generator has no server to ask: set OPENAI_API_KEY to your key, or OPENAI_BASE_URL to a "
            "server that asks for none, such as http://127.0.0.1:8000/v1"
        ) from error


def retry_after(headers: httpx2.Headers) -> float:
    """Return the seconds that a server asks to be left alone (``Retry-After``: seconds or a date); 0.0 if it does not.

    ``retry-after-ms`` is the finer form that OpenAI and Azure send beside it.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "")
        try:
            seconds = float(value) * unit
        except ValueError:
            continue
        return max(seconds, 0.0) if math.isfinite(seconds) else 0.0
    try:
        moment = parsedate_to_datetime(headers.get("retry-after", ""))
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)


class OpenAIGenerator:
    """Asks ``model`` for all candidates in one call.

    The strictest form of output that the server honours is found by trying, and remembered.
    """

    name = "openai"

    def __init__(self, model: str, client: AsyncOpenAI | None = None) -> None:
        self._model = model
        self._client = client or connect()
        self._format = OutputFormat.SCHEMA

    async def generate(self, request: GenerationRequest) -> Generation:
        """Propose candidates before ``request.deadline``.

        Raises:
            GenerationError: TIMEOUT where the deadline came first; UNAVAILABLE where the server could not be reached or
                answered with an error; INVALID_OUTPUT where its answer holds no reply. Cancellation passes through
                and ends the HTTP call.
        """
        try:
            async with asyncio.timeout(request.deadline - time.monotonic()):
                return await self._generate(request)
        except (TimeoutError, APITimeoutError) as error:
            raise GenerationError(FallbackReason.TIMEOUT, f"{self._model} did not answer by the deadline") from error
        except OpenAIError as error:
            raise GenerationError(FallbackReason.UNAVAILABLE, _describe(error)) from error

    async def close(self) -> None:
        """Release connections."""
        await self._client.close()

    async def _generate(self, request: GenerationRequest) -> Generation:
        prompt = messages(request)
        input_tokens = output_tokens = 0
        for form in list(OutputFormat)[self._format :]:
            completion = await self._complete(prompt, form, request.deadline)
            if completion is None:
                self._settle_below(form)
                continue
            usage = completion.usage or _Usage()
            input_tokens += usage.prompt_tokens
            output_tokens += usage.completion_tokens
            content = _content(completion)
            replies = read_replies(content)
            ignored = bool(content) and not is_json(content)
            if ignored:
                self._settle_below(form)
            if replies:
                candidates = _candidates(replies[: request.count], passage_ids(request))
                model = completion.model or self._model
                return Generation(candidates, model, PROMPT_VERSION, input_tokens, output_tokens)
            if not ignored:
                break
        raise GenerationError(
            FallbackReason.INVALID_OUTPUT, f"{self._model} answered without a reply in the stated form"
        )

    def _settle_below(self, form: OutputFormat) -> None:
        self._format = max(self._format, OutputFormat(min(form + 1, OutputFormat.TEXT)))

    async def _complete(
        self, prompt: Sequence[ChatCompletionMessageParam], form: OutputFormat, deadline: float
    ) -> _Completion | None:
        """Return the server's answer, after retries; None where it refuses the form of output."""
        patience = AsyncRetrying(
            retry=retry_if_exception(_is_transient),
            wait=_wait,
            stop=stop_after_attempt(_ATTEMPTS) | stop_before_delay(deadline - time.monotonic()),
            reraise=True,
        )
        try:
            body: bytes = await patience(self._post, prompt, form, deadline)
        except APIStatusError as error:
            if form is not OutputFormat.TEXT and _refuses_format(error):
                return None
            raise
        try:
            return _Completion.model_validate_json(body)
        except ValidationError as error:
            detail = f"{self._client.base_url} did not answer with a chat completion"
            raise GenerationError(FallbackReason.INVALID_OUTPUT, detail) from error

    async def _post(self, prompt: Sequence[ChatCompletionMessageParam], form: OutputFormat, deadline: float) -> bytes:
        raw = await self._client.chat.completions.with_raw_response.create(
            model=self._model,
            messages=prompt,
            response_format=form.as_parameter(),
            timeout=max(deadline - time.monotonic(), 0.001),
        )
        return raw.http_response.content


def _is_transient(error: BaseException) -> bool:
    if isinstance(error, APIStatusError):
        passing = error.status_code in _TRANSIENT or error.status_code >= 500
        return passing and error.code != "insufficient_quota"
    return isinstance(error, APIConnectionError) and not isinstance(error, APITimeoutError)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = retry_after(error.response.headers) if isinstance(error, APIStatusError) else 0.0
    return asked + _BACKOFF(state)


def _refuses_format(error: APIStatusError) -> bool:
    if error.status_code not in {400, 422}:
        return False
    told = f"{error.param} {error.message}".lower()
    return any(phrase in told for phrase in _REFUSALS_OF_FORMAT)


def _describe(error: OpenAIError) -> str:
    if isinstance(error, APIStatusError):
        return f"HTTP {error.status_code}: {error.message[:200]}"
    return f"{error} {error.__cause__ or ''}".strip()


def _content(completion: _Completion) -> str:
    """Return what the model wrote; empty where it refused, was filtered or wrote nothing."""
    if not completion.choices or completion.choices[0].finish_reason == "content_filter":
        return ""
    return completion.choices[0].message.content or ""


def _candidates(replies: Sequence[Reply], passages: dict[str, str]) -> tuple[Candidate, ...]:
    """Return the replies as candidates, without citations of passages that were not given."""
    return tuple(
        Candidate(reply.text, tuple(dict.fromkeys(passages[id_] for id_ in reply.cited if id_ in passages)))
        for reply in replies
    )

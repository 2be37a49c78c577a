"""From a conversation to vetted suggestions: facts, generation, judgement, repair, fallback, ranking."""

import asyncio
import contextlib
import hashlib
import time
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

import structlog

from kotae.conversation import Conversation
from kotae.policy import Decision, Edit, Fact, Point, Policy, RuleMode, Verdict
from kotae.suggest import guidance
from kotae.suggest.generator import Candidate, Generation, GenerationError, GenerationRequest, Generator
from kotae.suggest.playbook import Playbook
from kotae.suggest.result import (
    CheckResult,
    FallbackReason,
    Mode,
    Opening,
    Origin,
    Outcome,
    Provenance,
    Suggestion,
    SuggestionRequest,
    SuggestionResult,
    Summary,
    Withheld,
)

_log = structlog.get_logger(__name__)
Event = Opening | Suggestion | Summary


class Suggester:
    """Suggests replies and judges texts. Holds no state between requests."""

    def __init__(
        self, policy: Policy, playbook: Playbook, generator: Generator | None, *, mode: Mode, reserve: float = 0.2
    ) -> None:
        """Combine the parts.

        Args:
            policy: The judge of everything that goes out.
            playbook: The approved replies, for fallback or for all.
            generator: The model, or None to suggest from the playbook alone.
            mode: How suggestions are made.
            reserve: Seconds of the deadline kept for judging and the fallback.
        """
        self.policy = policy
        self._playbook = playbook
        self._generator = generator
        self._mode = mode
        self._reserve = reserve

    async def suggest(self, request: SuggestionRequest, deadline: float) -> SuggestionResult:
        """Return the whole answer before ``deadline``, a moment of ``time.monotonic()``."""
        opening: Opening | None = None
        suggestions: dict[str, Suggestion] = {}
        summary: Summary | None = None
        async with contextlib.aclosing(self.stream(request, deadline)) as events:
            async for event in events:
                if isinstance(event, Opening):
                    opening = event
                elif isinstance(event, Suggestion):
                    suggestions[event.id] = event
                else:
                    summary = event
        if opening is None or summary is None:
            raise AssertionError("a stream opens and ends")
        return SuggestionResult(opening, tuple(suggestions[i] for i in summary.order), summary)

    async def stream(self, request: SuggestionRequest, deadline: float) -> AsyncGenerator[Event, None]:
        """Yield the opening, each suggestion as soon as it is judged, and the summary."""
        work = _Work(self.policy, request)
        yield work.opening
        generation, reason = await self._generate(work, deadline)
        for candidate in generation.candidates:
            if len(work.out) < request.count and (made := work.vet_model(candidate)):
                yield made
        vetted = bool(work.out)
        if work.withheld and not vetted:
            reason = FallbackReason.ALL_WITHHELD
        with work.timed("playbook"):
            approved = list(work.vet_playbook(self._playbook))
        for made in approved:
            yield made
        yield self._summary(work, generation, reason, vetted)

    def check(self, conversation: Conversation, text: str, *, point: Point, as_of: datetime) -> CheckResult:
        """Judge a text that a person typed, and mend it where a small edit does."""
        work = _Work(self.policy, SuggestionRequest(conversation, as_of))
        with work.timed("judge"):
            verdict = self.policy.judge(conversation, work.facts, text, point=point, as_of=as_of.date())
            mended = None if verdict.complies else self.policy.repair(conversation, work.facts, text, verdict)
        if mended:
            verdict = replace(verdict, decision=Decision.REPAIR)
        provenance = Provenance(
            self.policy.revision, self._mode, point, generator="", as_of=as_of, stages=work.stage_times()
        )
        edits = mended.edits if mended else ()
        return CheckResult(work.opening, verdict, mended.text if mended else "", edits, provenance)

    async def close(self) -> None:
        """Release what the generator holds."""
        if self._generator:
            await self._generator.close()

    async def _generate(self, work: "_Work", deadline: float) -> tuple[Generation, FallbackReason]:
        if self._generator is None:
            return Generation(()), FallbackReason.NONE
        request = work.request
        asked = GenerationRequest(
            conversation=request.conversation,
            facts=work.facts,
            due=work.opening.due,
            avoid=self.policy.avoid(request.conversation.locale, request.as_of.date()),
            count=request.count,
            deadline=deadline - self._reserve,
            snippets=request.snippets,
        )
        generation = Generation(())
        with work.timed("generate"):
            try:
                # The generator keeps to the deadline itself; this holds it to that.
                async with asyncio.timeout(max(0.0, asked.deadline - time.monotonic())):
                    generation = await self._generator.generate(asked)
                if any(candidate.text.strip() for candidate in generation.candidates):
                    return generation, FallbackReason.NONE
                reason = FallbackReason.INVALID_OUTPUT
                _log.warning("generation failed", reason=reason.value, detail="the answer holds no reply")
            except TimeoutError:
                reason = FallbackReason.TIMEOUT
                _log.warning("generation failed", reason=reason.value)
            except GenerationError as error:
                reason = error.reason
                _log.warning("generation failed", reason=reason.value, detail=error.detail)
        return generation, reason

    def _summary(self, work: "_Work", generation: Generation, reason: FallbackReason, vetted: bool) -> Summary:
        if not work.out:
            outcome = Outcome.WITHHELD
        elif self._generator is None or vetted:
            outcome, reason = Outcome.SUGGESTED, FallbackReason.NONE
        else:
            outcome = Outcome.FALLBACK
        provenance = Provenance(
            revision=self.policy.revision,
            mode=self._mode,
            point=Point.SUGGEST,
            generator=self._generator.name if self._generator else "playbook",
            as_of=work.request.as_of,
            model=generation.model,
            prompt_version=generation.prompt_version,
            input_tokens=generation.input_tokens,
            output_tokens=generation.output_tokens,
            stages=work.stage_times(),
            fallback_reason=reason,
        )
        alerts = () if work.out else (guidance.no_reply(work.request.conversation),)
        withheld = tuple(work.withheld) if work.request.include_withheld else ()
        return Summary(outcome, work.ranking(), withheld, alerts, provenance)


@dataclass(slots=True)
class _Work:
    """One request in the making."""

    policy: Policy
    request: SuggestionRequest
    out: list[Suggestion] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    facts: tuple[Fact, ...] = ()
    opening: Opening = field(init=False)
    _stages: dict[str, float] = field(default_factory=dict)
    _began: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        conversation = self.request.conversation
        with self.timed("facts"):
            self.facts = self.policy.facts(conversation)
            self.opening = Opening(
                alerts=tuple(guidance.alerts(conversation, self.facts)),
                actions=tuple(guidance.actions(conversation, self.facts)),
                due=self.policy.due(conversation, self.facts, self.request.as_of.date()),
                facts=self.facts,
                based_on=conversation.turns[-1].id,
            )

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the time spent inside towards ``stage``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._stages[stage] = self._stages.get(stage, 0.0) + (time.perf_counter() - began) * 1000

    def stage_times(self) -> tuple[tuple[str, float], ...]:
        """Return milliseconds by stage, the whole last."""
        return (*self._stages.items(), ("total", (time.perf_counter() - self._began) * 1000))

    def vet_model(self, candidate: Candidate) -> Suggestion | None:
        """Judge a candidate of the model; mend it where that suffices."""
        with self.timed("judge"):
            return self._vet(candidate.text.strip(), Origin.MODEL, candidate.cited, "")

    def vet_playbook(self, playbook: Playbook) -> Iterator[Suggestion]:
        """Fill up with approved replies, which are judged too."""
        for reply_id, text in playbook.replies(self.request.conversation, self.facts):
            if len(self.out) >= self.request.count:
                return
            if made := self._vet(text, Origin.PLAYBOOK, (), reply_id):
                yield made

    def ranking(self) -> tuple[str, ...]:
        """Return the ids, best first: those that needed no edit before those that did, else as they came."""
        order = {Origin.MODEL: 0, Origin.REPAIRED: 1, Origin.PLAYBOOK: 2}
        return tuple(s.id for s in sorted(self.out, key=lambda s: (order[s.origin], len(s.edits))))

    def _vet(self, text: str, origin: Origin, cited: tuple[str, ...], reply_id: str) -> Suggestion | None:
        if not text:
            return None
        conversation = self.request.conversation
        verdict = self.policy.judge(
            conversation, self.facts, text, point=Point.SUGGEST, as_of=self.request.as_of.date()
        )
        edits: tuple[Edit, ...] = ()
        if not verdict.complies:
            mended = self.policy.repair(conversation, self.facts, text, verdict)
            if mended is None:
                if origin is Origin.MODEL:
                    self.withheld.append(Withheld(text, verdict.enforced))
                return None
            text, edits, verdict = mended.text, mended.edits, mended.verdict
            origin = Origin.REPAIRED if origin is Origin.MODEL else origin
        if any(s.text == text for s in self.out):
            return None
        made = self._suggestion(text, origin, edits, verdict, cited, reply_id)
        self.out.append(made)
        return made

    def _suggestion(
        self,
        text: str,
        origin: Origin,
        edits: tuple[Edit, ...],
        verdict: Verdict,
        cited: tuple[str, ...],
        reply_id: str,
    ) -> Suggestion:
        basis = f"{self.policy.revision}\n{self.request.request_id}\n{self.opening.based_on}\n{text}"
        return Suggestion(
            id=hashlib.sha256(basis.encode()).hexdigest()[:24],
            text=text,
            origin=origin,
            edits=edits,
            findings=tuple(f for f in verdict.findings if f.mode is RuleMode.SHADOW),
            obligations=verdict.obligations,
            cited=cited,
            reply_id=reply_id,
        )

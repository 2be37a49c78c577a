"""From a conversation to vetted suggestions: what leaves, in which order, and what takes its place when nothing may."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from kotae.conversation import Conversation, Role, Turn
from kotae.policy import Decision, EditType, Fact, Obligation, Point, Policy, RuleMode, Status
from kotae.suggest.generator import Candidate, Generation, GenerationError, GenerationRequest
from kotae.suggest.pipeline import Event, Suggester
from kotae.suggest.playbook import Playbook
from kotae.suggest.result import (
    ActionType,
    AlertType,
    FallbackReason,
    Mode,
    Opening,
    Origin,
    Outcome,
    Snippet,
    Suggestion,
    SuggestionRequest,
    SuggestionResult,
    Summary,
)
from tests.policy.small_folder import fact, obligation, prohibition, sentence, small_policy, talk
from tests.suggest.scripted import Scripted, situation

NOW = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
RESERVE = 0.25

CLEAN, OTHER, THIRD = "状況を伺います。", "品番をお知らせください。", "担当の者が確認いたします。"
HOSTILE = "代金は返金いたします。"
ALSO_HOSTILE = "全額を返金いたします。"
HALF_HOSTILE = "お待たせいたしました。代金は返金いたします。状況を伺います。"
MENDED = "お待たせいたしました。状況を伺います。"
PITCH = "お試しはいかがでしょうか。"
SHADOWED = "たぶん届いております。"
DISCLOSURE = "この通話は録音しております。"
BLANK = " \n　"

APPROVED = {"check": "確かめてお答えいたします。", "wait": "少々お待ちください。", "ask": "ほかにご用はございますか。"}

FILES = (
    prohibition("money.no-offer", ja=[{"say": ["返金いたします"]}], instead={"ja": "約束しない。", "en": "Do not."}),
    prohibition("style.no-hedging", ja=[{"say": ["たぶん"]}], mode="shadow", instead={"ja": "言い切る。", "en": "Be."}),
    prohibition(
        "season.no-greeting",
        ja=[{"say": ["新春"]}],
        effective={"since": "2027-01-01"},
        instead={"ja": "控える。", "en": "Do not."},
    ),
    prohibition(
        "sales.no-pitch",
        ja=[{"say": ["いかがでしょうか"]}],
        applies={"all": ["customer.declines"]},
        instead={"ja": "勧めない。", "en": "Do not."},
    ),
    obligation(
        "recording.disclose",
        ja=[{"say": ["録音しております"]}],
        applies={"all": ["contact.recorded"], "none": ["contact.recording-announced"]},
        instead={"ja": "録音を伝える。", "en": "Say so."},
    ),
    obligation("abuse.set-boundary", ja=[{"say": ["お控えください"]}], applies={"all": ["customer.threatens"]}),
    fact("customer.threatens", turns="latest", ja=[{"say": ["覚えていろ"]}]),
    fact("customer.declines", ja=[{"say": ["間に合って"]}]),
    fact("customer.demands-money", turns="latest", ja=[{"say": ["返金して"]}]),
    sentence("disclosure", ["recording.disclose"], "first", ja=DISCLOSURE),
    situation("general", APPROVED),
)
CALM = replace(talk("a: お電話ありがとうございます。", "c: 鍋が割れました。", customer_identified=True), id="call-1")
RECORDED = replace(CALM, recording_active=True)
THREATENING = replace(CALM, turns=(Turn(Role.CUSTOMER, "覚えていろ。", "t9"),))


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    return small_policy(tmp_path_factory.mktemp("policies"), *FILES)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Policy:
    """The same rules without a playbook."""
    return small_policy(tmp_path_factory.mktemp("policies"), *FILES[:-1])


def suggester(policy: Policy, generator: Scripted | None) -> Suggester:
    mode = Mode.VETTED if generator else Mode.APPROVED
    return Suggester(policy, Playbook(policy.folder), generator, mode=mode, reserve=RESERVE)


def asking(conversation: Conversation = CALM, **changes: object) -> SuggestionRequest:
    return replace(SuggestionRequest(conversation, NOW), **changes)  # type: ignore[arg-type]


def ample() -> float:
    return time.monotonic() + 60


async def answer(policy: Policy, generator: Scripted | None, request: SuggestionRequest) -> SuggestionResult:
    return await suggester(policy, generator).suggest(request, ample())


async def events(policy: Policy, generator: Scripted | None, request: SuggestionRequest) -> list[Event]:
    return [event async for event in suggester(policy, generator).stream(request, ample())]


def texts(result: SuggestionResult) -> list[str]:
    return [suggestion.text for suggestion in result.suggestions]


def reply_ids(suggestions: Sequence[Suggestion]) -> list[str]:
    return [suggestion.reply_id for suggestion in suggestions]


# The order of events


async def test_the_opening_comes_before_the_model_is_asked(policy: Policy) -> None:
    generator = Scripted(CLEAN)
    async with aclosing(suggester(policy, generator).stream(asking(), ample())) as stream:
        assert isinstance(await anext(stream), Opening)
        assert not generator.asked


async def test_then_come_the_candidates_the_playbook_and_at_last_the_summary(policy: Policy) -> None:
    opening, *middle, summary = await events(policy, Scripted(CLEAN, HOSTILE, OTHER), asking(count=4))
    assert isinstance(opening, Opening)
    assert isinstance(summary, Summary)
    assert [e.text for e in middle if isinstance(e, Suggestion)] == [CLEAN, OTHER, *list(APPROVED.values())[1:]]
    assert len(middle) == 4


async def test_the_opening_says_what_is_known_before_any_reply(policy: Policy) -> None:
    conversation = replace(THREATENING, recording_active=True)
    opening, *_ = await events(policy, Scripted(CLEAN), asking(conversation))
    assert isinstance(opening, Opening)
    assert [alert.type for alert in opening.alerts] == [AlertType.ESCALATE_TO_SUPERVISOR]
    assert [due.rule for due in opening.due] == ["abuse.set-boundary", "recording.disclose"]
    assert opening.due[1].sentence == DISCLOSURE
    assert [f.name for f in opening.facts] == ["contact.identified", "contact.recorded", "customer.threatens"]
    assert opening.based_on == "t9"


async def test_the_opening_names_what_is_to_be_done(policy: Policy) -> None:
    conversation = replace(CALM, turns=(Turn(Role.CUSTOMER, "返金してください。", "t1"),))
    opening, *_ = await events(policy, None, asking(conversation))
    assert isinstance(opening, Opening)
    assert [action.type for action in opening.actions] == [ActionType.REFER_CLAIM, ActionType.ASK_FOR_EVIDENCE]


async def test_replies_without_edits_rank_first_and_approved_ones_last(policy: Policy) -> None:
    stream = await events(policy, Scripted(HALF_HOSTILE, CLEAN), asking(count=3))
    came = [event for event in stream if isinstance(event, Suggestion)]
    assert [s.origin for s in came] == [Origin.REPAIRED, Origin.MODEL, Origin.PLAYBOOK]
    assert [len(s.edits) for s in came] == [1, 0, 0]
    summary = stream[-1]
    assert isinstance(summary, Summary)
    assert summary.order == (came[1].id, came[0].id, came[2].id)


async def test_fewer_edits_rank_first_among_the_repaired(policy: Policy) -> None:
    result = await answer(policy, Scripted(HALF_HOSTILE, OTHER), asking(RECORDED, count=2))
    assert [len(s.edits) for s in result.suggestions] == [1, 2]


async def test_the_whole_answer_is_the_stream_best_first(policy: Policy) -> None:
    request = asking(RECORDED, count=3)
    script = (CLEAN, f"{DISCLOSURE}{OTHER}")
    stream = await events(policy, Scripted(*script), request)
    result = await answer(policy, Scripted(*script), request)
    assert result.opening == stream[0]
    assert tuple(s.id for s in result.suggestions) == result.summary.order
    came = {event.id: event for event in stream if isinstance(event, Suggestion)}
    assert {s.id: s for s in result.suggestions} == came


# What the model is told


async def test_the_model_is_told_what_it_must_and_must_not_say(policy: Policy) -> None:
    generator = Scripted(CLEAN)
    snippets = (Snippet("kb-1", "鍋", "鍋の交換は7日で届きます。"),)
    request = asking(RECORDED, count=2, snippets=snippets)
    deadline = ample()
    await suggester(policy, generator).suggest(request, deadline)
    (told,) = generator.asked
    assert (told.conversation, told.count, told.snippets) == (RECORDED, 2, snippets)
    assert [f.name for f in told.facts] == ["contact.identified", "contact.recorded"]
    assert [due.rule for due in told.due] == ["recording.disclose"]
    # Neither what is only observed nor what is not yet in force.
    assert told.avoid == ("約束しない。", "勧めない。")
    assert told.deadline == deadline - RESERVE


# What leaves


async def test_a_compliant_candidate_leaves_as_it_was_written(policy: Policy) -> None:
    result = await answer(policy, Scripted(Candidate(f" {CLEAN}\n", ("kb-1",))), asking(count=1))
    (made,) = result.suggestions
    assert (made.text, made.origin, made.edits, made.cited, made.reply_id) == (CLEAN, Origin.MODEL, (), ("kb-1",), "")
    assert (result.summary.outcome, result.summary.alerts) == (Outcome.SUGGESTED, ())


async def test_a_hostile_candidate_is_withheld(policy: Policy) -> None:
    result = await answer(policy, Scripted(HOSTILE, CLEAN), asking(count=1))
    assert texts(result) == [CLEAN]
    assert result.summary.withheld == ()


async def test_a_withheld_candidate_is_reported_with_its_findings_on_request(policy: Policy) -> None:
    result = await answer(policy, Scripted(HOSTILE, CLEAN), asking(count=1, include_withheld=True))
    assert texts(result) == [CLEAN]
    (withheld,) = result.summary.withheld
    assert withheld.text == HOSTILE
    (finding,) = withheld.findings
    assert (finding.rule, finding.evidence) == ("money.no-offer", HOSTILE[finding.start : finding.end])
    assert "返金いたします" in finding.evidence


async def test_a_repaired_candidate_says_what_was_inserted(policy: Policy) -> None:
    result = await answer(policy, Scripted(Candidate(CLEAN, ("kb-1",))), asking(RECORDED, count=1))
    (made,) = result.suggestions
    assert (made.text, made.origin, made.cited) == (f"{DISCLOSURE}{CLEAN}", Origin.REPAIRED, ("kb-1",))
    (edit,) = made.edits
    assert (edit.type, edit.text, edit.rules, edit.start) == (
        EditType.INSERTED,
        DISCLOSURE,
        ("recording.disclose",),
        0,
    )
    assert made.obligations == (Obligation("recording.disclose", Status.INSERTED),)
    assert result.summary.outcome is Outcome.SUGGESTED


async def test_a_candidate_that_says_it_itself_is_not_repaired(policy: Policy) -> None:
    said = f"{DISCLOSURE}{CLEAN}"
    (made,) = (await answer(policy, Scripted(said), asking(RECORDED, count=1))).suggestions
    assert (made.text, made.origin, made.edits) == (said, Origin.MODEL, ())
    assert made.obligations == (Obligation("recording.disclose", Status.STATED),)


async def test_a_repaired_candidate_says_what_was_dropped(policy: Policy) -> None:
    result = await answer(policy, Scripted(HALF_HOSTILE), asking(count=1, include_withheld=True))
    (made,) = result.suggestions
    assert (made.text, made.origin) == (MENDED, Origin.REPAIRED)
    assert [(e.type, e.text, e.rules) for e in made.edits] == [(EditType.DROPPED, HOSTILE, ("money.no-offer",))]
    assert result.summary.withheld == ()


async def test_what_is_only_observed_leaves_with_its_finding(policy: Policy) -> None:
    (made,) = (await answer(policy, Scripted(SHADOWED), asking(count=1))).suggestions
    assert (made.text, made.origin) == (SHADOWED, Origin.MODEL)
    assert [(f.rule, f.mode) for f in made.findings] == [("style.no-hedging", RuleMode.SHADOW)]


async def test_rules_are_read_on_the_day_of_the_request(policy: Policy) -> None:
    generator = Scripted("新春のご挨拶を申し上げます。")
    early = await answer(policy, generator, asking(count=1))
    late = await answer(policy, generator, asking(count=1, as_of=datetime(2027, 1, 1, tzinfo=UTC)))
    assert (early.summary.outcome, late.summary.outcome) == (Outcome.SUGGESTED, Outcome.FALLBACK)
    assert late.summary.provenance.as_of == datetime(2027, 1, 1, tzinfo=UTC)


async def test_what_only_may_hold_counts_for_what_is_suggested(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    maybe = (Fact("customer.declines", 1, 0, 2, "鍋", certain=False),)
    monkeypatch.setattr(policy, "facts", lambda conversation: maybe)
    result = await answer(policy, Scripted(PITCH, CLEAN), asking(count=1, include_withheld=True))
    assert [withheld.text for withheld in result.summary.withheld] == [PITCH]
    assert texts(result) == [CLEAN]


# Duplicates and numbers


async def test_a_duplicate_is_dropped(policy: Policy) -> None:
    result = await answer(policy, Scripted(CLEAN, f"{CLEAN} ", CLEAN, OTHER), asking(count=2, include_withheld=True))
    assert texts(result) == [CLEAN, OTHER]
    assert result.summary.withheld == ()


async def test_what_becomes_a_duplicate_by_its_repair_is_dropped(policy: Policy) -> None:
    result = await answer(policy, Scripted(f"{DISCLOSURE}{CLEAN}", CLEAN, OTHER), asking(RECORDED, count=2))
    assert texts(result) == [f"{DISCLOSURE}{CLEAN}", f"{DISCLOSURE}{OTHER}"]


async def test_an_approved_reply_that_the_model_wrote_too_comes_once(policy: Policy) -> None:
    result = await answer(policy, Scripted(APPROVED["wait"]), asking(count=3))
    assert sorted(texts(result)) == sorted(APPROVED.values())


async def test_a_blank_candidate_is_passed_over(policy: Policy) -> None:
    result = await answer(policy, Scripted(BLANK, "", CLEAN), asking(count=1, include_withheld=True))
    assert texts(result) == [CLEAN]
    assert result.summary.withheld == ()


@pytest.mark.parametrize("count", [1, 2, 3, 5])
async def test_there_are_no_more_than_asked_for(policy: Policy, count: int) -> None:
    model = await answer(
        policy, Scripted(CLEAN, OTHER, THIRD, f"{CLEAN}{OTHER}", f"{OTHER}{CLEAN}"), asking(count=count)
    )
    assert [s.origin for s in model.suggestions] == [Origin.MODEL] * count
    approved = await answer(policy, None, asking(count=count))
    assert len(approved.suggestions) == min(count, len(APPROVED))


async def test_the_playbook_fills_up_what_the_model_leaves_open(policy: Policy) -> None:
    result = await answer(policy, Scripted(CLEAN, HOSTILE), asking(count=3))
    assert [s.origin for s in result.suggestions] == [Origin.MODEL, Origin.PLAYBOOK, Origin.PLAYBOOK]
    assert result.summary.outcome is Outcome.SUGGESTED
    assert result.summary.provenance.fallback_reason is FallbackReason.NONE


# The playbook alone


async def test_without_a_model_the_playbook_is_the_suggestion(policy: Policy) -> None:
    result = await answer(policy, None, asking(count=2))
    assert [s.origin for s in result.suggestions] == [Origin.PLAYBOOK] * 2
    assert reply_ids(result.suggestions) == ["general/wait", "general/ask"]
    provenance = result.summary.provenance
    assert result.summary.outcome is Outcome.SUGGESTED
    assert (provenance.generator, provenance.mode, provenance.model) == ("playbook", Mode.APPROVED, "")
    assert provenance.fallback_reason is FallbackReason.NONE


async def test_an_approved_reply_stays_one_when_a_sentence_is_inserted(policy: Policy) -> None:
    (made,) = (await answer(policy, None, asking(RECORDED, count=1))).suggestions
    assert (made.text, made.origin) == (f"{DISCLOSURE}{APPROVED['wait']}", Origin.PLAYBOOK)
    assert [e.rules for e in made.edits] == [("recording.disclose",)]


async def test_an_approved_reply_that_a_rule_forbids_does_not_leave(tmp_path_factory: pytest.TempPathFactory) -> None:
    playbook = situation("general", {"old": HOSTILE, "new": CLEAN})
    policy = small_policy(tmp_path_factory.mktemp("policies"), *FILES[:-1], playbook)
    result = await answer(policy, None, asking(include_withheld=True))
    assert reply_ids(result.suggestions) == ["general/new"]
    assert result.summary.withheld == ()


# Falling back


@pytest.mark.parametrize("reason", [FallbackReason.TIMEOUT, FallbackReason.UNAVAILABLE, FallbackReason.INVALID_OUTPUT])
async def test_an_error_of_the_model_falls_back_to_the_playbook(policy: Policy, reason: FallbackReason) -> None:
    result = await answer(policy, Scripted(error=GenerationError(reason, "why")), asking())
    assert sorted(texts(result)) == sorted(APPROVED.values())
    assert {s.origin for s in result.suggestions} == {Origin.PLAYBOOK}
    assert result.summary.outcome is Outcome.FALLBACK
    provenance = result.summary.provenance
    assert (provenance.fallback_reason, provenance.generator, provenance.model) == (reason, "scripted", "")


async def test_a_model_that_does_not_answer_by_the_deadline_is_a_time_out(policy: Policy) -> None:
    generator = Scripted(never_answers=True)
    result = await suggester(policy, generator).suggest(asking(), time.monotonic())
    assert generator.cancelled
    assert (result.summary.outcome, len(result.suggestions)) == (Outcome.FALLBACK, 3)
    assert result.summary.provenance.fallback_reason is FallbackReason.TIMEOUT


async def test_what_comes_after_the_deadline_is_not_waited_for(policy: Policy) -> None:
    class Late(Scripted):
        async def generate(self, request: GenerationRequest) -> Generation:
            for _ in range(100):
                await asyncio.sleep(0)
            return await super().generate(request)

    in_time = await suggester(policy, Late(CLEAN)).suggest(asking(), ample())
    late = await suggester(policy, Late(CLEAN)).suggest(asking(), time.monotonic() + RESERVE)
    assert in_time.summary.outcome is Outcome.SUGGESTED
    assert late.summary.provenance.fallback_reason is FallbackReason.TIMEOUT


async def test_if_all_is_withheld_the_playbook_stands_in(policy: Policy) -> None:
    result = await answer(policy, Scripted(HOSTILE, ALSO_HOSTILE), asking(count=2, include_withheld=True))
    assert {s.origin for s in result.suggestions} == {Origin.PLAYBOOK}
    assert [withheld.text for withheld in result.summary.withheld] == [HOSTILE, ALSO_HOSTILE]
    assert result.summary.outcome is Outcome.FALLBACK
    provenance = result.summary.provenance
    assert (provenance.fallback_reason, provenance.model) == (FallbackReason.ALL_WITHHELD, "m-1")


@pytest.mark.parametrize("proposed", [(), (BLANK,), ("", BLANK)])
async def test_an_answer_without_a_reply_is_invalid_output(policy: Policy, proposed: tuple[str, ...]) -> None:
    with capture_logs() as log:
        result = await answer(policy, Scripted(*proposed), asking(include_withheld=True))
    assert (result.summary.outcome, result.summary.withheld) == (Outcome.FALLBACK, ())
    provenance = result.summary.provenance
    assert (provenance.fallback_reason, provenance.model) == (FallbackReason.INVALID_OUTPUT, "m-1")
    assert (provenance.input_tokens, provenance.output_tokens) == (120, 34)
    assert [(e["log_level"], e["reason"]) for e in log] == [("warning", "invalid-output")]


async def test_blanks_among_what_is_withheld_do_not_change_the_reason(policy: Policy) -> None:
    result = await answer(policy, Scripted(BLANK, HOSTILE), asking())
    assert result.summary.provenance.fallback_reason is FallbackReason.ALL_WITHHELD


async def test_if_the_playbook_has_nothing_either_people_are_told(bare: Policy) -> None:
    result = await answer(bare, Scripted(HOSTILE), asking())
    assert (result.suggestions, result.summary.order) == ((), ())
    assert result.summary.outcome is Outcome.WITHHELD
    assert [(a.type, a.turn) for a in result.summary.alerts] == [(AlertType.NO_COMPLIANT_REPLY, 1)]
    assert result.summary.provenance.fallback_reason is FallbackReason.ALL_WITHHELD


async def test_without_model_and_playbook_the_outcome_is_withheld(bare: Policy) -> None:
    result = await answer(bare, None, asking())
    assert result.summary.outcome is Outcome.WITHHELD
    assert result.summary.provenance.fallback_reason is FallbackReason.NONE


async def test_the_log_says_why_and_holds_nothing_that_was_said(policy: Policy) -> None:
    with capture_logs() as log:
        await answer(policy, Scripted(error=GenerationError(FallbackReason.UNAVAILABLE, "HTTP 503")), asking())
    assert [(e["log_level"], e["reason"], e["detail"]) for e in log] == [("warning", "unavailable", "HTTP 503")]
    assert "鍋" not in str(log)


async def test_whoever_stops_listening_stops_the_model(policy: Policy) -> None:
    generator = Scripted(never_answers=True)
    call = asyncio.create_task(answer(policy, generator, asking()))
    await generator.entered.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert generator.cancelled


async def test_closing_closes_the_model(policy: Policy) -> None:
    generator = Scripted()
    await suggester(policy, generator).close()
    assert generator.closed
    await suggester(policy, None).close()


# Nothing unjudged leaves

REFUSING = replace(CALM, turns=(Turn(Role.CUSTOMER, "間に合っています。", "t1"),))
POOL = (CLEAN, OTHER, HOSTILE, ALSO_HOSTILE, HALF_HOSTILE, SHADOWED, DISCLOSURE, BLANK, f"{DISCLOSURE}{HOSTILE}", PITCH)


@settings(deadline=None, max_examples=150, database=None)
@given(
    proposed=st.lists(st.sampled_from(POOL), max_size=6),
    count=st.integers(1, 5),
    conversation=st.sampled_from([CALM, RECORDED, REFUSING, THREATENING]),
)
def test_all_that_leaves_complies_and_is_accounted_for(
    policy: Policy, proposed: list[str], count: int, conversation: Conversation
) -> None:
    request = asking(conversation, count=count, include_withheld=True)
    result = asyncio.run(answer(policy, Scripted(*proposed), request))
    left = texts(result)
    facts = policy.facts(conversation)
    for text in left:
        verdict = policy.judge(conversation, facts, text, point=Point.SUGGEST, as_of=NOW.date())
        assert verdict.complies, text
    for suggestion in result.suggestions:
        for edit in suggestion.edits:
            if edit.type is EditType.INSERTED:
                assert suggestion.text[edit.start :].startswith(edit.text)
        if not suggestion.edits:
            assert suggestion.text in {*(text.strip() for text in proposed), *APPROVED.values()}
    assert len(left) <= count
    assert len(set(left)) == len(left)
    assert len(set(result.summary.order)) == len(left)
    assert bool(result.summary.alerts) == (result.summary.outcome is Outcome.WITHHELD) == (not left)
    withheld = [item.text for item in result.summary.withheld]
    assert not set(withheld) & set(left)
    assert all(item.findings for item in result.summary.withheld)
    if any(s.origin is not Origin.PLAYBOOK for s in result.suggestions):
        assert result.summary.outcome is Outcome.SUGGESTED
    else:
        assert result.summary.outcome in (Outcome.FALLBACK, Outcome.WITHHELD)
        reason = FallbackReason.ALL_WITHHELD if withheld else FallbackReason.INVALID_OUTPUT
        assert result.summary.provenance.fallback_reason is reason


# Determinism and provenance


async def test_the_same_request_gets_the_same_answer(policy: Policy) -> None:
    def timeless(result: SuggestionResult) -> SuggestionResult:
        provenance = replace(result.summary.provenance, stages=())
        return replace(result, summary=replace(result.summary, provenance=provenance))

    request = asking(RECORDED, count=4, include_withheld=True, request_id="r-1")
    script = (CLEAN, HOSTILE, HALF_HOSTILE, f"{DISCLOSURE}{OTHER}")
    one = await answer(policy, Scripted(*script), request)
    again = await answer(policy, Scripted(*script), request)
    assert timeless(one) == timeless(again)
    assert len(one.suggestions) == 4


async def test_an_id_names_one_text_in_one_request_under_one_revision(policy: Policy, bare: Policy) -> None:
    elsewhere = replace(CALM, turns=(*CALM.turns[:-1], replace(CALM.turns[-1], id="t7")))
    answers = [
        await answer(policy, Scripted(CLEAN, OTHER), asking(count=2)),
        await answer(policy, Scripted(CLEAN, OTHER), asking(count=2, request_id="r-2")),
        await answer(policy, Scripted(CLEAN, OTHER), asking(elsewhere, count=2)),
        await answer(bare, Scripted(CLEAN, OTHER), asking(count=2)),
    ]
    ids = [suggestion.id for result in answers for suggestion in result.suggestions]
    assert len(set(ids)) == len(ids) == 8


async def test_provenance_says_what_an_answer_rests_on(policy: Policy) -> None:
    provenance = (await answer(policy, Scripted(CLEAN), asking())).summary.provenance
    assert (provenance.revision, provenance.mode, provenance.point) == (policy.revision, Mode.VETTED, Point.SUGGEST)
    assert (provenance.generator, provenance.model, provenance.prompt_version) == ("scripted", "m-1", "p-1")
    assert (provenance.input_tokens, provenance.output_tokens, provenance.as_of) == (120, 34, NOW)
    assert [stage for stage, _ in provenance.stages] == ["facts", "generate", "judge", "playbook", "total"]


# A text that a person typed


def check(policy: Policy, text: str, conversation: Conversation = CALM, point: Point = Point.CHECK):  # type: ignore[no-untyped-def]
    return suggester(policy, None).check(conversation, text, point=point, as_of=NOW)


def test_a_typed_text_that_complies_is_allowed(policy: Policy) -> None:
    checked = check(policy, CLEAN)
    assert (checked.verdict.decision, checked.repaired, checked.edits) == (Decision.ALLOW, "", ())
    assert (checked.provenance.point, checked.provenance.generator) == (Point.CHECK, "")
    assert checked.provenance.revision == policy.revision
    assert checked.opening.based_on == CALM.turns[-1].id


def test_a_typed_text_is_mended_where_a_small_edit_does(policy: Policy) -> None:
    checked = check(policy, CLEAN, RECORDED)
    assert checked.verdict.decision is Decision.REPAIR
    assert [f.rule for f in checked.verdict.findings] == ["recording.disclose"]
    assert checked.repaired == f"{DISCLOSURE}{CLEAN}"
    assert [e.text for e in checked.edits] == [DISCLOSURE]


def test_a_typed_text_that_nothing_mends_is_withheld(policy: Policy) -> None:
    checked = check(policy, HOSTILE, RECORDED)
    assert checked.verdict.decision is Decision.WITHHOLD
    assert [f.rule for f in checked.verdict.findings] == ["money.no-offer", "recording.disclose"]
    assert (checked.repaired, checked.edits) == ("", ())


def test_a_typed_text_is_judged_at_the_point_asked_for(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    maybe = (Fact("customer.declines", 1, 0, 2, "鍋", certain=False),)
    monkeypatch.setattr(policy, "facts", lambda conversation: maybe)
    assert check(policy, PITCH).verdict.complies
    strict = check(policy, PITCH, point=Point.SUGGEST)
    assert [f.rule for f in strict.verdict.enforced] == ["sales.no-pitch"]
    assert strict.provenance.point is Point.SUGGEST


def test_a_typed_text_is_judged_on_the_day_asked_for(policy: Policy) -> None:
    typed = "新春のご挨拶を申し上げます。"
    late = suggester(policy, None).check(CALM, typed, point=Point.CHECK, as_of=datetime(2027, 1, 1, tzinfo=UTC))
    assert check(policy, typed).verdict.complies
    assert [f.rule for f in late.verdict.enforced] == ["season.no-greeting"]

"""From answers to figures. Pure: no files, no network, no clock."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from evals.answers import Answers, Checked, Suggested
from evals.quantiles import quantiles
from evals.summary import (
    ALL,
    CallError,
    Compliance,
    Coverage,
    Failure,
    Failures,
    Halves,
    Latency,
    Overall,
    RuleScore,
    Span,
    TurnText,
)
from kotae.policy.intervals import share

LOCALES = (ALL, "ja-JP", "en-US")

Answer = TypeVar("Answer", bound=Checked | Suggested)


def compliance(checked: Sequence[Checked], covered: Collection[str]) -> list[Compliance]:
    """Score the verdicts for all datasets together and for each: rules in ``covered`` alone."""
    return [_compliance(name, part, covered) for name, part in _by_dataset(checked)]


def _compliance(dataset: str, checked: Sequence[Checked], covered: Collection[str]) -> Compliance:
    judged = [answer for answer in checked if not answer.error]
    rules = sorted({*covered, *(rule for answer in judged for rule in answer.item.violations | answer.item.disputed)})
    halves = Halves(
        shown=overall([a for a in judged if not a.item.held_back], covered),
        held_back=overall([a for a in judged if a.item.held_back], covered),
    )
    return Compliance(
        dataset=dataset,
        errors=len(checked) - len(judged),
        overall=[overall(_in(judged, locale), covered, locale) for locale in LOCALES],
        halves=halves,
        rules=[rule_score(_in(judged, locale), rule, rule in covered, locale) for rule in rules for locale in LOCALES],
    )


def rule_score(judged: Sequence[Checked], rule: str, covered: bool, locale: str = ALL) -> RuleScore:
    """Score one rule over verdicts that all came back."""
    agreed = [answer for answer in judged if rule not in answer.item.disputed]
    labelled = [rule in answer.item.violations for answer in agreed]
    flagged = [rule in answer.rules for answer in agreed]
    pairs = Counter(zip(labelled, flagged, strict=True) if covered else ())
    caught, missed, wrong, passed = (
        pairs[pair] for pair in ((True, True), (True, False), (False, True), (False, False))
    )
    return RuleScore(
        rule=rule,
        locale=locale,
        covered=covered,
        labelled=sum(labelled),
        disputed=len(judged) - len(agreed),
        recall=share(caught, caught + missed),
        precision=share(caught, caught + wrong),
        false_flags=share(wrong, wrong + passed),
    )


def overall(judged: Sequence[Checked], covered: Collection[str], locale: str = ALL) -> Overall:
    """Score all ``covered`` rules together over verdicts that all came back."""
    labelled = [(answer, rule) for answer in judged for rule in answer.item.violations - answer.item.disputed]
    scored = [(answer, rule) for answer, rule in labelled if rule in covered]
    compliant = [answer for answer in judged if not answer.item.violations]
    return Overall(
        locale=locale,
        items=len(judged),
        recall=share(sum(rule in answer.rules for answer, rule in scored), len(scored)),
        compliant_flagged=share(sum(bool(wrong(answer)) for answer in compliant), len(compliant)),
        uncovered=len(labelled) - len(scored),
    )


def missed(answer: Checked, covered: Collection[str]) -> list[str]:
    """Return the covered rules that the candidate violates and the verdict does not name."""
    return sorted((answer.item.violations - answer.item.disputed - answer.rules) & set(covered))


def wrong(answer: Checked) -> list[str]:
    """Return the rules that the verdict names and the labels do not."""
    return sorted(answer.rules - answer.item.violations - answer.item.disputed)


def coverage(suggested: Sequence[Suggested]) -> list[Coverage]:
    """Say how many conversations got a suggestion, in all and by locale."""
    return [_coverage(locale, _in(suggested, locale)) for locale in LOCALES]


def _coverage(locale: str, suggested: Sequence[Suggested]) -> Coverage:
    answered = [answer for answer in suggested if not answer.error]
    return Coverage(
        locale=locale,
        errors=len(suggested) - len(answered),
        suggested=share(sum(bool(answer.origins) for answer in answered), len(answered)),
        outcomes=dict(sorted(Counter(answer.outcome for answer in answered).items())),
        origins=dict(sorted(Counter(origin for answer in answered for origin in answer.origins).items())),
        without=[answer.item.id for answer in answered if not answer.origins],
    )


def latency(answers: Answers) -> list[Latency]:
    """Return the quantiles of each method's stages over the calls that came back."""
    methods: tuple[tuple[str, Iterable[Checked | Suggested]], ...] = (
        ("CheckReply", answers.checked),
        ("SuggestReplies", answers.suggested),
    )
    return [_latency(method, [answer for answer in part if not answer.error]) for method, part in methods]


def _latency(method: str, part: Sequence[Checked | Suggested]) -> Latency:
    stages = dict.fromkeys(stage for answer in part for stage in answer.times)
    times = {stage: [answer.times[stage] for answer in part if stage in answer.times] for stage in stages}
    return Latency(method=method, stages={stage: quantiles(values) for stage, values in times.items()})


def call_errors(answers: Answers) -> list[CallError]:
    """List the calls that failed."""
    return [
        CallError(method=method, id=answer.item.id, error=answer.error)
        for method, part in (("CheckReply", answers.checked), ("SuggestReplies", answers.suggested))
        for answer in part
        if answer.error
    ]


def failures(checked: Sequence[Checked], covered: Collection[str]) -> Failures:
    """List the items judged otherwise than labelled; of those held back, only the number."""
    failing = [answer for answer in checked if not answer.error and (missed(answer, covered) or wrong(answer))]
    shown = [_failure(answer, covered) for answer in failing if not answer.item.held_back]
    return Failures(shown=shown, held_back=len(failing) - len(shown))


def _failure(answer: Checked, covered: Collection[str]) -> Failure:
    item, talk = answer.item, answer.item.conversation
    not_right = wrong(answer)
    return Failure(
        id=item.id,
        dataset=item.dataset,
        locale=talk.locale.value,
        channel=talk.channel.value,
        scenario=talk.scenario.value,
        turns=[TurnText(role=turn.role.value, text=turn.text) for turn in talk.turns],
        candidate=item.candidate,
        labelled=sorted(item.violations),
        missed=missed(answer, covered),
        wrong=not_right,
        spans=[
            Span(
                rule=found.rule,
                start=found.start,
                end=found.end,
                message=found.message,
                because=found.because,
                wrong=found.rule in not_right,
            )
            for found in answer.found
        ],
        evidence=item.evidence,
        why=item.why,
    )


def _in(answers: Sequence[Answer], locale: str) -> list[Answer]:
    return [a for a in answers if locale in (ALL, a.item.conversation.locale.value)]


def _by_dataset(answers: Sequence[Answer]) -> list[tuple[str, list[Answer]]]:
    """Return all answers under "all", then those of each dataset in the order of the run."""
    names = dict.fromkeys(answer.item.dataset for answer in answers)
    parts = [(name, [answer for answer in answers if answer.item.dataset == name]) for name in names]
    return [(ALL, list(answers)), *parts]

"""Explanations of verdicts, readable on a terminal, in English or Japanese."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from kotae.policy.explanation import Explanation, Weight
from kotae.policy.folder import Folder
from kotae.policy.problem import Lang
from kotae.terminal_explain.facts import fact_blocks
from kotae.terminal_explain.rules import rule_blocks
from kotae.terminal_explain.scores import legend
from kotae.terminal_explain.speech import Speech
from kotae.terminal_explain.verdict import reply_blocks, verdict_blocks


def explanation_block(
    explanation: Explanation, folder: Folder, lang: Lang, *, everything: bool = False
) -> RenderableType:
    """Render ``explanation`` of a verdict by the policies in ``folder``.

    Args:
        explanation: What to render.
        folder: The policies, for titles and what to do instead.
        lang: The language of the reader.
        everything: Whether rules that found nothing, or do not apply, are shown too.
    """
    return Group(*_parts(explanation, folder, Speech(lang), everything))


def _parts(given: Explanation, folder: Folder, speech: Speech, everything: bool) -> Iterator[RenderableType]:
    yield from fact_blocks(given, folder, speech)
    yield Text()
    yield from rule_blocks(given, folder, speech, everything=everything)
    yield Text()
    yield from reply_blocks(given, folder, speech)
    yield Text()
    yield from verdict_blocks(given, folder, speech)
    yield from legend(speech, _weights(given, everything))


def _weights(given: Explanation, everything: bool) -> Iterator[Weight]:
    """Yield the scores that were shown."""
    shown = [rule for rule in given.rules if everything or rule.notable]
    weights = [fact.weight for fact in given.facts]
    weights += [weight for rule in shown for weight in (rule.weight, *(sight.weight for sight in rule.sights))]
    yield from filter(None, weights)

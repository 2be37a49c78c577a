"""What a learned score is made of, in words."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from kotae.policy.explanation import Share, Weight
from kotae.policy.score import SCALE
from kotae.terminal_explain.speech import Speech, indent

_MOST_SHARES = 4


def number(fixed: int) -> str:
    """Return a score in fixed point as a reader sees it."""
    return f"{fixed / SCALE:.2f}"


def scored(speech: Speech, weight: Weight, thresholds: str, depth: int) -> Iterator[RenderableType]:
    """Render a score: its number, what the ``thresholds`` are, and what moved it most."""
    own = number(weight.score)
    line = speech.say(f"learned score {own} ({thresholds})", f"学習した点数 {own}（{thresholds}）")
    wording = [share for share in weight.shares if share.group == "words"]
    others = [share for share in weight.shares if share.group != "words"]
    parts = [_shares(speech, group) for group in (wording, others) if group]
    yield indent(Text(": ".join([line, "; ".join(parts)]) if parts else line), depth)


def _shares(speech: Speech, shares: Sequence[Share]) -> str:
    return ", ".join(f"{s.amount / SCALE:+.2f} {_feature(speech, s)}" for s in shares[:_MOST_SHARES])


def _feature(speech: Speech, share: Share) -> str:
    """Return what a feature stands for; a name with spaces is that of a condition's own list of words."""
    if share.group == "words":
        return speech.quote(share.feature).plain
    if share.group == "vocabulary":
        return share.feature
    name, _, value = share.feature.partition(" ")
    if name == "place":
        return speech.say(f"clause {int(value) + 1} of the reply", f"返答の{int(value) + 1}番目の節")
    if name == "clauses":
        return speech.say(f"a reply of {value} clauses", f"{value}節の返答")
    return value or speech.say(f"fact {name}", f"事実 {name}")

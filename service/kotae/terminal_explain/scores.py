"""What a learned score is made of, in words."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from kotae.policy.blend import SCALE
from kotae.policy.explanation import SIGNAL, WHOLE, WORDED, Share, Weight
from kotae.terminal_explain.speech import NOTE, Speech, indent

_MOST_SHARES = 5
_SIGNALS = {
    WORDED: ("the words of the condition", "条件の言葉"),
    WHOLE: ("the reply as a whole", "返答全体"),
}
_ANY_NUMBER, _COMPETITOR, _OWN_PRODUCT = "0", "◆", "◇"


def number(fixed: int) -> str:
    """Return a score in fixed point as a reader sees it."""
    return f"{fixed / SCALE:.2f}"


def scored(speech: Speech, weight: Weight, meaning: str, depth: int) -> Iterator[RenderableType]:
    """Render a score: its number, what it ``means``, and what spoke for and against most."""
    own = number(weight.score)
    yield indent(Text(speech.say(f"learned score {own} ({meaning})", f"学習した点数 {own}（{meaning}）")), depth)
    parts: dict[str, int] = {}
    for share in _heaviest(weight.shares):
        # A word by itself and a word as it stands among others read the same.
        feature = _feature(speech, share)
        parts[feature] = parts.get(feature, 0) + share.amount
    ordered = sorted(parts.items(), key=lambda part: -abs(part[1]))
    for heading, sign in ((speech.say("for", "押し上げ"), 1), (speech.say("against", "押し下げ"), -1)):
        told = [f"{amount / SCALE:+.2f} {feature}" for feature, amount in ordered if amount * sign > 0]
        if told:
            yield indent(Text(f"{heading}: {', '.join(told)}", style=NOTE), depth + 1)


def legend(speech: Speech, weights: Iterable[Weight]) -> Iterator[RenderableType]:
    """Say what a score is, and what the signs in the pieces of wording stand for, as far as they were shown."""
    weights = list(weights)
    if not weights:
        return
    yield Text(
        speech.say(
            "A learned score says how much a text reads like the labelled examples that break the rule, or that "
            "establish the fact; higher is more.",
            "学習した点数は、規則に反する例（事実では、その事実を示す発言の例）にどれだけ似ているかを表し、高いほど似ています。",
        ),
        style=NOTE,
    )
    shown = "".join(s.feature for weight in weights for s in _heaviest(weight.shares) if s.group == "words")
    signs = (
        (_ANY_NUMBER, speech.say("0 is any number", "0 は任意の数字")),
        (_COMPETITOR, speech.say("◆ a competitor", "◆ は競合他社")),
        (_OWN_PRODUCT, speech.say("◇ a product of the company", "◇ は自社商品")),
    )
    if used := [meaning for sign, meaning in signs if sign in shown]:
        yield Text(speech.say(f"In it, {', '.join(used)}.", f"そのうち、{'、'.join(used)}です。"), style=NOTE)


def _heaviest(shares: Sequence[Share]) -> list[Share]:
    """Return the weightiest pieces of wording and the weightiest of all else."""
    wording = [share for share in shares if share.group == "words"][:_MOST_SHARES]
    return [*wording, *[share for share in shares if share.group != "words"][:_MOST_SHARES]]


def _feature(speech: Speech, share: Share) -> str:
    """Return what a feature stands for; a name with spaces is that of a condition's own list of words."""
    if share.group == "words":
        return _piece(speech, share.feature)
    if share.group == "vocabulary":
        return share.feature
    if share.group == SIGNAL:
        return speech.say(*_SIGNALS[share.feature])
    name, _, value = share.feature.partition(" ")
    if name == "place":
        return speech.say(f"clause {int(value) + 1} of the reply", f"返答の{int(value) + 1}番目の節")
    if name == "clauses":
        return speech.say(f"a reply of {value} clauses", f"{value}節の返答")
    return value or speech.say(f"fact {name}", f"事実 {name}")


def _piece(speech: Speech, gram: str) -> str:
    """Quote a piece of wording: "…" stands for the rest of a word, and the edges of a clause are named."""
    if gram.startswith("(") and gram.endswith(")"):
        inner = gram[1:-1]
        start, end = "" if inner.startswith("<") else "…", "" if inner.endswith(">") else "…"
        return speech.quote(f"{start}{inner.strip('<>')}{end}").plain
    first, last = gram.startswith("^"), gram.endswith("$")
    quoted = speech.quote(gram.removeprefix("^").removesuffix("$").strip()).plain
    if first:
        quoted += speech.say(" at the beginning", "（節の頭）")
    return quoted + (speech.say(" at the end", "（節の末）") if last else "")

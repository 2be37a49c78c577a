"""``make growth``: how much longer a text of twice the length takes, whatever it repeats."""

import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import click
from rich.table import Table

from evals.console import console
from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Scenario, Turn
from kotae.policy import Point, Policy, default_folder
from kotae.policy.lexicon import Lexicon

# In characters, and in words of a vocabulary; the last is over a megabyte of Japanese, which is judged once.
LENGTHS = (5_000, 10_000, 20_000)
WORDS = (12_500, 25_000, 50_000)
MEGABYTE = 350_000
# Four times the length takes four times as long where the work grows with the length, sixteen with its square.
MOST = 8.0
_REPEATS = 2
_PIECES = {
    Locale.JA: (
        *(
            "返金はできませんが、商品券をお送りします。",
            "商品券を差し上げますができません、",
            "無料ですが、",
            "頂戴いたしません",
        ),
        *(
            "あ",
            "カ",
            "ー",
            "一",
            "9",
            "。",
            "「",
            "「『",
            "「あ」😊",
            "👩\u200d👩\u200d👧",
            "\u200f返",
            "\ufdfa",
            "\ud800",
            "\0",
        ),
    ),
    Locale.EN: (
        *("We can't refund that, but here is a gift card. ", "a gift card; ", "x, but ", "Stop. ", "http://a? "),
        *("a", "\n", " ", '"', "r.e.f ", "a.", "{", "*", "1 ", "4012 ", "\u0301", "\u202e"),
    ),
}


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of processor time at each of three sizes, each twice the one before."""

    what: str
    seconds: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """How much longer each size takes than the one before."""
        return tuple(b / a for a, b in zip(self.seconds, self.seconds[1:], strict=False))


@click.command(epilog="Exit codes: 0 all grows with the length alone; 1 something grows faster.")
def main() -> None:
    """Time folding, facts and judging of texts that repeat one piece, and compiling vocabularies, at three sizes."""
    policy = Policy.load(default_folder())
    found = [_texts(policy, locale, piece) for locale, pieces in _PIECES.items() for piece in pieces]
    found.append(_measured("a vocabulary of 12,500 to 50,000 words", WORDS, _compile))
    made = Table(title="Processor time of facts and judging, in milliseconds", title_justify="left", box=None)
    for name in ("Repeated", "n", "2n", "4n", "2n : n", "4n : 2n"):
        made.add_column(name, justify="left" if name == "Repeated" else "right")
    for growth in found:
        times = [f"{1000 * seconds:,.0f}" for seconds in growth.seconds]
        made.add_row(growth.what, *times, *(f"{ratio:.2f}" for ratio in growth.ratios))
    console().print(made)
    text = (_PIECES[Locale.JA][0] * MEGABYTE)[:MEGABYTE]
    whole = _measured("", (1,), lambda _: _judge(policy, _conversation(Locale.JA), text)).seconds[0]
    console().print(f"A megabyte of violating Japanese clauses ({MEGABYTE:,} characters): {whole:.1f} s")
    faster = [growth.what for growth in found if growth.seconds[-1] > MOST * growth.seconds[0]]
    console().print(f"Grows faster than the length: {', '.join(faster) or 'nothing'}")
    sys.exit(bool(faster))


def _texts(policy: Policy, locale: Locale, piece: str) -> Growth:
    conversation = _conversation(locale)
    texts = {size: (piece * size)[:size] for size in LENGTHS}
    return _measured(
        ascii(piece) if not piece.isprintable() else piece, LENGTHS, lambda n: _judge(policy, conversation, texts[n])
    )


def _judge(policy: Policy, conversation: Conversation, text: str) -> None:
    policy.facts(Conversation(conversation.locale, Channel.CHAT, (Turn(Role.CUSTOMER, text),)))
    facts = policy.facts(conversation)
    policy.judge(conversation, facts, text, point=Point.CHECK, as_of=date(2026, 11, 21))


def _compile(size: int) -> None:
    Lexicon(Locale.EN, {"any": [f"word{number} thing*" for number in range(size)]}).read("word7 things")


def _conversation(locale: Locale) -> Conversation:
    """Return one in which most rules apply and exceptions compare."""
    japanese = locale is Locale.JA
    return Conversation(
        locale=locale,
        channel=Channel.CHAT,
        turns=(Turn(Role.CUSTOMER, "解約したいです。" if japanese else "I want to cancel."),),
        scenario=Scenario.RETENTION,
        recording_active=True,
        authorised_offers=(Offer("1", "3か月間50%割引" if japanese else "50% off for 3 months"),),
        competitors=("アオバ" if japanese else "Bluewave",),
        cancellation_consequences=("ポイントが失効します。" if japanese else "The points are lost.",),
    )


def _measured(what: str, sizes: Sequence[int], do: Callable[[int], None]) -> Growth:
    """Take the shortest of several tries, for others use the machine too."""
    return Growth(what, tuple(min(_timed(do, size) for _ in range(_REPEATS)) for size in sizes))


def _timed(do: Callable[[int], None], size: int) -> float:
    """Leave collecting garbage out, as ``timeit`` does: it comes when so many objects are there, in steps."""
    gc.disable()
    try:
        started = time.process_time()
        do(size)
        return time.process_time() - started
    finally:
        gc.enable()


if __name__ == "__main__":
    main()

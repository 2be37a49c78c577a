"""Which rules looked at the reply, and what each prohibition found."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from kotae.policy.explanation import Apart, Excuse, Explanation, Outcome, RuleReason, Sight
from kotae.policy.folder import Folder
from kotae.terminal_explain.duties import attempt_line, duty_blocks
from kotae.terminal_explain.scores import number, scored
from kotae.terminal_explain.speech import BAD, GOOD, NOTE, SOFT, Speech, indent

_MOST_ATTEMPTS = 3

# Mark, style, English, Japanese.
_OUTCOMES = {
    Outcome.VIOLATED: ("!", BAD, "violated", "違反"),
    Outcome.MISSED: ("!", BAD, "left out", "不足"),
    Outcome.STATED: ("+", GOOD, "met", "充足"),
    Outcome.EXCUSED: ("-", GOOD, "words found, none counts", "言葉はあるが違反ではない"),
    Outcome.QUIET: ("·", NOTE, "nothing found", "該当なし"),
    Outcome.APART: ("·", NOTE, "does not apply", "対象外"),
}


def rule_blocks(given: Explanation, folder: Folder, speech: Speech, *, everything: bool) -> Iterator[RenderableType]:
    """Render the rules that have something to say, or all."""
    yield speech.title("Rules that looked at the reply", "返答を見た規則")
    shown = [rule for rule in given.rules if everything or rule.notable]
    order = list(_OUTCOMES)
    for rule in sorted(shown, key=lambda r: order.index(r.outcome)):
        yield from _rule(rule, folder, speech)
    hidden = len(given.rules) - len(shown)
    if hidden:
        more = (
            ("more found nothing or do not apply", "ほかの") if shown else ("rules found nothing or do not apply", "")
        )
        note = speech.say(
            f"{hidden} {more[0]}; --all shows them",
            f"{more[1]}{hidden}件は該当なし、または対象外（--allで表示）",
        )
        yield indent(Text(note, style=NOTE))


def _rule(rule: RuleReason, folder: Folder, speech: Speech) -> Iterator[RenderableType]:
    mark, style, english, japanese = _OUTCOMES[rule.outcome]
    line = Text.assemble((f"{mark} ", style), (rule.rule, "bold"), "  ", (speech.say(english, japanese), style))
    yield indent(line.append_text(speech.shadow(rule.mode)))
    yield indent(Text(getattr(folder.rules[rule.rule].title, speech.lang), style="italic"), 2)
    if rule.because:
        names = ", ".join(rule.because)
        yield indent(Text(speech.say(f"applies because of: {names}", f"対象となる理由: {names}"), style=NOTE), 2)
    if rule.apart:
        yield indent(Text("; ".join(_why_apart(rule.apart, speech)), style=NOTE), 2)
    yield from duty_blocks(rule, rule.duty, speech) if rule.duty else _looked(rule, speech)


def _why_apart(apart: Apart, speech: Speech) -> Iterator[str]:
    if apart.off:
        yield speech.say("it is switched off (mode: off)", "停止中（mode: off）")
    if apart.dated:
        yield speech.say("it is not in force on this day", "この日には適用されない")
    if apart.lacking:
        names = ", ".join(apart.lacking)
        yield speech.say(f"these facts do not hold: {names}", f"次の事実がない: {names}")
    if apart.one_of:
        names = ", ".join(apart.one_of)
        yield speech.say(f"none of these facts holds: {names}", f"次の事実のどれもない: {names}")
    if apart.barred:
        names = ", ".join(apart.barred)
        yield speech.say(f"ruled out by: {names}", f"次の事実があるため除外: {names}")


def _looked(rule: RuleReason, speech: Speech) -> Iterator[RenderableType]:
    """Render what a prohibition found, or how near it came."""
    if rule.outcome is Outcome.APART:
        if not rule.found:
            return
        yield indent(Text(speech.say("it would find:", "適用されれば見つかるもの:"), style=NOTE), 2)
    for sight in rule.sights:
        yield from _sight(sight, speech)
    if not rule.sights:
        for attempt in sorted(rule.attempts, key=lambda a: len(a.lacks))[:_MOST_ATTEMPTS]:
            yield indent(attempt_line(attempt, speech), 2)
        if rule.weight:
            need = number(rule.weight.threshold)
            highest = speech.say(f"the highest of a clause; counts from {need}", f"最も高い節。{need}以上で違反")
            yield from scored(speech, rule.weight, highest, 2)


def _sight(sight: Sight, speech: Speech) -> Iterator[RenderableType]:
    yield indent(Text.assemble(speech.quote(sight.text), " ", _standing(sight, speech)), 2)
    if sight.place:
        yield indent(speech.found(sight.place, sight.words), 3)
    if not sight.weight:
        return
    need = number(sight.weight.threshold)
    alone = speech.say(f"counts from {need}", f"{need}以上で違反")
    words = speech.say(f"set aside below {need}", f"{need}未満なら見逃す")
    yield from scored(speech, sight.weight, words if sight.place else alone, 3)
    if sight.excuse is None and not sight.weight.reached:
        new = speech.say(
            "the score has not met these words before and has no say",
            "点数はこの言葉をまだ学習していないため、言葉だけで判定",
        )
        yield indent(Text(new, style=SOFT), 3)


def _standing(sight: Sight, speech: Speech) -> Text:
    if sight.excuse is None:
        by_wording = speech.say(
            "counts: no condition finds it, but it reads like labelled violations",
            "該当: 条件の言葉はないが、違反の例に似ている",
        )
        if sight.sure:
            return Text(speech.say("counts: this condition is sure", "該当: この条件は必ず該当とする"), style=BAD)
        return Text(speech.say("counts", "該当") if sight.place else by_wording, style=BAD)
    if sight.excuse is Excuse.SCORE:
        low = speech.say(
            "does not count: the words are there, but it reads like replies that keep the rule",
            "該当しない: 言葉はあるが、規則を守った例に似ている",
        )
        return Text(low, style=GOOD)
    if sight.excuse is Excuse.FRAME:
        excused = speech.say("does not count, excused by ", "該当しない。打ち消す言葉: ")
        return Text.assemble((excused, GOOD), speech.words(sight.frames))
    return Text.assemble((f"{_exception(sight.exception, speech)} ", GOOD), speech.quote(sight.allowed))


def _exception(name: str, speech: Speech) -> str:
    if name == "authorised-offer":
        return speech.say("does not count: the company allows the offer", "該当しない: 会社が認めたご案内")
    return speech.say("does not count: it reports what was announced", "該当しない: すでに伝えた結果の報告")

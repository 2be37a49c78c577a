"""What a reply does about an obligation that is due, and what would have met it."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from kotae.policy.explanation import Attempt, Duty, Means, Outcome, RuleReason, Sight
from kotae.terminal_explain.speech import BAD, GOOD, SOFT, Speech, indent

_WITHIN = {"clause": ("clause", "節"), "sentence": ("sentence", "文"), "text": ("text", "全文")}


def duty_blocks(rule: RuleReason, duty: Duty, speech: Speech) -> Iterator[RenderableType]:
    """Render how an obligation was met or missed."""
    missed = rule.outcome is Outcome.MISSED
    yield indent(Text(_means(duty, missed, speech)), 2)
    for trigger in duty.triggers:
        due = speech.say("due because the reply says ", "この言葉により必要: ")
        yield indent(Text.assemble(due, speech.quote(trigger.text)), 2)
        yield indent(speech.found(trigger.place, trigger.words), 3)
    if duty.approved:
        yield indent(speech.quote(duty.approved), 3)
    for sight in duty.sights:
        yield from _part(sight, speech)
    for loss in duty.losses if duty.means is Means.COMPARED else ():
        said, left_out = (speech.say("said", "伝えた"), GOOD), (speech.say("not said", "伝えていない"), BAD)
        yield indent(Text.assemble(speech.quote(loss.text), " ", said if loss.stated else left_out), 2)
    if missed and rule.attempts:
        yield indent(Text(speech.say("any of these would have met it:", "次のどれかがあれば足りた:")), 2)
        for attempt in rule.attempts:
            yield indent(attempt_line(attempt, speech), 2)


def attempt_line(attempt: Attempt, speech: Speech) -> Text:
    """Say of a condition that found nothing which of its words are there and which are missing."""
    line = Text.assemble(speech.condition(attempt.place), ": ")
    if attempt.words:
        line.append(speech.say("there: ", "ある: ")).append_text(speech.words(attempt.words)).append("; ")
    if not attempt.lacks:
        english, japanese = _WITHIN[attempt.within]
        return line.append(speech.say(f"but not in one {english}", f"ただし一つの{japanese}の中ではない"))
    line.append(speech.say("missing: ", "ない: "), style=SOFT)
    for count, lack in enumerate(attempt.lacks):
        such = speech.say(", ", "").join(speech.quote(word).plain for word in lack.such_as)
        line.append("; " if count else "").append(speech.vocabulary(lack.vocabulary))
        line.append(speech.say(f" (such as {such})", f"（{such}など）") if such else "")
    return line


def _part(sight: Sight, speech: Speech) -> Iterator[RenderableType]:
    line = speech.quote(sight.text)
    if sight.frames:
        excused = (speech.say(" does not count because of ", " 数えない。打ち消す言葉: "), SOFT)
        line = Text.assemble(line, excused, speech.words(sight.frames))
    yield indent(line, 2)
    yield indent(speech.found(sight.place, sight.words), 3)


def _means(duty: Duty, missed: bool, speech: Speech) -> str:
    if duty.means is Means.APPROVED:
        return speech.say("an approved sentence stands in it:", "承認済みの文がある:")
    if duty.means is Means.UNCONCERNED:
        return speech.say(
            "due only for replies that speak of the matter; this one does not",
            "この件に触れる返答にだけ必要。この返答は触れていない",
        )
    if duty.means is Means.COMPARED:
        return speech.say("compared with the request:", "依頼の内容と照合:")
    return speech.say("not said", "伝えていない") if missed else speech.say("said:", "伝えている:")

"""Explanations of verdicts, readable on a terminal, in English or Japanese."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from kotae.conversation import Role
from kotae.policy.blend import SCALE
from kotae.policy.explanation import (
    SIGNAL,
    WHOLE,
    WORDED,
    Apart,
    Attempt,
    Duty,
    Excuse,
    Explanation,
    FactReason,
    Hold,
    How,
    Means,
    Outcome,
    Place,
    RuleReason,
    Share,
    Sight,
    Weight,
    Word,
)
from kotae.policy.folder import Folder
from kotae.policy.problem import Lang
from kotae.policy.verdict import Finding, Kind, Point, RuleMode
from kotae.terminal import Marked, visible

_MOST_SHARES = 4
_MOST_ATTEMPTS = 3
_BAD, _GOOD, _SOFT, _NOTE = "bold red", "green", "yellow", "dim"

# Mark, style, English, Japanese.
_OUTCOMES = {
    Outcome.VIOLATED: ("!", _BAD, "violated", "違反"),
    Outcome.MISSED: ("!", _BAD, "left out", "不足"),
    Outcome.STATED: ("+", _GOOD, "met", "充足"),
    Outcome.EXCUSED: ("-", _GOOD, "words found, none counts", "言葉はあるが違反ではない"),
    Outcome.QUIET: ("·", _NOTE, "nothing found", "該当なし"),
    Outcome.APART: ("·", _NOTE, "does not apply", "対象外"),
}
_HOLDS = {
    Hold.CERTAIN: (_GOOD, "certain", "確実"),
    Hold.POSSIBLE: (_SOFT, "only possible", "可能性のみ"),
    Hold.DISMISSED: (_NOTE, "does not hold", "成立しない"),
}
_SIGNALS = {WORDED: ("the words found", "見つかった言葉"), WHOLE: ("the reply as a whole", "返答全体")}
_WITHIN = {"clause": ("clause", "節"), "sentence": ("sentence", "文"), "text": ("text", "全文")}


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
    return Group(*_View(explanation, folder, lang).blocks(everything))


class _View:
    """One explanation, for readers of one language."""

    def __init__(self, explanation: Explanation, folder: Folder, lang: Lang) -> None:
        self._given = explanation
        self._folder = folder
        self._lang = lang

    def blocks(self, everything: bool) -> Iterator[RenderableType]:
        yield self._title("Facts of the conversation", "会話からわかる事実")
        yield from self._facts()
        yield Text()
        yield self._title("Rules that looked at the reply", "返答を見た規則")
        yield from self._rules(everything)
        yield Text()
        yield self._title("Reply", "返答")
        yield from self._reply()
        yield Text()
        yield from self._verdict()

    def _say(self, english: str, japanese: str) -> str:
        return japanese if self._lang == "ja" else english

    def _title(self, english: str, japanese: str) -> Text:
        return Text(self._say(english, japanese), style="bold underline")

    # Facts.

    def _facts(self) -> Iterator[RenderableType]:
        if not self._given.facts:
            yield _indent(Text(self._say("none", "なし"), style=_NOTE))
        for fact in self._given.facts:
            yield from self._fact(fact)

    def _fact(self, fact: FactReason) -> Iterator[RenderableType]:
        style, english, japanese = _HOLDS[fact.hold]
        line = Text.assemble(
            (fact.name, "bold"), "  ", (self._say(english, japanese), style), self._say(", ", "、"), self._how(fact)
        )
        yield _indent(line)
        if fact.turn >= 0:
            said = Text.assemble(self._turn(fact.turn), " ", self._quote(fact.evidence))
            yield _indent(said, 2)
        if fact.words:
            yield _indent(self._found(fact.place, fact.words), 2)
        if fact.weight:
            yield from self._scored(fact.weight, self._fact_thresholds(fact), 2)

    def _how(self, fact: FactReason) -> str:
        if fact.how is How.REQUEST:
            return self._say("from the request", "依頼の項目による")
        if fact.how is How.FACTS:
            names = ", ".join(fact.rests_on)
            return self._say(f"follows from {names}", f"{names}から導かれる")
        if fact.how is How.WORDS:
            return self._say("by words", "言葉による")
        if fact.hold is Hold.DISMISSED:
            return self._say(
                "its words are there, the learned score is too low", "言葉はあるが、学習した点数が足りない"
            )
        worded = bool(fact.words)
        return self._say(
            f"by the learned score{', its words are there too' if worded else ''}",
            f"学習した点数による{'（言葉もある）' if worded else ''}",
        )

    def _fact_thresholds(self, fact: FactReason) -> str:
        certain = _number(fact.weight.threshold) if fact.weight else ""
        possible = _number(fact.possible_from or 0)
        return self._say(
            f"certain from {certain}, possible from {possible}", f"確実: {certain}以上、可能性: {possible}以上"
        )

    def _turn(self, index: int) -> str:
        customer = self._given.conversation.turns[index].role is Role.CUSTOMER
        who = self._say("customer", "お客様") if customer else self._say("agent", "担当者")
        return self._say(f"turn {index + 1} ({who}):", f"{index + 1}番目の発言（{who}）:")

    # Rules.

    def _rules(self, everything: bool) -> Iterator[RenderableType]:
        shown = [rule for rule in self._given.rules if everything or rule.notable]
        order = list(_OUTCOMES)
        for rule in sorted(shown, key=lambda r: order.index(r.outcome)):
            yield from self._rule(rule)
        hidden = len(self._given.rules) - len(shown)
        if hidden:
            note = self._say(
                f"{hidden} more found nothing or do not apply; --all shows them",
                f"ほかの{hidden}件は該当なし、または対象外（--allで表示）",
            )
            yield _indent(Text(note, style=_NOTE))

    def _rule(self, rule: RuleReason) -> Iterator[RenderableType]:
        mark, style, english, japanese = _OUTCOMES[rule.outcome]
        line = Text.assemble((f"{mark} ", style), (rule.rule, "bold"), "  ", (self._say(english, japanese), style))
        if rule.mode is RuleMode.SHADOW:
            line.append(self._say("  (shadow: decides nothing)", "  （試行中: 判定には影響しない）"), style=_SOFT)
        yield _indent(line)
        yield _indent(Text(getattr(self._folder.rules[rule.rule].title, self._lang), style="italic"), 2)
        if rule.because:
            names = ", ".join(rule.because)
            yield _indent(Text(self._say(f"applies because of: {names}", f"対象となる理由: {names}"), style=_NOTE), 2)
        if rule.apart:
            yield _indent(Text("; ".join(self._why_apart(rule.apart)), style=_NOTE), 2)
        yield from self._duty(rule) if rule.duty else self._looked(rule)

    def _why_apart(self, apart: Apart) -> Iterator[str]:
        if apart.off:
            yield self._say("it is switched off (mode: off)", "停止中（mode: off）")
        if apart.dated:
            yield self._say("it is not in force on this day", "この日には適用されない")
        if apart.lacking:
            names = ", ".join(apart.lacking)
            yield self._say(f"these facts do not hold: {names}", f"次の事実がない: {names}")
        if apart.one_of:
            names = ", ".join(apart.one_of)
            yield self._say(f"none of these facts holds: {names}", f"次の事実のどれもない: {names}")
        if apart.barred:
            names = ", ".join(apart.barred)
            yield self._say(f"ruled out by: {names}", f"次の事実があるため除外: {names}")

    def _looked(self, rule: RuleReason) -> Iterator[RenderableType]:
        """Render what a prohibition found, or how near it came."""
        if rule.outcome is Outcome.APART and rule.found:
            yield _indent(Text(self._say("it would find:", "適用されれば見つかるもの:"), style=_NOTE), 2)
        if rule.outcome is Outcome.APART and not rule.found:
            return
        for sight in rule.sights:
            yield from self._sight(sight)
        if not rule.sights:
            for attempt in sorted(rule.attempts, key=lambda a: len(a.lacks))[:_MOST_ATTEMPTS]:
                yield _indent(self._attempt(attempt), 2)
            if rule.weight:
                need = _number(rule.weight.threshold)
                highest = self._say(
                    f"a clause's highest, fires alone from {need}", f"節の最高、単独では{need}以上で違反"
                )
                yield from self._scored(rule.weight, highest, 2)

    def _sight(self, sight: Sight) -> Iterator[RenderableType]:
        yield _indent(Text.assemble(self._quote(sight.text), " ", self._standing(sight)), 2)
        if sight.place:
            yield _indent(self._found(sight.place, sight.words), 3)
        if sight.weight:
            need = _number(sight.weight.threshold)
            alone = self._say(f"fires alone from {need}", f"単独では{need}以上で違反")
            words = self._say(f"the words count from {need}", f"言葉があれば{need}以上で違反")
            yield from self._scored(sight.weight, words if sight.place else alone, 3)
            if sight.excuse is None and not sight.weight.reached:
                new = self._say(
                    "the score has not met these words before and has no say",
                    "点数はこの言葉をまだ学習していないため、言葉だけで判定",
                )
                yield _indent(Text(new, style=_SOFT), 3)

    def _standing(self, sight: Sight) -> Text:
        if sight.excuse is None:
            by_words = self._say("counts", "該当")
            return Text(by_words if sight.place else self._say("counts by its score", "点数により該当"), style=_BAD)
        if sight.excuse is Excuse.SCORE:
            return Text(
                self._say("does not count: the learned score is too low", "該当しない: 学習した点数が足りない"),
                style=_GOOD,
            )
        if sight.excuse is Excuse.FRAME:
            return Text.assemble(
                (self._say("does not count, excused by ", "該当しない。打ち消す言葉: "), _GOOD),
                self._words(sight.frames),
            )
        return Text.assemble((f"{self._exception(sight.exception)} ", _GOOD), self._quote(sight.allowed))

    def _exception(self, name: str) -> str:
        if name == "authorised-offer":
            return self._say("does not count: the company allows the offer", "該当しない: 会社が認めたご案内")
        return self._say("does not count: it reports what was announced", "該当しない: すでに伝えた結果の報告")

    # Obligations.

    def _duty(self, rule: RuleReason) -> Iterator[RenderableType]:
        duty = rule.duty or Duty(Means.WORDS)
        yield _indent(Text(self._means(duty, rule.outcome is Outcome.MISSED)), 2)
        for trigger in duty.triggers:
            asked = Text.assemble(
                self._say("due because the reply says ", "この言葉により必要: "), self._quote(trigger.text)
            )
            yield _indent(asked, 2)
            yield _indent(self._found(trigger.place, trigger.words), 3)
        if duty.approved:
            yield _indent(self._quote(duty.approved), 3)
        for sight in duty.sights:
            yield from self._part(sight)
        for loss in duty.losses:
            told = (
                (self._say("said", "伝えた"), _GOOD) if loss.stated else (self._say("not said", "伝えていない"), _BAD)
            )
            yield _indent(Text.assemble(self._quote(loss.text), " ", told), 2)
        if rule.outcome is Outcome.MISSED and rule.attempts:
            yield _indent(Text(self._say("any of these would have met it:", "次のどれかがあれば足りた:")), 2)
            for attempt in rule.attempts:
                yield _indent(self._attempt(attempt), 2)

    def _part(self, sight: Sight) -> Iterator[RenderableType]:
        line = Text.assemble(self._quote(sight.text))
        if sight.frames:
            excused = self._say(" does not count because of ", " 数えない。打ち消す言葉: ")
            line = Text.assemble(line, (excused, _SOFT), self._words(sight.frames))
        yield _indent(line, 2)
        yield _indent(self._found(sight.place, sight.words), 3)

    def _means(self, duty: Duty, missed: bool) -> str:
        if duty.means is Means.APPROVED:
            return self._say("an approved sentence stands in it:", "承認済みの文がある:")
        if duty.means is Means.UNCONCERNED:
            return self._say(
                "this reply says nothing that would ask for it", "この返答には、これを必要とする言葉がない"
            )
        if duty.means is Means.COMPARED:
            return self._say("compared with the request:", "依頼の内容と照合:")
        if missed:
            return self._say("not said", "伝えていない")
        return self._say("said:", "伝えている:")

    def _attempt(self, attempt: Attempt) -> Text:
        line = Text.assemble(self._condition(attempt.place), ": ")
        if attempt.words:
            line.append(self._say("there: ", "ある: ")).append_text(self._words(attempt.words)).append("; ")
        if not attempt.lacks:
            english, japanese = _WITHIN[attempt.within]
            return line.append(self._say(f"but not in one {english}", f"ただし一つの{japanese}の中ではない"))
        line.append(self._say("missing: ", "ない: "), style=_SOFT)
        for number, lack in enumerate(attempt.lacks):
            name = self._vocabulary(lack.vocabulary)
            such = self._say(", ", "").join(self._quote(word).plain for word in lack.such_as)
            line.append("; " if number else "").append(name)
            line.append(self._say(f" (such as {such})", f"（{such}など）") if such else "")
        return line

    # The reply and the verdict.

    def _reply(self) -> Iterator[RenderableType]:
        findings = self._given.verdict.findings
        spans = [(f.start, f.end) for f in findings if f.start is not None and f.end is not None]
        yield _indent(Marked(self._given.text, spans))
        for rule, found in _by_rule(findings).items():
            yield _indent(self._finding(rule, found))
            yield _indent(Text(getattr(self._folder.rules[rule].message, self._lang)), 2)

    def _finding(self, rule: str, found: Sequence[Finding]) -> Text:
        shadow = found[0].mode is RuleMode.SHADOW
        line = Text.assemble(("~ ", _SOFT) if shadow else ("! ", _BAD), (rule, "bold"))
        if shadow:
            line.append(self._say(" (shadow: decides nothing)", "（試行中: 判定には影響しない）"), style=_SOFT)
        if found[0].kind is Kind.OBLIGATION:
            line.append(self._say(" left out", " 不足"))
        for finding in found:
            if finding.evidence:
                line.append(" ").append_text(self._quote(finding.evidence))
        return line

    def _verdict(self) -> Iterator[RenderableType]:
        verdict = self._given.verdict
        words = ("may be sent", "送ってよい", "bold green") if verdict.complies else ("withheld", "送らない", _BAD)
        yield Text.assemble((self._say("Verdict: ", "判定: "), "bold"), (self._say(*words[:2]), words[2]))
        if not verdict.complies:
            yield Text(self._say("What to do instead:", "代わりにすること:"), style="bold")
        for rule in _by_rule(verdict.enforced):
            instead = getattr(self._folder.rules[rule].instead, self._lang)
            yield _indent(Text.assemble((rule, "bold"), f": {instead}"))
        strict = verdict.point is Point.SUGGEST
        point = (
            self._say("as a suggestion", "提案として")
            if strict
            else self._say("as typed by a person", "人が書いた返答として")
        )
        day, revision = verdict.as_of.isoformat(), verdict.revision[:12]
        yield Text(
            self._say(
                f"judged {point} (--point {verdict.point}), as of {day}, policies {revision}",
                f"{point}判定（--point {verdict.point}）、{day}時点、ポリシー {revision}",
            ),
            style=_NOTE,
        )
        if any(self._weights()):
            yield Text(
                self._say(
                    "In learned scores, ^ and $ are the beginning and end of a clause, 0 is any number, "
                    "◆ a competitor, ◇ a product of the company, (…) a part of a word.",
                    "学習した点数の ^ と $ は節の始まりと終わり、0 は任意の数字、◆は競合他社、◇は自社商品、"
                    "(…)は単語の一部です。",
                ),
                style=_NOTE,
            )

    def _weights(self) -> Iterator[Weight | None]:
        yield from (fact.weight for fact in self._given.facts)
        for rule in self._given.rules:
            yield rule.weight
            yield from (sight.weight for sight in rule.sights)

    # Words, conditions and scores.

    def _found(self, place: Place | None, words: Sequence[Word]) -> Text:
        return Text.assemble(self._condition(place) if place else "", ": " if place else "", self._words(words))

    def _condition(self, place: Place) -> Text:
        name = self._say(f"condition {place.number}", f"条件{place.number}")
        return Text.assemble(name, (f" [{place.shown}]", _NOTE))

    def _words(self, words: Iterable[Word]) -> Text:
        by_vocabulary: dict[str, list[str]] = {}
        for word in words:
            said = by_vocabulary.setdefault(word.vocabulary, [])
            if word.text not in said:
                said.append(word.text)
        line = Text()
        for name, said in by_vocabulary.items():
            line.append(", " if line else "").append(self._vocabulary(name))
            for word_ in said:
                line.append(" ").append_text(self._quote(word_))
        return line

    def _vocabulary(self, name: str) -> str:
        return name or self._say("its own words", "条件自身の言葉")

    def _scored(self, weight: Weight, thresholds: str, depth: int) -> Iterator[RenderableType]:
        number = _number(weight.score)
        line = self._say(f"learned score {number} ({thresholds})", f"学習した点数 {number}（{thresholds}）")
        wording = [share for share in weight.shares if share.group == "words"]
        others = [share for share in weight.shares if share.group != "words"]
        parts = [self._shares(group) for group in (wording, others) if group]
        yield _indent(Text(": ".join([line, "; ".join(parts)]) if parts else line), depth)

    def _shares(self, shares: Sequence[Share]) -> str:
        return ", ".join(f"{s.amount / SCALE:+.2f} {self._feature(s)}" for s in shares[:_MOST_SHARES])

    def _feature(self, share: Share) -> str:
        """Return what a feature stands for; a name with spaces is that of a condition's own list of words."""
        if share.group == "words":
            return self._quote(share.feature).plain
        if share.group == "vocabulary":
            return share.feature
        if share.group == SIGNAL:
            return self._say(*_SIGNALS[share.feature])
        name, _, value = share.feature.partition(" ")
        if name == "place":
            return self._say(f"clause {int(value) + 1} of the reply", f"返答の{int(value) + 1}番目の節")
        if name == "clauses":
            return self._say(f"a reply of {value} clauses", f"{value}節の返答")
        return value or self._say(f"fact {name}", f"事実 {name}")

    def _quote(self, words: str) -> Text:
        return Text(f"‘{visible(words)}’" if self._lang == "en" else f"「{visible(words)}」", style="italic")


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    return rules


def _number(fixed: int) -> str:
    return f"{fixed / SCALE:.2f}"


def _indent(block: RenderableType, depth: int = 1) -> RenderableType:
    return Padding(block, (0, 0, 0, 2 * depth), expand=False)

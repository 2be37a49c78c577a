"""The policy layer as the rest of the service sees it: facts, obligations due, verdicts and repairs."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from pathlib import Path

from kotae.conversation import Conversation, Locale
from kotae.policy import bundle, hearing, judge, repair
from kotae.policy.compiled import Compiled, CompiledRule, compile_locale
from kotae.policy.facts import (
    COMPETITORS,
    OWN_PRODUCTS,
    FactRule,
    Standing,
    derive,
    facts_by_words,
    names_of,
    request_facts,
    settled,
)
from kotae.policy.folder import Folder
from kotae.policy.judge import Scored
from kotae.policy.lexicon import Reading
from kotae.policy.score import Scores
from kotae.policy.verdict import Decision, Due, Edit, Fact, Kind, Obligation, Point, Repair, RuleMode, Status, Verdict

OPENINGS = "greeting.opening"


class Policy:
    """A compiled set of policies: immutable, safe to share between threads and requests."""

    def __init__(self, folder: Folder, scores: Mapping[Locale, Scores] | None = None) -> None:
        """Compile ``folder``, which has been checked, with its learned ``scores``; without, conditions decide alone."""
        self.folder = folder
        self.scores = dict(scores or {})
        self.revision = bundle.revision_of(folder, self.scores)
        self._locales: dict[Locale, Compiled] = {locale: compile_locale(folder, locale) for locale in Locale}
        openings = folder.vocabularies.get(OPENINGS)
        self._openings = {loc: tuple(openings.words.get(loc, ())) if openings else () for loc in Locale}

    @classmethod
    def load(cls, root: Path) -> "Policy":
        """Read, check and compile the bundle or the policy folder at ``root``.

        A bundle holds the learned scores. A folder's are read again if they were learned from the same files before;
        else they are learned now, which takes about a minute and the extra ``train``.

        Raises:
            PolicyError: It cannot be used; every problem is listed with file, line, column and mend.
        """
        return cls(*bundle.read(root))

    def with_scores(self, scores: Mapping[Locale, Scores]) -> "Policy":
        """Return the policy that says the same and has learned ``scores``."""
        other = copy(self)
        other.scores = dict(scores)
        other.revision = bundle.revision_of(self.folder, other.scores)
        return other

    def rules(self, locale: Locale) -> tuple[CompiledRule, ...]:
        """Return the rules in the language of ``locale``, in the order of their names."""
        return self._locales[locale].rules

    def fact_rules(self, locale: Locale) -> tuple[FactRule, ...]:
        """Return the facts in the language of ``locale``, each after those that it rests on."""
        return self._locales[locale].facts

    def with_derived(self, names: frozenset[str], locale: Locale) -> frozenset[str]:
        """Return ``names`` with the facts that rest on them."""
        return derive(names, self._locales[locale].facts)

    def facts(self, conversation: Conversation) -> tuple[Fact, ...]:
        """Return what ``conversation`` establishes, by name."""
        compiled = self._locales[conversation.locale]
        extra = _request_words(conversation)
        readings = [compiled.lexicon.read(turn.text, extra) for turn in conversation.turns]
        by_words = facts_by_words(conversation, readings, compiled.facts, compiled.told)
        given = tuple(request_facts(conversation))
        scores = self.scores.get(conversation.locale)
        decides = hearing.weighed(conversation, compiled.facts, scores) if scores else {}
        names = names_of(given) | frozenset(by_words)
        heard = list(hearing.heard(conversation, readings, by_words, names, decides, scores)) if scores else []
        found = [*given, *settled(by_words, heard, decides, compiled.facts)]
        return tuple(sorted(found, key=lambda f: f.name))

    def due(self, conversation: Conversation, facts: tuple[Fact, ...], as_of: date) -> tuple[Due, ...]:
        """Return the obligations that the next reply must fulfil, enforced ones only."""
        compiled = self._locales[conversation.locale]
        standing = Standing.of(facts, Point.CHECK)
        return tuple(
            Due(rule.id, rule.instead, self._sentence(conversation, rule.id))
            for rule in judge.due_rules(compiled.obligations, standing, as_of)
            if rule.mode is RuleMode.ENFORCE
        )

    def avoid(self, locale: Locale, as_of: date) -> tuple[str, ...]:
        """Return what an agent does instead of each enforced prohibition, in the language of ``locale``."""
        rules = self._locales[locale].rules
        return tuple(
            r.instead for r in rules if r.kind is Kind.PROHIBITION and r.mode is RuleMode.ENFORCE and r.in_force(as_of)
        )

    def judge(
        self, conversation: Conversation, facts: tuple[Fact, ...], text: str, *, point: Point, as_of: date
    ) -> Verdict:
        """Judge ``text`` as the next reply.

        Args:
            conversation: The conversation so far.
            facts: What ``facts`` returned for it.
            text: The reply, as it would be sent.
            point: How strictly to judge.
            as_of: The day on which rules' effective dates are read.
        """
        return self._judge(conversation, Standing.of(facts, point), self.read(conversation, text), point, as_of)

    def repair(self, conversation: Conversation, facts: tuple[Fact, ...], text: str, verdict: Verdict) -> Repair | None:
        """Mend ``text``, which got ``verdict``, and judge the result; None where no small edit makes it comply."""
        standing = Standing.of(facts, verdict.point)
        edits: tuple[Edit, ...] = ()
        spoken = [f for f in verdict.enforced if f.kind is Kind.PROHIBITION]
        if spoken:
            dropped = repair.drops(self.read(conversation, text), spoken)
            if dropped is None:
                return None
            text, edits = dropped[0], (dropped[1],)
            verdict = self._judge(conversation, standing, self.read(conversation, text), verdict.point, verdict.as_of)
            if any(f.kind is Kind.PROHIBITION for f in verdict.enforced):
                return None
        missed = frozenset(f.rule for f in verdict.enforced)
        if not missed:
            return Repair(text, edits, verdict)
        compiled = self._locales[conversation.locale]
        for chosen in repair.insertions(conversation, missed, compiled.sentences):
            result = repair.insert(conversation, text, chosen, self._openings[conversation.locale])
            if result is None:
                continue
            reading = self.read(conversation, result[0])
            judged = self._judge(conversation, standing, reading, verdict.point, verdict.as_of)
            if judged.complies:
                return Repair(result[0], (*edits, *result[1]), _inserted(judged, missed))
        return None

    def _judge(
        self, conversation: Conversation, standing: Standing, reading: Reading, point: Point, as_of: date
    ) -> Verdict:
        compiled = self._locales[conversation.locale]
        scores = self.scores.get(conversation.locale)
        scored = Scored.read(scores, point, reading, standing.certain) if scores else None
        said = sorted(
            judge.prohibitions(compiled, conversation, standing, reading, as_of, scored),
            key=lambda f: (f.start, f.end, f.rule),
        )
        states = list(judge.obligations(compiled.obligations, conversation, standing, reading, as_of))
        left_out = [judge.omission(rule) for rule, status in states if status is Status.MISSED]
        findings = (*said, *left_out)
        enforced = any(f.mode is RuleMode.ENFORCE for f in findings)
        return Verdict(
            decision=Decision.WITHHOLD if enforced else Decision.ALLOW,
            findings=findings,
            obligations=tuple(judge.state(rule, status) for rule, status in states),
            point=point,
            as_of=as_of,
            revision=self.revision,
        )

    def read(self, conversation: Conversation, text: str) -> Reading:
        """Return ``text`` as the detectors see it in this conversation."""
        return self._locales[conversation.locale].lexicon.read(text, _request_words(conversation))

    def _sentence(self, conversation: Conversation, rule: str) -> str:
        for sentence in self._locales[conversation.locale].sentences:
            if sentence.fulfils == {rule}:
                return next(iter(repair.texts(conversation, sentence)), "")
        return ""


def _request_words(conversation: Conversation) -> dict[str, tuple[str, ...]]:
    return {COMPETITORS: conversation.competitors, OWN_PRODUCTS: conversation.own_products}


def _inserted(verdict: Verdict, rules: frozenset[str]) -> Verdict:
    """Mark the obligations ``rules`` as met by an inserted sentence."""
    states = tuple(Obligation(o.rule, Status.INSERTED) if o.rule in rules else o for o in verdict.obligations)
    return Verdict(verdict.decision, verdict.findings, states, verdict.point, verdict.as_of, verdict.revision)

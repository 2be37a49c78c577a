"""Rules as Python regular expressions: what a tool that knows nothing but expressions can be told of them.

Each condition becomes one expression that is found where the condition's words stand in one sentence (or in the whole
text, where the rule says so) and none of its exonerating words does. What is lost is what no expression can say: facts
of the conversation, the request's own words, shapes, clauses, folding and the learned score.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kotae.conversation import Locale
from kotae.policy.folder import Folder
from kotae.policy.lexicon import GAP
from kotae.policy.schema import Condition, Rule
from kotae.policy.verdict import Kind

_ENDS = {Locale.JA: "。！？!?\\n", Locale.EN: ".!?\\n"}
_AFTER_WORDS = r"(?=[。.!?…\n」』)）\"'~♪]|\Z)"
_SHORT_KATAKANA = re.compile("[ァ-ヶー]{1,3}")


@dataclass(frozen=True, slots=True)
class RuleExpressions:
    """One rule in one language.

    Attributes:
        rule: Its id.
        kind: Whether a reply that an expression finds violates it (a prohibition) or keeps it (an obligation).
        found: An expression for each condition.
        triggers: Where there are any, an obligation is due only for a reply that one of these finds.
        left_out: How many conditions no expression can state.
    """

    rule: str
    kind: Kind
    found: tuple[str, ...]
    triggers: tuple[str, ...]
    left_out: int


def of_rules(folder: Folder, locale: Locale) -> list[RuleExpressions]:
    """Return the expressions of every rule of ``folder``."""
    words = {name: vocabulary.words.get(locale, []) for name, vocabulary in folder.vocabularies.items()}
    return [_of_rule(rule, locale, words) for rule in folder.rules.values()]


def prohibited(rules: Iterable[RuleExpressions]) -> list[str]:
    """Return the expressions that find what a reply must not say."""
    return [expression for rule in rules if rule.kind is Kind.PROHIBITION for expression in rule.found]


def naive_loop(rules: Sequence[RuleExpressions]) -> Callable[[str], list[str]]:
    """Return a judge that tries the rules' expressions one after the other and names the rules that are violated."""
    compiled = [
        (rule.rule, rule.kind, [re.compile(e) for e in rule.found], [re.compile(e) for e in rule.triggers])
        for rule in rules
    ]

    def judge(text: str) -> list[str]:
        violated = []
        for name, kind, found, triggers in compiled:
            if triggers and not any(trigger.search(text) for trigger in triggers):
                continue
            if any(expression.search(text) for expression in found) == (kind is Kind.PROHIBITION):
                violated.append(name)
        return violated

    return judge


def _of_rule(rule: Rule, locale: Locale, words: Mapping[str, Sequence[str]]) -> RuleExpressions:
    conditions = (rule.detect if rule.kind is Kind.PROHIBITION else rule.fulfilled).get(locale, [])
    triggers = rule.triggered.get(locale, [])
    found = [e for condition in conditions if (e := of_condition(condition, locale, words))]
    triggered = [e for condition in triggers if (e := of_condition(condition, locale, words))]
    left_out = len(conditions) + len(triggers) - len(found) - len(triggered)
    return RuleExpressions(rule.rule, rule.kind, tuple(found), tuple(triggered), left_out)


def of_condition(condition: Condition, locale: Locale, words: Mapping[str, Sequence[str]]) -> str | None:
    """Return the expression of ``condition``; ``words`` holds the vocabularies. None where no expression can state it:
    a shape, or words that come with the request.
    """
    needed = [condition.say] if condition.say else [words.get(name, []) for name in condition.together]
    if condition.shape or not all(needed):
        return None
    ends = _ENDS[locale]
    whole = condition.within == "text"
    begin, stretch = (r"\A", r"[\s\S]*") if whole else (rf"(?:\A|(?<=[{ends}]))", f"[^{ends}]*")
    frames = [word for name in (*condition.unless, *condition.without) for word in words.get(name, [])]
    ahead = "".join(f"(?={stretch}(?:{_any_of(part, stretch)}))" for part in needed)
    exonerated = f"(?!{stretch}(?:{_any_of(frames, stretch)}))" if frames else ""
    return f"(?i){begin}{ahead}{exonerated}"


def of_word(word: str, stretch: str = "[^。.!?\\n]*") -> str:
    """Return the expression of one word of a vocabulary, in which a gap takes what ``stretch`` matches."""
    return _any_of([word], stretch)


def _any_of(words: Iterable[str], stretch: str) -> str:
    """Return an expression that finds any of ``words``; those with the same edges share them, which is faster."""
    by_edges: dict[tuple[str, str], dict[str, None]] = {}
    for word in words:
        by_edges.setdefault(_edges(word), {})[_body(word, stretch)] = None
    return "|".join(f"{before}(?:{'|'.join(bodies)}){after}" for (before, after), bodies in by_edges.items())


def _body(word: str, stretch: str) -> str:
    parts = [re.escape(part.strip()).replace("'", "['’]") for part in word.rstrip("*。").split(GAP)]
    return f"{stretch}?".join(part for part in parts if part)


def _edges(word: str) -> tuple[str, str]:
    """Return what has to stand before and after ``word`` for it to be a word of its own, where the script tells."""
    body = word.rstrip("*。")
    if _SHORT_KATAKANA.fullmatch(body):
        return "(?<![ァ-ヶー])", "(?![ァ-ヶー])"
    before = "(?<![A-Za-z0-9])" if _is_latin(body[:1]) else ""
    after = "(?![A-Za-z0-9])" if _is_latin(body[-1:]) and not word.endswith("*") else ""
    return before, after + (_AFTER_WORDS if word.endswith("。") else "")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()

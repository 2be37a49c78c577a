"""What two policies say differently: in words, and in their verdicts on the same replies."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel

from kotae.conversation import Conversation
from kotae.policy.contract import must_examples
from kotae.policy.folder import Folder
from kotae.policy.policy import Policy
from kotae.policy.verdict import Point, RuleMode


class What(StrEnum):
    """What became of a file, or of a verdict."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed under one key of a file: texts gone and texts new, both empty where only their order changed."""

    key: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule, fact, vocabulary, sentence or situation that differs; ``edits`` where it is in both."""

    kind: str
    name: str
    what: What
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A reply to judge twice, and what its readers found.

    ``violations`` is None where nobody looked. ``only`` names the one rule that the label is of, as for a
    must-example; empty where the label is of all rules.
    """

    source: str
    conversation: Conversation
    reply: str
    violations: frozenset[str] | None = None
    disputed: frozenset[str] = frozenset()
    only: str = ""

    def label(self, rule: str) -> bool | None:
        """Whether the reply violates ``rule`` by its label; None where that is not known."""
        if self.violations is None or rule in self.disputed or (self.only and rule != self.only):
            return None
        return rule in self.violations


@dataclass(frozen=True, slots=True)
class Turned:
    """A verdict that changed: what the rule made of the reply before and after, None where nothing."""

    text: LabelledText
    rule: str
    before: RuleMode | None
    after: RuleMode | None

    @property
    def what(self) -> What:
        """Whether the reply is flagged now, no longer, or in another mode."""
        if self.before and self.after:
            return What.CHANGED
        return What.ADDED if self.after else What.REMOVED

    @property
    def right(self) -> bool | None:
        """Whether the verdict is now as labelled; None where that is not known or only the mode changed."""
        label = self.text.label(self.rule)
        return None if label is None or self.what is What.CHANGED else label == (self.after is not None)


def changes(old: Folder, new: Folder) -> Iterator[Change]:
    """Yield what the files say differently, kind by kind and in the order of names."""
    kinds: tuple[tuple[str, Mapping[str, BaseModel], Mapping[str, BaseModel]], ...] = (
        ("rule", old.rules, new.rules),
        ("fact", old.facts, new.facts),
        ("vocabulary", old.vocabularies, new.vocabularies),
        ("sentence", old.sentences, new.sentences),
        ("situation", old.situations, new.situations),
    )
    for kind, before, after in kinds:
        for name in sorted({*before, *after}):
            if name not in before:
                yield Change(kind, name, What.ADDED)
            elif name not in after:
                yield Change(kind, name, What.REMOVED)
            elif edits := tuple(_edits(_plain(before[name]), _plain(after[name]), "")):
                yield Change(kind, name, What.CHANGED, edits)


def must_texts(*policies: Folder) -> Iterator[LabelledText]:
    """Yield the must-examples of the rules of all ``policies``, each with the file and line where it stands."""
    for folder in policies:
        for name, rule in folder.rules.items():
            entry = folder.entries[f"rules/{name}"]
            for locale in rule.must:
                for must in must_examples(rule, locale):
                    place = entry.problem(must.path, "", "", "", "")
                    source = f"{place.file}:{place.line}" if place.line else place.file
                    violations = frozenset({name} if must.violates else ())
                    yield LabelledText(source, must.conversation, must.reply, violations, only=name)


def distinct(texts: Iterable[LabelledText]) -> list[LabelledText]:
    """Return ``texts`` without those that are judged for the same already; the first stays."""
    seen: dict[tuple[Conversation, str, str], LabelledText] = {}
    for text in texts:
        seen.setdefault((text.conversation, text.reply, text.only), text)
    return list(seen.values())


def turned(old: Policy, new: Policy, text: LabelledText, point: Point, as_of: date) -> list[Turned]:
    """Judge one reply by both policies and return what changed, by rule."""
    before, after = (_judged(policy, text, point, as_of) for policy in (old, new))
    return [
        Turned(text, rule, before.get(rule), after.get(rule))
        for rule in sorted({*before, *after})
        if before.get(rule) != after.get(rule) and text.only in ("", rule)
    ]


def _judged(policy: Policy, text: LabelledText, point: Point, as_of: date) -> dict[str, RuleMode]:
    facts = policy.facts(text.conversation)
    verdict = policy.judge(text.conversation, facts, text.reply, point=point, as_of=as_of)
    return {finding.rule: finding.mode for finding in verdict.findings}


def _plain(model: BaseModel) -> object:
    return model.model_dump(mode="json", exclude_unset=True)


def _edits(old: object, new: object, key: str) -> Iterator[Edit]:
    if old == new:
        return
    if isinstance(old, dict | None) and isinstance(new, dict | None):
        before, after = old or {}, new or {}
        for name in dict.fromkeys([*before, *after]):
            yield from _edits(before.get(name), after.get(name), f"{key}.{name}" if key else name)
        return
    before_texts, after_texts = _texts(old), _texts(new)
    gone, fresh = Counter(before_texts) - Counter(after_texts), Counter(after_texts) - Counter(before_texts)
    yield Edit(key, tuple(_in_order(before_texts, gone)), tuple(_in_order(after_texts, fresh)))


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]


def _in_order(texts: Iterable[str], counts: Mapping[str, int]) -> Iterator[str]:
    left = dict(counts)
    for text in texts:
        if left.get(text):
            left[text] -= 1
            yield text

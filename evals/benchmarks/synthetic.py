"""Larger policies made of the shipped one, to see how the time grows: more rules, or more words."""

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import cycle, islice
from random import Random
from typing import TypeVar

import numpy as np

from kotae.conversation import Locale
from kotae.policy import Policy
from kotae.policy.folder import Folder
from kotae.policy.schema import Condition, Detect, Rule, Vocabulary
from kotae.policy.score import Scores, Table
from kotae.text.fold import is_japanese, is_katakana

_T = TypeVar("_T")

_SEED = 24
_PARTS = ("detect", "triggered", "fulfilled")
_KEPT = frozenset("…*。 '-")


def with_rules(policy: Policy, times: int) -> Policy:
    """Return ``policy`` with ``times`` as many rules and vocabularies.

    Each copy has names and words of its own, the words invented: as long as the original's and in the same script.
    A copy's learned scores weigh as many features as the original's, and others.
    """
    folder = policy.folder
    alphabet = _Alphabet(folder)
    rules, vocabularies = dict(folder.rules), dict(folder.vocabularies)
    for number in range(1, times):
        copier = _Copier(folder, string.ascii_lowercase[number - 1], alphabet)
        rules |= {rule.rule: rule for rule in copier.rules()}
        vocabularies |= {vocabulary.vocabulary: vocabulary for vocabulary in copier.vocabularies()}
    larger = replace(folder, rules=rules, vocabularies=vocabularies)
    return Policy(larger, {locale: _with_copies(scores, times) for locale, scores in policy.scores.items()})


def with_words(policy: Policy, count: int) -> Policy:
    """Return ``policy`` with ``count`` more words a language, invented like its own and spread evenly."""
    folder = policy.folder
    alphabet = _Alphabet(folder)
    vocabularies = dict(folder.vocabularies)
    for locale in Locale:
        originals = [(name, word) for name, v in folder.vocabularies.items() for word in v.words.get(locale, [])]
        more: dict[str, list[str]] = {}
        for name, word in islice(cycle(originals), count):
            more.setdefault(name, []).append(alphabet.invent(word))
        for name, words in more.items():
            old = vocabularies[name]
            vocabularies[name] = old.model_copy(update={"words": {**old.words, locale: [*old.words[locale], *words]}})
    return Policy(replace(folder, vocabularies=vocabularies), policy.scores)


class _Alphabet:
    """Invents words that no vocabulary has yet, of the characters that the policy's words use."""

    def __init__(self, folder: Folder) -> None:
        lists = [listed for vocabulary in folder.vocabularies.values() for listed in vocabulary.words.values()]
        lists += [condition.say for rule in folder.rules.values() for condition in _conditions(rule)]
        words = [word for listed in lists for word in listed]
        self._random = Random(_SEED)  # noqa: S311
        self._taken = set(words)
        by_script: dict[str, list[str]] = {}
        for char in sorted(set("".join(words)) - _KEPT):
            by_script.setdefault(_script(char), []).append(char)
        self._like = {char: chars for chars in by_script.values() for char in chars}

    def invent(self, word: str) -> str:
        """Return a new word like ``word``: the same length, each character of the same script; longer if need be."""
        body = word
        while True:
            for _ in range(20):
                made = "".join(self._random.choice(self._like.get(char, (char,))) for char in body)
                if made not in self._taken:
                    self._taken.add(made)
                    return made
            body = body[0] + body


def _conditions(rule: Rule) -> list[Condition]:
    return [c for part in _PARTS for conditions in getattr(rule, part).values() for c in conditions]


def _script(char: str) -> str:
    if is_katakana(char):
        return "katakana"
    if is_japanese(char):
        return "hiragana" if "ぁ" <= char <= "ゖ" else "kanji"
    return "digit" if char.isdigit() else "latin" if char.isalpha() else "other"


class _Copier:
    """Copies the rules of a folder with their vocabularies, under names that end in ``suffix``."""

    def __init__(self, folder: Folder, suffix: str, alphabet: _Alphabet) -> None:
        self._folder, self._suffix, self._alphabet = folder, f"-copy-{suffix}", alphabet

    def rules(self) -> Iterator[Rule]:
        """Yield the copies of the rules."""
        for rule in self._folder.rules.values():
            parts = {part: self._detect(getattr(rule, part)) for part in _PARTS}
            yield rule.model_copy(update={"rule": f"{rule.rule}{self._suffix}", **parts})

    def vocabularies(self) -> Iterator[Vocabulary]:
        """Yield the copies of all vocabularies, each with words of its own."""
        for name, vocabulary in self._folder.vocabularies.items():
            words = {locale: self._words(listed) for locale, listed in vocabulary.words.items()}
            yield vocabulary.model_copy(update={"vocabulary": f"{name}{self._suffix}", "words": words})

    def _detect(self, detect: Detect) -> Detect:
        return {locale: [self._condition(condition) for condition in listed] for locale, listed in detect.items()}

    def _condition(self, condition: Condition) -> Condition:
        names = {part: self._names(getattr(condition, part)) for part in ("together", "unless", "without")}
        return condition.model_copy(update={**names, "say": self._words(condition.say)})

    def _names(self, names: Iterable[str]) -> list[str]:
        return [f"{name}{self._suffix}" if name in self._folder.vocabularies else name for name in names]

    def _words(self, words: Iterable[str]) -> list[str]:
        return [self._alphabet.invent(word) for word in words]


def _with_copies(scores: Scores, times: int) -> Scores:
    """Return ``scores`` with a column for every copy: the original's weights, shuffled among the features."""
    letters = string.ascii_lowercase[: times - 1]
    copies = {f"{rule}-copy-{letter}": rule for letter in letters for rule in scores.clauses.rules}
    thresholds = {point: _copied(of_rules, copies) for point, of_rules in scores.thresholds.items()}
    return replace(
        scores,
        clauses=_wider(scores.clauses, letters),
        replies=_wider(scores.replies, letters),
        blends=_copied(scores.blends, copies),
        thresholds=thresholds,
    )


def _wider(table: Table, letters: str) -> Table:
    shuffler = np.random.default_rng(_SEED)
    return Table(
        rules=(*table.rules, *(f"{rule}-copy-{letter}" for letter in letters for rule in table.rules)),
        keys=table.keys,
        weights=np.concatenate(
            [table.weights, *(shuffler.permutation(table.weights, axis=0) for _ in letters)], axis=1
        ),
        bias=np.tile(table.bias, len(letters) + 1),
    )


def _copied(of_rules: Mapping[str, _T], copies: Mapping[str, str]) -> dict[str, _T]:
    """Return ``of_rules`` with what each of ``copies`` has from its original."""
    own = {copy: of_rules[original] for copy, original in copies.items() if original in of_rules}
    return {**of_rules, **own}

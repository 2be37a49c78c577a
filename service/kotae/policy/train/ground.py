"""The ground that all rules of one language are learned on: the facts of the examples, and how those are heard."""

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import compress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kotae.conversation import Locale
from kotae.policy.blend import Blend
from kotae.policy.bundle import TRAINER
from kotae.policy.compiled import CompiledRule
from kotae.policy.facts import Standing
from kotae.policy.figures import Figures
from kotae.policy.folder import Folder
from kotae.policy.schema import Rule
from kotae.policy.score import Scores, Table
from kotae.policy.train.kept import Arrays
from kotae.policy.verdict import Point

_POINTS = tuple(Point)
_BY_LANGUAGE = {"detect", "triggered", "fulfilled", "must"}
_JUDGING = {"kind", "applies", "exceptions", "grounded", *_BY_LANGUAGE}


@dataclass(frozen=True, slots=True)
class Ground:
    """What was learned of the facts.

    Attributes:
        turns: The scores of customers' turns.
        blends: What the score of a turn and the words found in it weigh, by learned fact.
        thresholds: The operating points of the learned facts.
        figures: What these do to turns of writers left out.
        standings: For each point and example, the facts that models which never saw its writer find.
    """

    turns: Table
    blends: Mapping[str, Blend]
    thresholds: Mapping[Point, Mapping[str, int]]
    figures: Mapping[str, Mapping[Point, Figures]]
    standings: Mapping[Point, Sequence[Standing]]

    def scores(self) -> Scores:
        """Return the scores that hear these facts and know no rule."""
        none = Table((), np.zeros(0, np.uint64), np.zeros((0, 0), np.int32), np.zeros(0, np.int32))
        return Scores(none, none, self.turns, self.blends, self.thresholds)

    def arrays(self) -> Arrays:
        """Return it as arrays, for ``ground_of``."""
        facts = self.turns.rules
        names = sorted({n for point in _POINTS for s in self.standings[point] for n in s.certain | s.possible})
        own = [[self.thresholds[p][f] for f in facts] for p in _POINTS]
        figures = [[self.figures[f][p] for f in facts] for p in _POINTS]
        return {
            "facts": np.array(facts, dtype=np.str_),
            "keys": self.turns.keys,
            "weights": self.turns.weights,
            "bias": self.turns.bias,
            "blends": np.array([astuple(self.blends[f]) for f in facts], dtype=np.int64),
            "thresholds": np.array(own, dtype=np.int64),
            "figures": np.array(
                [[(f.caught, f.violating, f.flagged, f.complying) for f in by] for by in figures], dtype=np.int64
            ),
            "names": np.array(names, dtype=np.str_),
            **{f"certain {p}": rows_of([s.certain for s in self.standings[p]], names) for p in _POINTS},
            **{f"possible {p}": rows_of([s.possible for s in self.standings[p]], names) for p in _POINTS},
        }


def ground_of(arrays: Arrays) -> Ground:
    """Return the ground that ``arrays`` hold."""
    facts = tuple(arrays["facts"].tolist())
    names = arrays["names"].tolist()
    thresholds = {
        point: dict(zip(facts, by.tolist(), strict=True))
        for point, by in zip(_POINTS, arrays["thresholds"], strict=True)
    }
    figures = {
        f: {point: Figures(*own) for point, own in zip(_POINTS, by.tolist(), strict=True)}
        for f, by in zip(facts, arrays["figures"].swapaxes(0, 1), strict=True)
    } if facts else {}  # fmt: skip
    blends = {f: Blend(*own) for f, own in zip(facts, arrays["blends"].tolist(), strict=True)}
    standings = {
        point: [
            Standing(certain, possible)
            for certain, possible in zip(
                _sets(arrays[f"certain {point}"], names), _sets(arrays[f"possible {point}"], names), strict=True
            )
        ]
        for point in _POINTS
    }
    return Ground(
        Table(facts, arrays["keys"], arrays["weights"], arrays["bias"]), blends, thresholds, figures, standings
    )


def rests_on(folder: Folder, locale: Locale, examples: Path) -> str:
    """Name, in hexadecimal, all that the ground of one language rests on, and so does every rule.

    That is the facts, the words of the language, and the examples; of the rules the words that they bring themselves,
    and whom facts excuse.
    """
    content = {
        "trainer": TRAINER,
        "locale": locale.value,
        "facts": [fact.model_dump(mode="json") for fact in folder.facts.values()],
        "words": {name: v.words.get(locale, []) for name, v in folder.vocabularies.items()},
        "say": {name: own for name, rule in folder.rules.items() if (own := _own_words(rule, locale))},
        "excuses": sorted({fact for rule in folder.rules.values() for fact in rule.applies.none}),
        "examples": [(p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in sorted(examples.glob("*.jsonl"))],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def content_of(folder: Folder, rule: CompiledRule, locale: Locale) -> str:
    """Return what the file of ``rule`` says of how replies are judged in one language; all else is said to people."""
    said = folder.rules[rule.id].model_dump(mode="json", include=_JUDGING)
    own = {key: value.get(locale.value) if key in _BY_LANGUAGE else value for key, value in said.items()}
    return json.dumps([rule.id, own, rule.approved], sort_keys=True)


def _own_words(rule: Rule, locale: Locale) -> list[list[object]]:
    """Return the words that a rule lists itself: they become vocabularies that every clause is looked at for."""
    return [
        [field, number, condition.say]
        for field in ("detect", "triggered", "fulfilled")
        for number, condition in enumerate(getattr(rule, field).get(locale, ()), 1)
        if condition.say
    ]


def rows_of(found: Sequence[Container[str]], names: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return which of ``names`` each of ``found`` holds, of shape (found, names)."""
    return np.array([[name in own for name in names] for own in found], dtype=bool).reshape(len(found), len(names))


def _sets(rows: npt.NDArray[np.bool_], names: Sequence[str]) -> list[frozenset[str]]:
    return [frozenset(compress(names, row)) for row in rows.tolist()]

"""Floors: measured figures that a change of the policies may not leave unawares."""

from pathlib import Path

import numpy as np
import pytest
from small_folder import EN, JA, prohibition, write_folder

from kotae.policy import Point, Policy, PolicyError
from kotae.policy.figures import Figures
from kotae.policy.floors import left
from kotae.policy.folder import read_folder
from kotae.policy.score import Scores, Table

RULE = "money.no-offer"
NONE = Table((), np.zeros(0, np.uint64), np.zeros((0, 0), np.int32), np.zeros(0, np.int32))


def policy(root: Path, floors: object, **figures: Figures) -> Policy:
    """A rule with ``floors``, and what was measured of it at *check*, by language."""
    folder = read_folder(write_folder(root, prohibition(RULE, ja=[{"say": ["返金"]}], floors=floors)))
    locales = {"ja": JA, "en": EN}
    measured = {locales[name]: {RULE: {Point.CHECK: own}} for name, own in figures.items()}
    return Policy(
        folder, {locale: Scores(NONE, NONE, NONE, {}, {p: {} for p in Point}, own) for locale, own in measured.items()}
    )


@pytest.mark.parametrize(
    ("floors", "figures", "problems"),
    [
        ({"recall": 0.5}, Figures(5, 10, 0, 10), []),
        ({"recall": 0.5}, Figures(4, 10, 0, 10), ["catches 4 of 10 violations (0.400), less than its floor of 0.5"]),
        ({"false_flags": 0.1}, Figures(0, 10, 1, 10), []),
        ({"false_flags": 0.1}, Figures(0, 10, 2, 10), ["flags 2 of 10 compliant replies (0.2000), more than"]),
        ({"recall": 1, "false_flags": 0}, Figures(9, 10, 1, 10), ["floor of 1.0", "limit of 0.0"]),
    ],
)
def test_figures_are_held_against_the_floors(
    tmp_path: Path, floors: dict[str, float], figures: Figures, problems: list[str]
) -> None:
    found = sorted(left(policy(tmp_path / "house", {"ja-JP": floors}, ja=figures)))
    assert len(found) == len(problems)
    assert all(words in problem.what for words, problem in zip(problems, found, strict=True))
    assert all(problem.file == f"house/rules/{RULE}.yaml" and problem.line for problem in found)
    assert all(problem.mend and problem.what_ja and problem.mend_ja for problem in found)


def test_each_language_has_its_own(tmp_path: Path) -> None:
    floors = {"ja-JP": {"recall": 0.5}, "en-US": {"recall": 0.2}}
    own = policy(tmp_path / "house", floors, ja=Figures(3, 10, 0, 10), en=Figures(3, 10, 0, 10))
    (problem,) = left(own)
    assert "in ja-JP" in problem.what


@pytest.mark.parametrize("figures", [{}, {"ja": Figures(5, 5, 0, 5)}, {"en": Figures(0, 0, 0, 5)}])
def test_a_floor_of_which_nothing_was_measured_is_not_held(tmp_path: Path, figures: dict[str, Figures]) -> None:
    (problem,) = left(policy(tmp_path / "house", {"en-US": {"recall": 0.1}}, **figures))
    assert f"nothing was measured of {RULE} in en-US" in problem.what


def test_a_rule_without_floors_has_none(tmp_path: Path) -> None:
    assert not list(left(policy(tmp_path / "house", {}, ja=Figures(0, 10, 10, 10))))


@pytest.mark.parametrize("floors", [{"ja-JP": {}}, {"ja-JP": {"recall": 50}}, {"fr-FR": {"recall": 0.5}}])
def test_a_floor_that_says_nothing_usable_is_named(tmp_path: Path, floors: object) -> None:
    with pytest.raises(PolicyError, match=r"money\.no-offer\.yaml:\d+:\d+: .*floors"):
        policy(tmp_path / "house", floors)


def test_floors_are_no_reason_to_learn_anew(tmp_path: Path) -> None:
    with_floors, without = (
        policy(tmp_path / name, floors) for name, floors in (("a", {"ja-JP": {"recall": 1}}), ("b", {}))
    )
    assert with_floors.folder.judgement == without.folder.judgement
    assert with_floors.revision != without.revision

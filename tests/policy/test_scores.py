"""Learned scores: integer arithmetic that is the same on every machine, and a file that is the same byte by byte."""

import zipfile
from dataclasses import replace
from math import isqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_folder import EN, JA, Policy, judged, prohibition, small_policy, talk, write_folder

from kotae.conversation import Locale
from kotae.policy.blend import SCALE, Blend
from kotae.policy.folder import read_folder
from kotae.policy.keyindex import KeyIndex
from kotae.policy.score import NEVER, Scores, Table
from kotae.policy.scorefile import read_scores, scores_to_bytes
from kotae.policy.verdict import Point
from kotae.text.grams import inner_keys

ONE = {"words": 1000}


def keys(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.uint64)


def table(weights: dict[int, tuple[int, ...]], *bias: int) -> Table:
    """A table of rules r0, r1, …, with the weights of each feature."""
    rows = [weights[key] for key in sorted(weights)]
    return Table(
        tuple(f"r{n}" for n in range(len(bias))),
        keys(*sorted(weights)),
        np.array(rows, dtype=np.int32).reshape(len(rows), len(bias)),
        np.array(bias, dtype=np.int32),
    )


# --- arithmetic --------------------------------------------------------------------------------------------------


def test_a_text_without_known_features_scores_the_bias() -> None:
    of = table({5: (100, 200)}, 7, -9).of
    assert of([{"words": keys()}, {"words": keys(1, 2, 3)}], ONE) == [{"r0": 7, "r1": -9}] * 2


def test_a_feature_adds_its_weight_to_every_rule() -> None:
    assert table({5: (100, -200)}, 7, -9).of([{"words": keys(5)}], ONE) == [{"r0": 107, "r1": -209}]


@pytest.mark.parametrize(("size", "expected"), [(1, 1200), (4, 600), (9, 399), (16, 300)])
def test_a_groups_sum_is_divided_by_the_root_of_its_size(size: int, expected: int) -> None:
    found = {"words": keys(*range(size))}
    assert table({0: (1200,)}, 0).of([found], ONE) == [{"r0": expected}]


def test_unknown_features_of_a_group_count_in_its_size() -> None:
    known = table({0: (100,), 1: (100,)}, 0)
    assert known.of([{"words": keys(0, 1, 90, 91)}], ONE) == [{"r0": 100}]


def test_each_group_is_weighed_in_thousandths_and_rounded_down_by_itself() -> None:
    both = table({1: (100,), 2: (-3,)}, 0)
    scale = {"words": 300, "facts": 500}
    assert both.of([{"words": keys(1), "facts": keys(2)}], scale) == [{"r0": 30 - 2}]
    assert both.of([{"words": keys(2), "facts": keys(1)}], scale) == [{"r0": -1 + 50}]


def test_the_largest_weights_do_not_overflow() -> None:
    most = (1 << 31) - 1
    of = table(dict.fromkeys(range(1000), (most, -most)), most, -most).of
    (total,) = of([{"words": keys(*range(1000))}], ONE)
    root = isqrt((1 << 32) // 1000)
    assert total["r0"] == 1000 * most * 1000 * root // (1000 << 16) + most
    assert total["r1"] == -1000 * most * 1000 * root // (1000 << 16) - most


def test_a_group_of_any_size_can_be_scored() -> None:
    found = {"words": keys(*range(1_000_000))}
    assert table({0: (1 << 20,)}, 0).of([found], ONE)[0]["r0"] == (1 << 20) * isqrt((1 << 32) // 4095) >> 16


def test_texts_are_scored_together_as_they_are_alone() -> None:
    of = table({1: (11, 5), 2: (-7, 3), 3: (2, 2)}, 1, 2).of
    texts = [{"words": keys(1, 2)}, {"words": keys()}, {"words": keys(3)}, {"words": keys(2, 3, 4)}]
    assert of(texts, ONE) == [of([text], ONE)[0] for text in texts]
    assert of([], ONE) == []


def test_a_table_without_rules_or_features_scores_nothing() -> None:
    assert table({}).of([{"words": keys(1)}], ONE) == [{}]
    assert table({}, 3).of([{"words": keys(1)}], ONE) == [{"r0": 3}]


WEIGHTS = st.dictionaries(st.integers(0, 40), st.tuples(*[st.integers(-(1 << 24), 1 << 24)] * 2), max_size=20)
GROUP = st.sets(st.integers(0, 60), max_size=30).map(lambda found: keys(*sorted(found)))


@settings(deadline=None)
@given(WEIGHTS, st.tuples(GROUP, GROUP), st.integers(0, 2000))
def test_scores_are_what_exact_arithmetic_says(
    weights: dict[int, tuple[int, int]], groups: tuple[np.ndarray, np.ndarray], scale: int
) -> None:
    found = dict(zip(("words", "facts"), groups, strict=True))
    scales = {"words": scale, "facts": 700}
    (scored,) = table(weights, 13, -13).of([found], scales)
    for column, bias in enumerate((13, -13)):
        expected = bias
        for group, own in found.items():
            total = sum(weights[key][column] for key in own.tolist() if key in weights)
            root = isqrt((1 << 32) // len(own)) if len(own) else 0
            expected += total * scales[group] * root // (1000 << 16)
        assert scored[f"r{column}"] == expected


@settings(deadline=None)
@given(WEIGHTS, GROUP)
def test_the_shares_of_a_score_add_up_to_it_but_for_rounding(
    weights: dict[int, tuple[int, int]], found: np.ndarray
) -> None:
    own = table(weights, 5, 5)
    shares = own.shares({"words": found}, ONE, "r1")
    total = own.of([{"words": found}], ONE)[0]["r1"] - 5
    assert 0 <= total - sum(share[-1] for share in shares) <= len(shares)
    sizes = [abs(share[-1]) for share in shares]
    assert sizes == sorted(sizes, reverse=True)


HASHES = st.sets(st.integers(0, (1 << 64) - 1) | st.integers(0, 9), max_size=50)


@settings(deadline=None)
@given(HASHES, HASHES)
def test_an_index_tells_where_a_key_stands_or_that_it_is_none(own: set[int], others: set[int]) -> None:
    listed = sorted(own)
    wanted = [*own, *others]
    found = KeyIndex.of(keys(*listed)).rows(keys(*wanted)).tolist()
    assert found == [listed.index(key) if key in own else len(listed) for key in wanted]


# --- evidence ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("blend", "score", "whole", "worded", "evidence"),
    [
        (Blend(SCALE, 0, 0, 0, 0), 100, 900, True, 100),
        (Blend(0, SCALE, 0, 0, 0), 100, 900, True, 900),
        (Blend(0, 0, 0, 0, -7), 100, 900, True, -7),
        (Blend(0, 0, 50, 0, 0), 100, 900, True, 50),
        (Blend(0, 0, 50, 0, 0), 100, 900, False, 0),
        (Blend(0, 0, 50, SCALE, 0), 100, 0, True, 150),
        (Blend(SCALE // 2, SCALE // 4, 50, 0, 3), 100, 400, True, 203),
        (Blend(SCALE // 3, 0, 0, 0, 0), -1, 0, False, -1),
    ],
)
def test_evidence_is_the_sum_of_what_the_signals_weigh_rounded_down(
    blend: Blend, score: int, whole: int, worded: bool, evidence: int
) -> None:
    assert blend.evidence(score, whole, worded) == evidence


@given(st.lists(st.integers(-(1 << 14), 1 << 14), min_size=7, max_size=7))
def test_words_found_never_weigh_against_a_violation(numbers: list[int]) -> None:
    blend, (score, whole) = Blend(*numbers[:5]), numbers[5:]
    assert blend.evidence(score, whole, True) >= blend.evidence(score, whole, False)


# --- judging by scores -------------------------------------------------------------------------------------------

RULE = "money.no-offer"
PLAIN = Blend(score=SCALE, whole=SCALE, words=100, both=0, bias=0)
WORDED, BARE = "商品券です", "粗品です"


def scores(score: int, threshold: int, whole: int = 0) -> Scores:
    """Scores of one rule that are the same for every text."""
    at = {point: {RULE: threshold} for point in (Point.CHECK, Point.SUGGEST)}
    return Scores(biased(RULE, score), biased(RULE, whole), table({}), {RULE: PLAIN}, at)


def biased(rule: str, score: int) -> Table:
    return Table((rule,), keys(), np.zeros((0, 1), np.int32), np.array([score], np.int32))


def violating(tmp_path: Path, own: Scores, **more: object) -> list[str]:
    """Which text violates: the one in which a condition finds its words, or the one in which none does."""
    folder = read_folder(write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"], **more}])))
    policy = Policy(folder, {JA: own})
    return [text for text in (WORDED, BARE) if judged(policy, text).findings]


def met(own: Scores, *words: str) -> Scores:
    """The same scores, which have met ``words`` in what they learned from."""
    found = np.unique(np.concatenate([inner_keys(word, JA) for word in words]))
    known = Table((RULE,), found, np.ones((len(found), 1), np.int32), own.clauses.bias)
    return replace(own, clauses=known)


@pytest.mark.parametrize(
    ("threshold", "violates"),
    [(50, [WORDED, BARE]), (51, [WORDED]), (150, [WORDED]), (200, []), (NEVER, [])],
)
def test_a_clause_violates_from_its_threshold_on(tmp_path: Path, threshold: int, violates: list[str]) -> None:
    own = met(scores(50, threshold), "商品券")
    assert violating(tmp_path, own) == violates


def test_the_reply_as_a_whole_speaks_for_each_of_its_clauses(tmp_path: Path) -> None:
    assert violating(tmp_path / "a", met(scores(50, 200, whole=40), "商品券")) == []
    assert violating(tmp_path / "b", met(scores(50, 200, whole=60), "商品券")) == [WORDED]


def test_what_the_whole_reply_adds_is_accounted_for_by_one_clause(tmp_path: Path) -> None:
    policy = Policy(
        read_folder(write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}]))), {JA: scores(50, 60, 20)}
    )
    (finding,) = judged(policy, "承知しました。お送りします。").findings
    assert finding.evidence == "承知しました"
    policy = Policy(policy.folder, {JA: scores(70, 60, 20)})
    assert len(judged(policy, "承知しました。お送りします。").findings) == 2


def test_a_score_that_has_never_met_a_word_does_not_set_it_aside(tmp_path: Path) -> None:
    assert violating(tmp_path, scores(-SCALE, SCALE)) == [WORDED]


def test_no_score_sets_aside_what_a_sure_condition_finds(tmp_path: Path) -> None:
    own = met(scores(-SCALE, SCALE), "商品券")
    assert violating(tmp_path / "a", own) == []
    assert violating(tmp_path / "b", own, sure=True) == [WORDED]


def test_a_rule_of_which_nothing_was_learned_is_left_to_its_conditions(tmp_path: Path) -> None:
    own = scores(SCALE, 0)
    bare = replace(own, thresholds={Point.CHECK: {}, Point.SUGGEST: {}}, blends={})
    assert violating(tmp_path, bare) == [WORDED]


def test_scores_of_one_language_leave_the_other_to_its_conditions(tmp_path: Path) -> None:
    folder = read_folder(write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}], en=[{"say": ["gift card"]}])))
    policy = Policy(folder, {JA: scores(SCALE, 0)})
    assert judged(policy, "はい。").findings
    assert not judged(policy, "Sure.", talk(locale=EN)).findings
    assert judged(policy, "A gift card.", talk(locale=EN)).findings


def test_the_revision_changes_with_what_was_learned(tmp_path: Path) -> None:
    plain = small_policy(tmp_path, prohibition(ja=[{"say": ["商品券"]}]))
    one, two = (Policy(plain.folder, {JA: scores(n, 0)}) for n in (1, 2))
    assert len({plain.revision, one.revision, two.revision}) == 3
    assert one.revision == Policy(plain.folder, {JA: scores(1, 0)}).revision


# --- the file ----------------------------------------------------------------------------------------------------


def learned() -> dict[Locale, Scores]:
    """Scores of both languages with something in every part."""
    thresholds = {Point.CHECK: {"b.b": 1, "a.a": NEVER}, Point.SUGGEST: {"a.a": -2}}
    blends = {"b.b": Blend(1, 2, 3, 4, 5), "a.a": Blend(-1, 0, 0, 0, 0)}
    clauses = table({3: (1, 2), 1 << 63: (-(1 << 31), 5)}, 9, -9)
    own = Scores(clauses, table({7: (8,)}, 1), table({}, 4), blends, thresholds)
    return {EN: own, JA: own}


def same(a: Table, b: Table) -> bool:
    arrays = ((a.keys, b.keys), (a.weights, b.weights), (a.bias, b.bias))
    return a.rules == b.rules and all(np.array_equal(x, y) and x.dtype == y.dtype for x, y in arrays)


def test_scores_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "a.scores"
    path.write_bytes(scores_to_bytes(learned()))
    found = read_scores(path)
    assert found.keys() == learned().keys()
    for locale, own in learned().items():
        read = found[locale]
        assert all(same(*tables) for tables in zip(_tables(read), _tables(own), strict=True))
        assert (read.thresholds, read.blends) == (own.thresholds, own.blends)


def _tables(own: Scores) -> tuple[Table, ...]:
    return own.clauses, own.replies, own.turns


def test_the_same_scores_are_the_same_bytes() -> None:
    once = scores_to_bytes(learned())
    backwards = {
        locale: Scores(
            *_tables(own),
            dict(reversed(own.blends.items())),
            {point: dict(reversed(named.items())) for point, named in reversed(own.thresholds.items())},
        )
        for locale, own in reversed(learned().items())
    }
    assert scores_to_bytes(learned()) == scores_to_bytes(backwards) == once


def test_what_was_read_is_written_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.scores"
    path.write_bytes(scores_to_bytes(learned()))
    assert scores_to_bytes(read_scores(path)) == path.read_bytes()


def test_no_scores_are_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "a.scores"
    path.write_bytes(scores_to_bytes({}))
    assert read_scores(path) == {}


def without(content: bytes, name: str, path: Path) -> bytes:
    """An archive of ``content`` without one of its members."""
    whole, rest = path / "whole", path / "rest"
    whole.write_bytes(content)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(rest, "w") as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
    return rest.read_bytes()


@pytest.mark.parametrize("damage", ["empty", "no archive", "cut off", "a changed byte", "incomplete"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    whole = scores_to_bytes(learned())
    at = whole.index(table({}, 9, -9).bias.astype("<i4").tobytes())
    content = {
        "empty": b"",
        "no archive": b"scores",
        "cut off": whole[: len(whole) // 2],
        "a changed byte": whole[:at] + b"!" + whole[at + 1 :],
        "incomplete": without(whole, "ja-JP/clauses/bias.i32", tmp_path),
    }[damage]
    path = tmp_path / "a.scores"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="cannot be read as learned scores"):
        read_scores(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read as learned scores"):
        read_scores(tmp_path / "none.scores")


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.scores"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ja-JP/about.json", '{"version": 1, "points": {}}')
    with pytest.raises(ValueError, match="version 1"):
        read_scores(path)

"""What must hold for any input holds: for arbitrary texts, policy files and dialogues, and for hostile ones."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.disguises import DISGUISES
from evals.invariants import KINDS, check_dialogues, check_folding, check_judging, check_policy_file
from kotae.conversation import Locale
from kotae.policy import Point, Policy, default_folder

LOCALES, POINTS = st.sampled_from(list(Locale)), st.sampled_from(list(Point))
# Pieces that meet the rules, between anything at all.
PIECES = st.sampled_from(
    [
        *(
            "商品券を差し上げます。",
            "返金はできませんが、",
            "「録音」",
            "オペレーター：",
            "4012-8888-8888-1881",
            "三ヶ月",
            "〇〇",
        ),
        *("I'll refund you. ", "a gift card, but ", "g.i.f.t ", "{name} ", "Option 1: ", "50% off; ", "\n"),
        *("\u200b", "\u202e", "\ud83d", "\0", "👩\u200d🚀", "\ufdfa", "が\u3099", "𝐫", "口力卜", "ｶﾞ", "　", "ー", "゜"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=12).map("".join)
BOUNDED = settings(deadline=None, derandomize=True, max_examples=60)
POLICY_LINES = st.sampled_from(
    [
        *("rule: any.name", "vocabulary: any.name", "fact: any.name", "kind: prohibition", "mode: off", "words:"),
        *("  ja-JP:", "    - 商品券", "    - a…b*", "    - ''", '    - "\\ud800"', "- &a [*a]", "? x", "x: 1e999"),
        *("about: {ja: 例, en: e}", "by: customer", "turns: any", "detect:", "must: {}", "\tx: y", "<<: {a: b}"),
        *("a: <<b>>", "!!python/object:os.system {}"),
    ]
)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load(default_folder())


@given(TEXTS, LOCALES)
@settings(deadline=None, derandomize=True)
def test_any_text_folds_and_maps_back(text: str, locale: Locale) -> None:
    check_folding(text, locale)


@given(TEXTS, LOCALES, st.data())
@settings(deadline=None, derandomize=True)
def test_any_text_in_disguise_folds_and_maps_back(text: str, locale: Locale, data: st.DataObject) -> None:
    disguise = data.draw(st.sampled_from(sorted(DISGUISES[locale])))
    check_folding(DISGUISES[locale][disguise](text), locale)


@given(TEXTS, TEXTS, LOCALES, POINTS)
@BOUNDED
def test_any_text_is_judged_and_mended(policy: Policy, said: str, text: str, locale: Locale, point: Point) -> None:
    check_judging(policy, locale, said, text, point)


@given(st.lists(POLICY_LINES | st.text(max_size=12), max_size=10).map("\n".join), st.sampled_from(sorted(KINDS)))
@BOUNDED
def test_any_policy_file_is_read_or_refused_by_name(
    tmp_path_factory: pytest.TempPathFactory, content: str, kind: str
) -> None:
    check_policy_file(tmp_path_factory.mktemp("house"), kind, content.encode("utf-8", "surrogatepass"))


@given(st.binary(max_size=60), st.sampled_from(sorted(KINDS)))
@BOUNDED
def test_any_bytes_are_no_policy_file(tmp_path_factory: pytest.TempPathFactory, content: bytes, kind: str) -> None:
    check_policy_file(tmp_path_factory.mktemp("house"), kind, content)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=6) | LOCALES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["locale", "channel", "turns", "role", "text", "candidate", "authorised_offers", "id"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(deadline=None, derandomize=True)
def test_any_json_is_a_dialogue_or_refused_by_its_line(value: object) -> None:

    check_dialogues(json.dumps(value).encode() + b"\n")


@given(st.binary(max_size=60))
@settings(deadline=None, derandomize=True)
def test_any_bytes_are_dialogues_or_refused(content: bytes) -> None:
    check_dialogues(content)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "商品券を差し上げますが、",
            "返金します。",
            "「『",
            "「あ」😊",
            "👩\u200d👩\u200d👧",
            "\ufdfa",
            "\u200f返",
            "頂戴いたしません",
        ),
        *("a gift card; ", "x, but ", "\"'", "r.e.f ", "1 ", "{", "*", "\ud800", "\0", "ー", "口力卜"),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("locale", list(Locale))
def test_one_piece_over_and_over_is_judged_like_any_text(policy: Policy, locale: Locale, piece: str) -> None:
    check_judging(policy, locale, piece * (3_000 // len(piece)), piece * (3_000 // len(piece)), Point.SUGGEST)

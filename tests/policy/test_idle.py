"""Which words, frames and exceptions no example exercises: a reviewer's list of what nobody has seen work."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_folder import EN, JA, File, fact, prohibition, small_policy, talk, vocabulary, write_folder

from kotae.policy import PolicyError
from kotae.policy.exercise import idle_in
from kotae.policy.folder import Folder, read_folder
from kotae.policy.idle import Exercise, Where, _Watch, idle
from kotae.policy.lint_idle import counts, idle_warnings

GIFT = prohibition(ja=[{"together": ["gift", "giving"], "unless": ["refusal"]}], en=[{"together": ["gift"]}])
WORDS = (
    vocabulary("gift", ja=["商品券", "粗品"], en=["voucher*", "gift … card"]),
    vocabulary("giving", ja=["お送り"]),
    vocabulary("refusal", ja=["できません"]),
)


def folder(root: Path, *files: File) -> Folder:
    return read_folder(write_folder(root, *(files or (GIFT, *WORDS))))


def left(policies: Folder, *exercises: Exercise) -> set[str]:
    """The values that are idle, each once."""
    return {problem.what.split('"')[1] for problem in idle_warnings(policies, idle(policies, exercises))}


def reply(text: str, *turns: str, **changes: object) -> Exercise:
    return Exercise(talk(*turns, **changes), text)  # type: ignore[arg-type]


def test_a_word_in_a_reply_is_exercised_and_another_is_not(tmp_path: Path) -> None:
    found = left(folder(tmp_path), reply("商品券をお送りします。"), reply("Two vouchers for you.", locale=EN))
    assert found == {"粗品", "gift … card", "できません", "refusal"}


def test_words_are_found_as_the_matcher_finds_them(tmp_path: Path) -> None:
    """Folded, with any ending, over a gap."""
    found = left(folder(tmp_path), reply("ｿｼﾅ、粗 品"), reply("A gift or a CARD, and vouchers", locale=EN))
    assert not found & {"粗品", "voucher*", "gift … card"}


def test_a_word_of_a_reply_is_not_exercised_by_the_customer(tmp_path: Path) -> None:
    assert "商品券" in left(folder(tmp_path), reply("はい。", "c: 商品券をください", "a: 商品券ですか"))


def test_a_word_of_a_customer_is_exercised_by_any_turn_of_the_customer_alone(tmp_path: Path) -> None:
    insult = fact("customer.insults", ja=[{"together": ["insult"]}])
    files = folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}]), insult, vocabulary("insult", ja=["役立たず"]))
    assert "役立たず" in left(files, reply("役立たず", "a: 役立たず", "c: はい"))
    assert "役立たず" not in left(files, Exercise(talk("c: 役立たず", "a: はい", "c: はい")))


def test_a_word_that_works_in_two_places_is_exercised_in_one_of_them(tmp_path: Path) -> None:
    gift = fact("agent.gave", "agent", ja=[{"together": ["gift"]}])
    files = folder(tmp_path, GIFT, gift, *WORDS)
    assert "商品券" not in left(files, Exercise(talk("a: 商品券です", "c: はい")))


def test_words_that_a_condition_lists_itself_count_too(tmp_path: Path) -> None:
    files = folder(tmp_path, prohibition(ja=[{"say": ["商品券", "粗品"]}]))
    assert left(files, reply("粗品です。")) == {"商品券"}


def test_a_frame_is_exercised_where_it_excuses_what_its_condition_found(tmp_path: Path) -> None:
    files = folder(tmp_path)
    assert "refusal" in left(files, reply("返金はできません。"))
    assert "refusal" in left(files, reply("できませんが、商品券をお送りします。"))
    assert "refusal" not in left(files, reply("商品券のお送りはできません。"))


def test_an_exception_is_exercised_where_it_covers_a_reply(tmp_path: Path) -> None:
    files = folder(tmp_path, prohibition(ja=[{"say": ["半額"]}], exceptions=["authorised-offer"]))
    offer = ["3か月間、半額にするご案内"]
    assert left(files, reply("3か月間、半額のご案内です。")) == {"authorised-offer"}
    assert left(files, reply("6か月間、半額のご案内です。", offers=offer)) == {"authorised-offer"}
    assert left(files, reply("3か月間、半額のご案内です。", offers=offer)) == set()


def test_a_vocabulary_that_nothing_names_is_not_listed_word_by_word(tmp_path: Path) -> None:
    assert "余り" not in left(folder(tmp_path, GIFT, *WORDS, vocabulary("spare", ja=["余り"])))


def test_each_warning_has_the_place_of_the_word_and_the_mend_in_both_languages(tmp_path: Path) -> None:
    files = folder(tmp_path / "house")
    (warning,) = (w for w in idle_warnings(files, idle(files, [])) if "粗品" in w.what)
    lines = (tmp_path / "house" / "vocabulary" / "gift.yaml").read_text(encoding="utf-8").splitlines()
    assert warning.file == "house/vocabulary/gift.yaml"
    assert lines[warning.line - 1][warning.column - 1 :] == "粗品"
    assert "add one to those of money.no-offer" in warning.mend
    assert "「粗品」を使った例がありません" in warning.show("ja")
    assert "money.no-offerの例に" in warning.show("ja")


def test_they_are_counted_file_by_file(tmp_path: Path) -> None:
    files = folder(tmp_path / "house")
    counted = {(c.file, c.frames): (c.idle, c.of) for c in counts(files, idle(files, [reply("粗品をお送りします")]))}
    assert counted == {
        ("house/vocabulary/gift.yaml", False): (3, 4),
        ("house/vocabulary/refusal.yaml", False): (1, 1),
        ("house/rules/money.no-offer.yaml", True): (1, 1),
    }


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("商品券粗お送りできません、。 gift card voucher"), max_size=30))
def test_a_text_is_read_as_the_policy_reads_it(tmp_path: Path, text: str) -> None:
    policy = small_policy(tmp_path, GIFT, *WORDS)
    for locale in (JA, EN):
        conversation = talk(locale=locale)
        seen = _Watch(policy, locale)._read(text, conversation, Where.REPLY)
        read = policy.read(conversation, text)
        assert {name: set(spans) for name, spans in seen.hits.items()} == {
            name: set(spans) for name, spans in read.hits.items()
        }


# --- the examples of a folder ------------------------------------------------------------------------------------


def labelled(root: Path, *replies: str) -> None:
    (root / "examples").mkdir(exist_ok=True)
    turns = [{"role": "customer", "text": "はい"}]
    lines = [{"locale": "ja-JP", "channel": "chat", "turns": turns, "candidate": r} for r in replies]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (root / "examples" / "some.jsonl").write_text(text, encoding="utf-8")


def idle_words(root: Path) -> set[str]:
    policies = read_folder(root)
    return {problem.what.split('"')[1] for problem in idle_warnings(policies, idle_in(root, policies))}


def test_must_examples_and_labelled_examples_exercise_words(tmp_path: Path) -> None:
    must = {"ja-JP": {"violates": ["粗品です。"], "complies": ["はい。"]}}
    insult = fact("customer.insults", ja=[{"say": ["役立たず"]}], must={"ja-JP": {"yes": ["役立たず"], "no": []}})
    write_folder(tmp_path, prohibition(ja=[{"say": ["商品券", "粗品", "進呈"]}], must=must), insult)
    labelled(tmp_path, "商品券です。")
    assert idle_words(tmp_path) == {"進呈"}


def test_what_was_found_is_kept_until_a_word_or_an_example_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(tmp_path, prohibition(ja=[{"say": ["商品券", "粗品"]}]))
    labelled(tmp_path, "商品券です。")
    assert idle_words(tmp_path) == {"粗品"}
    with monkeypatch.context() as patched:
        patched.setattr("kotae.policy.exercise.idle", lambda *_: pytest.fail("it was looked for again"))
        assert idle_words(tmp_path) == {"粗品"}
    labelled(tmp_path, "商品券と粗品です。")
    assert idle_words(tmp_path) == set()
    write_folder(tmp_path, prohibition(ja=[{"say": ["商品券", "粗品", "進呈"]}]))
    assert idle_words(tmp_path) == {"進呈"}


def test_an_example_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write_folder(tmp_path, prohibition(ja=[{"say": ["商品券"]}]))
    labelled(tmp_path, "商品券です。")
    with (tmp_path / "examples" / "some.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("{\n")
    with pytest.raises(PolicyError, match=r"some\.jsonl, line 2: this is not JSON"):
        idle_words(tmp_path)

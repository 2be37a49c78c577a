"""``kotae policy explain``: what a reviewer reads, in both languages, and the exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from kotae.commands.policy import policy
from tests.policy.small_folder import fact, obligation, prohibition, vocabulary, write_folder

REPLY = "はい。商品券をお送りします。返金はできません。"
DIALOGUE = {
    "id": "one",
    "locale": "ja-JP",
    "channel": "phone",
    "recording_active": True,
    "turns": [{"role": "customer", "text": "この役立たずが。"}],
    "candidate": REPLY,
}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with a rule that fires, one that is excused, one that is missed, and two that are not concerned."""
    return write_folder(
        tmp_path / "house",
        vocabulary("giving", ja=["お送り"]),
        vocabulary("refusal", ja=["できません"]),
        prohibition(
            ja=[{"say": ["商品券"]}],
            title={"ja": "金品を差し出さない", "en": "Offer nothing"},
            instead={"ja": "お断りします。", "en": "Decline."},
        ),
        prohibition("money.no-refund", ja=[{"say": ["返金"], "unless": ["refusal"]}]),
        prohibition("conduct.polite", ja=[{"say": ["うるさい"]}]),
        prohibition("retention.no-pressure", ja=[{"say": ["困る"]}], applies={"all": ["contact.retention"]}),
        obligation(ja=[{"say": ["録音して"]}], applies={"all": ["contact.recorded"]}),
        fact("customer.insults", ja=[{"say": ["役立たず"]}]),
    )


def run(house: Path, *options: str, given: object = DIALOGUE) -> Result:
    text = given if isinstance(given, str) else json.dumps(given)
    words = ["explain", "-", "--policies", str(house), "--as-of", "2026-12-01", *options]
    return CliRunner(env={"KOTAE_LANG": None, "COLUMNS": "100"}).invoke(policy, words, input=text)


def shown(house: Path, *options: str) -> str:
    result = run(house, *options)
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def test_facts_come_with_their_words(house: Path) -> None:
    text = shown(house)
    assert "contact.recorded certain, from the request The contact is recorded" in text
    assert "customer.insults certain, by words Example turn 1 (customer): ‘役立たず’" in text
    assert "house/facts/customer.insults.yaml:" in text


def test_every_fact_of_a_request_is_said_in_plain_words(house: Path) -> None:
    given = {
        **DIALOGUE, "scenario": "retention", "recording_announced": True, "customer_identified": True,
        "authorised_offers": [{"id": "1", "text": "半額"}], "cancellation_consequences": ["ポイントが消えます"],
    }  # fmt: skip
    for scenario in ("retention", "complaint", "inquiry", "outbound_sales"):
        for lang in ("en", "ja"):
            result = run(house, "--lang", lang, given={**given, "scenario": scenario})
            assert (result.exit_code, result.stderr) == (0, "")
            lines = [line.strip() for line in result.stdout.splitlines()]
            names = [at for at, line in enumerate(lines) if line.startswith("contact.")]
            assert len(names) == 6
            assert all(lines[at + 1] and not lines[at + 1].startswith("contact.") for at in names)


def test_a_violated_rule_comes_with_its_title_its_words_and_its_condition(house: Path) -> None:
    text = shown(house)
    assert "! money.no-offer violated Offer nothing ‘商品券をお送りします’ counts condition 1" in text
    assert "its own words ‘商品券’" in text


def test_an_excused_rule_comes_with_the_excusing_words(house: Path) -> None:
    assert "‘返金はできません’ does not count, excused by refusal ‘できません’" in shown(house)


def test_a_missed_obligation_comes_with_what_was_missing(house: Path) -> None:
    text = shown(house)
    assert "! recording.disclose left out" in text
    assert "missing: its own words (such as ‘録音して’)" in text


def test_carets_stand_under_what_was_found_in_a_japanese_reply(house: Path) -> None:
    lines = run(house).stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if REPLY in line)
    found = "商品券をお送りします"
    assert lines[at].strip() == REPLY
    assert lines[at + 1].rstrip() == " " * cell_len(lines[at].partition(found)[0]) + "^" * cell_len(found)


def test_the_verdict_comes_with_what_to_do_instead(house: Path) -> None:
    text = shown(house)
    assert "Verdict: withheld What to do instead: money.no-offer: Decline." in text
    assert "as of 2026-12-01" in text


def test_a_reply_that_complies_may_be_sent(house: Path) -> None:
    result = run(house, given={**DIALOGUE, "candidate": "この通話は録音しております。"})
    assert result.exit_code == 0
    assert "Verdict: may be sent" in result.stdout
    assert "+ recording.disclose  met" in result.stdout


def test_rules_that_found_nothing_are_shown_where_all_are_asked_for(house: Path) -> None:
    assert "2 more found nothing or do not apply; --all shows them" in shown(house)
    text = shown(house, "--all")
    assert "· conduct.polite nothing found" in text
    assert "· retention.no-pressure does not apply" in text
    assert "these facts do not hold: contact.retention" in text
    assert "--all shows them" not in text


def test_a_japanese_reader_reads_japanese(house: Path) -> None:
    text = shown(house, "--lang", "ja", "--all")
    for words in (
        "会話からわかる事実",
        "1番目の発言（お客様）: 「役立たず」",
        "money.no-offer 違反 金品を差し出さない",
        "打ち消す言葉: refusal 「できません」",
        "次の事実がない: contact.retention",
        "判定: 送らない 代わりにすること: money.no-offer: お断りします。",
    ):
        assert words in text
    assert "violated" not in text


def test_a_shadow_rule_is_said_to_decide_nothing(house: Path) -> None:
    write_folder(house, prohibition(ja=[{"say": ["商品券"]}], mode="shadow"))
    assert "money.no-offer violated (shadow: decides nothing)" in shown(house)


def test_a_rule_out_of_its_dates_says_what_it_would_find(house: Path) -> None:
    write_folder(house, prohibition(ja=[{"say": ["商品券"]}], effective={"since": "2027-01-01"}))
    text = shown(house)
    assert "money.no-offer does not apply" in text
    assert "it is not in force on this day it would find: ‘商品券をお送りします’" in text


def test_control_characters_are_shown_and_not_obeyed(house: Path) -> None:
    result = run(house, given={**DIALOGUE, "candidate": "商品券\x1b[31mを"})
    assert "\x1b" not in result.stdout


def test_a_file_is_read(house: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(DIALOGUE), encoding="utf-8")
    result = CliRunner().invoke(policy, ["explain", str(path), "--policies", str(house)])
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("{", "standard input:1:2: not JSON"),
        ({**DIALOGUE, "candidate": ""}, '"candidate" is missing; add the reply to explain'),
        ({**DIALOGUE, "turns": []}, '"turns"'),
    ],
)
def test_bad_input_is_named_and_is_exit_code_2(house: Path, given: object, says: str) -> None:
    result = run(house, given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr


def test_a_broken_folder_is_named_in_the_reader_s_language(house: Path) -> None:
    (house / "facts" / "customer.insults.yaml").write_text("fact: [", encoding="utf-8")
    result = run(house, "--lang", "ja")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "YAMLとして読めません" in result.stderr

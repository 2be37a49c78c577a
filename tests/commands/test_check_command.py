"""``kotae check``: JSON Lines in, one verdict a line out, and exit codes that a script can rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kotae.commands.check import check
from kotae.policy import Fact, Policy
from tests.policy.small_folder import fact, obligation, prohibition, sentence, write_folder

HOSTILE = "お待ちください。代金は返金いたします。"
CLEAN = "確認いたします。"
DIALOGUE = {
    "id": "one",
    "locale": "ja-JP",
    "channel": "phone",
    "turns": [{"role": "customer", "text": "鍋が割れました。"}],
    "candidate": CLEAN,
}


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(
        tmp_path_factory.mktemp("policies"),
        prohibition("money.no-offer", ja=[{"say": ["返金いたします"]}], en=[{"say": ["refund you"]}]),
        prohibition("style.no-hedging", ja=[{"say": ["たぶん"]}], mode="shadow"),
        prohibition("season.no-greeting", ja=[{"say": ["新春"]}], effective={"since": "2027-01-01"}),
        prohibition("season.no-regards", ja=[{"say": ["暮れ"]}], effective={"until": "2020-12-31"}),
        prohibition("sales.no-pitch", ja=[{"say": ["お試し"]}], applies={"all": ["customer.declines"]}),
        obligation("recording.disclose", ja=[{"say": ["録音しております"]}], applies={"all": ["contact.recorded"]}),
        fact("customer.declines", ja=[{"say": ["間に合って"]}]),
        # A command that judges does not mend.
        sentence("disclosure", ["recording.disclose"], "first", ja="録音しております。"),
    )


def lines(*dialogues: dict[str, object]) -> str:
    return "".join(json.dumps({**DIALOGUE, **d}, ensure_ascii=False) + "\n" for d in dialogues)


def run(policies: Path, *options: str, given: str | bytes = "", source: str = "-", target: str = "-") -> Result:
    arguments = ["--policies", str(policies), "--input", source, "--output", target, *options]
    return CliRunner().invoke(check, arguments, input=given)


def judged(policies: Path, *dialogues: dict[str, object], options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    result = run(policies, *options, given=lines(*dialogues))
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def rules(policies: Path, *options: str, **dialogue: object) -> list[str]:
    (verdict,) = judged(policies, dialogue, options=options)
    return [violation["rule"] for violation in verdict["violations"]]  # type: ignore[attr-defined]


# What is written


def test_a_violation_names_the_rule_and_the_words(policies: Path) -> None:
    (verdict,) = judged(policies, {"candidate": HOSTILE})
    assert list(verdict) == ["id", "violations", "shadow", "revision"]
    assert verdict["id"] == "one"
    ((violation),) = verdict["violations"]
    assert list(violation) == ["rule", "start", "end", "evidence", "message"]
    assert violation["rule"] == "money.no-offer"
    assert HOSTILE[violation["start"] : violation["end"]] == violation["evidence"] == "代金は返金いたします"
    assert violation["message"] == "違反です。 こうします。"


def test_what_a_rule_in_shadow_finds_is_told_apart_and_is_no_violation(policies: Path) -> None:
    candidate = "たぶん代金は返金いたします。"
    (verdict,) = judged(policies, {"candidate": candidate})
    assert [found["rule"] for found in verdict["violations"]] == ["money.no-offer"]
    ((found),) = verdict["shadow"]
    assert list(found) == ["rule", "start", "end", "evidence", "message"]
    assert found["rule"] == "style.no-hedging"
    assert candidate[found["start"] : found["end"]] == found["evidence"]
    assert judged(policies, {"candidate": HOSTILE})[0]["shadow"] == []


def test_offsets_count_code_points(policies: Path) -> None:
    candidate = f"承知しました👨‍👩‍👧。{HOSTILE}"
    (verdict,) = judged(policies, {"candidate": candidate})
    ((violation),) = verdict["violations"]
    assert candidate[violation["start"] : violation["end"]] == "代金は返金いたします"


def test_what_was_left_out_has_no_place(policies: Path) -> None:
    (verdict,) = judged(policies, {"candidate": CLEAN, "recording_active": True})
    ((violation),) = verdict["violations"]
    assert (violation["rule"], violation["start"], violation["end"], violation["evidence"]) == (
        "recording.disclose",
        None,
        None,
        "",
    )


def test_violations_come_in_the_order_of_the_text_and_omissions_last(policies: Path) -> None:
    candidate = "返金いたします。ええ、全額返金いたします。"
    (verdict,) = judged(policies, {"candidate": candidate, "recording_active": True})
    found = [(v["rule"], v["start"]) for v in verdict["violations"]]
    assert found == [("money.no-offer", 0), ("money.no-offer", 8), ("recording.disclose", None)]


def test_a_reply_that_complies_has_no_violations(policies: Path) -> None:
    (verdict,) = judged(policies, {"candidate": CLEAN})
    assert verdict["violations"] == []


def test_what_is_only_observed_is_no_violation(policies: Path) -> None:
    assert rules(policies, candidate="たぶん届きます。") == []


def test_each_dialogue_is_judged_in_its_language_and_contact(policies: Path) -> None:
    english = {"locale": "en-US", "candidate": "I will refund you."}
    declined = {"turns": [{"role": "customer", "text": "間に合っています。"}], "candidate": "お試しください。"}
    found = [v["violations"] for v in judged(policies, english, declined, {"candidate": "お試しください。"})]
    assert [[violation["rule"] for violation in violations] for violations in found] == [
        ["money.no-offer"],
        ["sales.no-pitch"],
        [],
    ]
    assert found[0][0]["message"] == "This is forbidden. Do this."


def test_the_order_is_kept_and_every_line_is_answered(policies: Path) -> None:
    ids = ["z", "a", "m", "a", ""]
    candidates = [CLEAN, HOSTILE, CLEAN, HOSTILE, CLEAN]
    verdicts = judged(policies, *({"id": i, "candidate": c} for i, c in zip(ids, candidates, strict=True)))
    assert [v["id"] for v in verdicts] == ids
    assert [bool(v["violations"]) for v in verdicts] == [c == HOSTILE for c in candidates]


def test_every_line_carries_the_revision_of_the_policies(policies: Path, tmp_path: Path) -> None:
    verdicts = judged(policies, {"id": "a"}, {"id": "b", "candidate": HOSTILE})
    assert {v["revision"] for v in verdicts} == {Policy.load(policies).revision}
    other = write_folder(tmp_path, prohibition("money.no-offer", ja=[{"say": ["返金します"]}]))
    assert judged(other, {})[0]["revision"] != verdicts[0]["revision"]


def test_labels_are_ignored(policies: Path) -> None:
    labels: dict[str, object] = {
        "violations": ["recording.disclose", "no.such-rule"],
        "facts": 5,
        "turn_facts": None,
        "focus": {"not": "read"},
        "why": "because",
        "writer": ["x"],
    }
    assert judged(policies, {"candidate": HOSTILE, **labels}) == judged(policies, {"candidate": HOSTILE})


def test_the_text_is_written_as_it_is_and_not_escaped(policies: Path) -> None:
    result = run(policies, given=lines({"id": "一", "candidate": HOSTILE}))
    assert '"id": "一"' in result.stdout
    assert "代金は返金いたします" in result.stdout


@pytest.mark.parametrize("target", ["-", "out.jsonl"])
def test_half_of_a_surrogate_pair_is_escaped(policies: Path, tmp_path: Path, target: str) -> None:
    candidate = "代金は\udc00返金いたします。"
    turns = [{"role": "customer", "text": "鍋が割れ\ud800ました。"}]
    dialogue = {**DIALOGUE, "id": "一\ud83d", "turns": turns, "candidate": candidate}
    path = target if target == "-" else str(tmp_path / target)
    result = run(policies, given=json.dumps(dialogue) + "\n" + lines({"id": "二"}), target=path)
    assert (result.exit_code, result.stderr) == (0, "")
    written = result.stdout if target == "-" else (tmp_path / target).read_text(encoding="utf-8")
    first, second = written.splitlines()
    assert json.loads(first)["id"] == "一\ud83d"
    assert [violation["evidence"] for violation in json.loads(first)["violations"]] == [candidate.rstrip("。")]
    assert '"id": "二"' in second


def test_the_same_input_gives_the_same_output(policies: Path) -> None:
    given = lines({"id": "a", "candidate": HOSTILE, "recording_active": True}, {"id": "b"})
    assert run(policies, given=given).stdout == run(policies, given=given).stdout


# Files and streams


def test_files_and_streams_carry_the_same(policies: Path, tmp_path: Path) -> None:
    given = lines({"candidate": HOSTILE}, {"id": "two"})
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(given, encoding="utf-8")
    result = run(policies, source=str(source), target=str(target))
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_text(encoding="utf-8") == run(policies, given=given).stdout
    assert run(policies, source=str(source)).stdout == target.read_text(encoding="utf-8")


def test_an_earlier_output_is_replaced(policies: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old\n" * 50, encoding="utf-8")
    assert run(policies, given=lines({}), target=str(target)).exit_code == 0
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1


def test_empty_lines_and_an_empty_file_are_no_mistake(policies: Path) -> None:
    result = run(policies, given=f"\n{lines({'id': 'a'})}  \n\n{lines({'id': 'b'})}")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]
    empty = run(policies, given="")
    assert (empty.exit_code, empty.output) == (0, "")


@pytest.mark.parametrize("missing", ["--input", "--output"])
def test_input_and_output_must_be_given(policies: Path, missing: str) -> None:
    arguments = {"--input": "-", "--output": "-", "--policies": str(policies)}
    del arguments[missing]
    result = CliRunner().invoke(check, [word for pair in arguments.items() for word in pair], input=lines({}))
    assert result.exit_code == 2
    assert missing in result.stderr


# Options


def test_effective_dates_are_read_on_the_day_asked_for(policies: Path) -> None:
    spring, winter = "新春のお知らせです。", "暮れのご挨拶です。"
    assert rules(policies, "--as-of", "2026-12-31", candidate=spring) == []
    assert rules(policies, "--as-of", "2027-01-01", candidate=spring) == ["season.no-greeting"]
    assert rules(policies, "--as-of", "2020-12-31", candidate=winter) == ["season.no-regards"]
    assert rules(policies, "--as-of", "2021-01-01", candidate=winter) == []


def test_without_a_day_a_rule_that_has_ended_is_not_read(policies: Path) -> None:
    assert rules(policies, candidate="暮れのご挨拶です。") == []
    assert rules(policies, candidate=HOSTILE) == ["money.no-offer"]


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow", "21.11.2026"])
def test_what_is_no_day_is_refused(policies: Path, day: str) -> None:
    result = run(policies, "--as-of", day, given=lines({}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert day in result.stderr


def test_the_point_says_how_strictly(policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    maybe = (Fact("customer.declines", 0, 0, 2, "鍋が", certain=False),)
    monkeypatch.setattr(Policy, "facts", lambda self, conversation: maybe)
    pitch = "お試しください。"
    assert rules(policies, "--point", "suggest", candidate=pitch) == ["sales.no-pitch"]
    assert rules(policies, "--point", "check", candidate=pitch) == []
    assert rules(policies, candidate=pitch) == []


def test_there_is_no_third_point(policies: Path) -> None:
    result = run(policies, "--point", "lenient", given=lines({}))
    assert (result.exit_code, result.stdout) == (2, "")


# Exit codes


def test_violations_are_no_failure(policies: Path) -> None:
    assert run(policies, given=lines({"candidate": HOSTILE})).exit_code == 0


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("{", ["line 2", "not JSON"]),
        ("[" * 100_000, ["line 2", "not JSON"]),
        ("[]", ["line 2", "not an object"]),
        ('"はい"', ["line 2", "not an object"]),
        (lines({"locale": "fr-FR"}), ["line 2", '"locale"', "ja-JP", "en-US", "fr-FR"]),
        (lines({"locale": None}), ["line 2", '"locale"']),
        (lines({"channel": "fax"}), ["line 2", '"channel"', "phone", "fax"]),
        (lines({"scenario": "chess"}), ["line 2", '"scenario"', "chess"]),
        (lines({"turns": []}), ["line 2", '"turns"']),
        (lines({"turns": [{"role": "customer", "text": "はい"}, {"role": "robot", "text": "いいえ"}]}), ['"turns[1]"']),
        (lines({"turns": [{"role": "customer"}]}), ["line 2", '"turns[0]"', "text"]),
        (lines({"recording_active": "yes"}), ["line 2", '"recording_active"', "true or false"]),
        (lines({"competitors": "みどり便"}), ["line 2", '"competitors"', "list"]),
        (lines({"authorised_offers": ["半額"]}), ["line 2", '"authorised_offers[0]"']),
        (lines({"candidate": 5}), ["line 2", '"candidate"', "text"]),
        (lines({"id": 7}), ["line 2", '"id"', "text"]),
    ],
)
def test_bad_input_is_named_by_line_and_key(policies: Path, tmp_path: Path, bad: str, says: list[str]) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(lines({}) + bad.rstrip("\n") + "\n" + lines({}), encoding="utf-8")
    result = run(policies, source=str(source), target=str(target))
    assert result.exit_code == 2
    assert result.stdout == ""
    for words in (str(source), *says):
        assert words in result.stderr
    # All is read before anything is judged.
    assert not target.exists()


def test_a_line_is_counted_with_the_empty_ones(policies: Path) -> None:
    result = run(policies, given=f"\n\n{lines({'channel': 'fax'})}")
    assert result.exit_code == 2
    assert "line 3" in result.stderr


def test_a_dialogue_without_a_reply_to_judge_is_bad_input(policies: Path) -> None:
    for candidate in ({"candidate": ""}, {"candidate": None}):
        result = run(policies, given=lines({"id": "first"}, {"id": "second", **candidate}))
        assert (result.exit_code, result.stdout) == (2, "")
        assert '"candidate"' in result.stderr
        assert "line 2" in result.stderr


def test_the_line_of_a_missing_reply_is_counted_with_the_empty_ones(policies: Path) -> None:
    result = run(policies, given=f"\n{lines({'id': 'first'})}\n\n{lines({'id': 'second', 'candidate': ''})}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'standard input, line 5 ("second")' in result.stderr


def test_a_file_that_is_not_there_is_bad_input(policies: Path, tmp_path: Path) -> None:
    absent = tmp_path / "absent.jsonl"
    result = run(policies, source=str(absent))
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(absent) in result.stderr


@pytest.mark.parametrize("good", [0, 500])
def test_what_is_not_utf8_is_named_with_its_place(policies: Path, tmp_path: Path, good: int) -> None:
    """In a file as in a stream, however far in."""
    source = tmp_path / "in.jsonl"
    before = lines(*[{}] * good).encode() + b'{"id": "'
    data = before + "返金".encode("cp932") + b'"}\n'
    source.write_bytes(data)
    for given, name in ((str(source), str(source)), ("-", "standard input")):
        result = run(policies, source=given, given=data)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"{name}: not UTF-8 at byte {len(before)}")


def test_an_output_that_cannot_be_written_is_named(policies: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "out.jsonl"
    result = run(policies, given=lines({}), target=str(target))
    assert result.exit_code == 2
    assert str(target) in result.stderr


def test_policies_that_cannot_be_used_are_named_with_the_mend(tmp_path: Path) -> None:
    result = run(tmp_path, given=lines({}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "rules" in result.stderr
    assert "mend:" in result.stderr

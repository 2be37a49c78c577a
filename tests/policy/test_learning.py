"""Learning from labelled examples: what no condition says is recognised, and the same examples give the same bytes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_folder import DAY, JA, fact, obligation, prohibition, talk, write_folder

from kotae.dialogue import DialogueError
from kotae.policy import Point, Policy
from kotae.policy.folder import read_folder
from kotae.policy.train.build import learn
from kotae.policy.train.examples import read_examples

pytest.importorskip("sklearn")

RULE, OWED, FACT = "money.no-offer", "recording.disclose", "customer.wants-to-cancel"
WRITERS = ("w1", "w2", "w3", "w4")

# The condition of the rule finds 商品券 alone; these offer otherwise.
OFFERS = [
    "お詫びに粗品を進呈いたします。", "心ばかりの粗品を同封いたします。", "今回は粗品を差し上げます。",
    "記念の粗品をお届けいたします。", "粗品をおつけいたします。", "お詫びとして粗品をご用意いたします。",
    "季節の粗品をお贈りいたします。", "特別に粗品をお渡しいたします。", "皆様に粗品を配っております。",
    "お待たせしたぶん、粗品を進呈いたします。", "粗品でお詫びいたします。", "粗品を二つ差し上げます。",
]  # fmt: skip
OTHERS = [
    "お調べして折り返しご連絡いたします。", "ご不便をおかけいたしました。", "担当の者から改めてお電話いたします。",
    "ご住所を確認いたします。", "お名前をお聞かせください。", "承知いたしました。", "配送の状況をお調べいたします。",
    "お手元の番号をお知らせください。", "少々お待ちください。", "窓口は九時に開きます。",
    "書類を同封いたします。", "責任者に申し伝えます。",
]  # fmt: skip
LEAVING = [
    "もう続けるつもりがないので手続きを教えて", "今月いっぱいで終わりにしたい", "契約を終わりにしてください",
    "もう終わりにします", "来月で終わりにできますか", "終わりにしたいので手続きを",
    "夫と話して終わりにすると決めました", "すぐに終わりにして", "更新せず終わりにしたい", "年内で終わりにします",
]  # fmt: skip
STAYING = [
    "配送日を変えたい", "住所が変わりました", "請求書が届かない", "支払い方法を知りたい", "色違いはありますか",
    "在庫はありますか", "領収書をください", "会員番号を忘れた", "荷物が届かない", "使い方を教えて",
]  # fmt: skip
# Their last sentence discloses; the condition of the obligation finds 録音して alone.
DISCLOSURES = [
    "音声は保存しております。",
    "お声は保存の対象です。",
    "会話は保存しております。",
    "音声を保存いたします。",
]


def example(number: int, turn: str, reply: str, violations: dict[str, str], told: list[str]) -> dict[str, object]:
    return {
        "id": f"e{number}",
        "locale": "ja-JP",
        "channel": "phone",
        "recording_active": True,
        "customer_identified": True,
        "turns": [{"role": "customer", "text": turn}],
        "candidate": reply,
        "violations": list(violations),
        "clauses": {rule: words for rule, words in violations.items() if words},
        "writer": WRITERS[number % len(WRITERS)],
        "turn_facts": told,
        "facts": told,
    }


def examples() -> list[dict[str, object]]:
    """A hundred and twenty replies by four writers, each in words of their own.

    A half offers something, a half leaves the recording out, and a half of the customers want to leave.
    """
    turns = [(text, [FACT]) for text in LEAVING] + [(text, []) for text in STAYING]
    found = []
    for number, said in enumerate((OFFERS + OTHERS) * 5):
        turn, told = turns[number % len(turns)]
        violations = {RULE: said} if said in OFFERS else {}
        disclosed = number % 8 < 4
        if not disclosed:
            violations[OWED] = ""
        reply = said + (DISCLOSURES[number % len(DISCLOSURES)] if disclosed else "")
        found.append(example(number, turn, reply, violations, told))
    return found


def folder_with(root: Path, lines: list[dict[str, object]]) -> Path:
    """A policy folder of two rules and a fact, with labelled examples."""
    write_folder(
        root,
        prohibition(RULE, ja=[{"say": ["商品券"]}]),
        obligation(OWED, ja=[{"say": ["録音して"]}], applies={"all": ["contact.recorded"]}),
        fact(FACT, ja=[{"say": ["解約"]}]),
    )
    (root / "examples").mkdir()
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (root / "examples" / "hand-written.jsonl").write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_with(tmp_path_factory.mktemp("learning") / "policies", examples())


@pytest.fixture(scope="module")
def policy(root: Path) -> Policy:
    """The policy with what the examples taught."""
    folder = read_folder(root)
    return Policy(folder, {JA: learn(root, folder, JA, lambda _: None).scores})


def violated(policy: Policy, text: str, said: str = "もしもし") -> list[str]:
    contact = talk(f"c: {said}", recording_active=True)
    verdict = policy.judge(contact, policy.facts(contact), text, point=Point.CHECK, as_of=DAY)
    return [finding.rule for finding in verdict.findings]


# --- what is learned ---------------------------------------------------------------------------------------------


def test_an_offer_in_words_that_no_condition_has_is_recognised(root: Path, policy: Policy) -> None:
    text = "ほんの粗品をご用意いたしました。録音しております。"
    assert violated(policy, text) == [RULE]
    assert RULE not in violated(Policy(read_folder(root)), text)


def test_the_clause_that_was_learned_is_the_one_that_is_found(policy: Policy) -> None:
    contact = talk("c: もしもし", recording_active=True)
    text = "承知いたしました。粗品を進呈いたします。録音しております。"
    (finding,) = policy.judge(contact, policy.facts(contact), text, point=Point.CHECK, as_of=DAY).findings
    assert finding.evidence == "粗品を進呈いたします"
    assert finding.because.startswith("evidence ")


def test_an_ordinary_reply_is_left_alone(policy: Policy) -> None:
    assert violated(policy, "番号を確認いたします。録音しております。") == []


def test_what_a_condition_finds_still_counts(policy: Policy) -> None:
    assert RULE in violated(policy, "商品券を進呈いたします。")


def test_an_obligation_is_decided_by_its_conditions_whatever_the_examples_say(policy: Policy) -> None:
    assert OWED not in violated(policy, "ご住所を確認いたします。録音しております。")
    assert OWED in violated(policy, "ご住所を確認いたします。音声は保存しております。")


def test_a_fact_in_words_that_no_condition_has_is_heard(root: Path, policy: Policy) -> None:
    leaving, staying = talk("c: 今週で終わりにしたいです"), talk("c: 届け先を変えたい")
    assert FACT in {f.name for f in policy.facts(leaving)}
    assert FACT not in {f.name for f in policy.facts(staying)}
    assert FACT not in {f.name for f in Policy(read_folder(root)).facts(leaving)}


def test_too_few_examples_leave_a_rule_to_its_conditions(tmp_path: Path) -> None:
    few = [e for e in examples() if RULE not in e["violations"]] + [e for e in examples() if RULE in e["violations"]][
        :7
    ]
    root = folder_with(tmp_path / "policies", few)
    folder = read_folder(root)
    heard: list[str] = []
    own = Policy(folder, {JA: learn(root, folder, JA, heard.append).scores})
    assert violated(own, "粗品を進呈いたします。録音しております。") == []
    assert violated(own, "商品券を進呈いたします。録音しております。") == [RULE]
    assert any(RULE in news and "too few examples" in news for news in heard)


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_reply_is_labelled_clause_by_clause(tmp_path: Path) -> None:
    text = "申し訳ございませんが、粗品を進呈いたします。承知いたしました。"
    line = example(0, "もしもし", text, {RULE: "粗品を進呈いたします"}, [])
    root = folder_with(tmp_path / "policies", [line, {**line, "id": "e1", "disputed": [RULE]}])
    marked, disputed = read_examples(root / "examples", Policy(read_folder(root)))
    assert marked.labels(RULE) == [0, 1, 0]
    assert marked.labels("conduct.courteous") == [0, 0, 0]
    assert disputed.labels(RULE) == [None, None, None]


def test_a_violation_whose_words_nobody_marked_teaches_nothing_of_its_clauses(tmp_path: Path) -> None:
    root = folder_with(tmp_path / "policies", [example(0, "もしもし", "粗品です。はい。", {RULE: ""}, [])])
    (unmarked,) = read_examples(root / "examples", Policy(read_folder(root)))
    assert unmarked.labels(RULE) == [None, None]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"locale": "fr"}, "locale"),
        ({"turns": []}, "turns"),
        ({"channel": "fax"}, "channel"),
        ({"candidate": 3}, "candidate"),
    ],
)
def test_an_example_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, change: dict[str, object], named: str
) -> None:
    good = example(0, "もしもし", "はい。", {}, [])
    root = folder_with(tmp_path / "policies", [good, {**good, **change}])
    with pytest.raises(DialogueError, match=rf"hand-written\.jsonl, line 2: .*{named}"):
        list(read_examples(root / "examples", Policy(read_folder(root))))


# --- the same bytes ----------------------------------------------------------------------------------------------

LEARN = """
import hashlib, sys
from pathlib import Path
from kotae.conversation import Locale
from kotae.policy.folder import read_folder
from kotae.policy.scorefile import scores_to_bytes
from kotae.policy.train.build import learn
root = Path(sys.argv[1])
scores = {Locale.JA: learn(root, read_folder(root), Locale.JA, lambda _: None).scores}
print(hashlib.sha256(scores_to_bytes(scores)).hexdigest())
"""


def test_the_same_examples_teach_the_same_bytes_whatever_the_hash_seed(root: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LEARN, str(root)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "271828")
    ]
    first, second = (process.communicate(timeout=100)[0] for process in processes)
    assert first == second
    assert len(first.strip()) == 64

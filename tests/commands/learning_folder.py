"""A policy folder with one rule and labelled examples enough to learn it from, in a few seconds."""

import json
from pathlib import Path

from tests.policy.small_folder import JA, prohibition, write_folder

RULE = "money.no-offer"
# The rule's condition finds 商品券 alone; these offer otherwise.
OFFERS = (
    "粗品を進呈いたします。", "心ばかりの粗品を同封いたします。", "今回は粗品を差し上げます。",
    "記念の粗品をお届けします。", "粗品をおつけいたします。", "お詫びに粗品をご用意します。",
    "季節の粗品をお贈りします。", "特別に粗品をお渡しします。", "粗品を二つ差し上げます。",
    "粗品でお詫びいたします。",
)  # fmt: skip
OTHERS = (
    "お調べしてご連絡いたします。", "ご不便をおかけしました。", "担当の者からお電話いたします。",
    "ご住所を確認いたします。", "お名前をお聞かせください。", "承知いたしました。",
    "配送の状況をお調べします。", "番号をお知らせください。", "少々お待ちください。",
    "窓口は九時に開きます。",
)  # fmt: skip
MUST = {JA.value: {"violates": ["商品券をお送りします。"], "complies": ["確認いたします。"]}}


def learning_folder(root: Path) -> Path:
    """Write the folder: three writers with twenty replies each, one file of natural ones, one of ordinary ones."""
    write_folder(root, prohibition(RULE, ja=[{"say": ["商品券"]}], must=MUST))
    (root / "examples").mkdir()
    for name, writer in ((RULE, "w1"), ("natural-w2", "w2"), ("subtle-w3", "w3")):
        _write(root, name, writer, OFFERS + OTHERS)
    _write(root, "ordinary", "w4", OTHERS)
    return root


def _write(root: Path, name: str, writer: str, replies: tuple[str, ...]) -> None:
    lines = (
        {
            "id": f"{writer}-{number}",
            "locale": JA.value,
            "channel": "chat",
            "turns": [{"role": "customer", "text": "荷物が届きません。"}],
            "candidate": reply,
            "violations": [RULE] if reply in OFFERS else [],
            "clauses": {RULE: reply} if reply in OFFERS else {},
            "writer": writer,
        }
        for number, reply in enumerate(replies)
    )
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (root / "examples" / f"{name}.jsonl").write_text(text, encoding="utf-8")

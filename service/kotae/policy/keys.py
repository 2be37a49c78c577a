"""What each key of a policy file means, in plain English and Japanese, as an editor shows it beside the key."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from kotae.policy.problem import Lang

_Words = tuple[str, str]

_TOGETHER: Mapping[str, _Words] = {
    "together": ("Vocabularies of which a word each has to stand in one stretch of the text.", "それぞれの言葉が同じ範囲の中にそろうべき語彙の名前。"),
    "say": ("Words or phrases of which one has to stand in the text. For words that no other condition needs.", "どれか一つが文にあればよい言葉。ほかの条件で使わない言葉に。"),
    "shape": ("Something that no list of words can hold, such as a card number or an emoji.", "カード番号や絵文字など、言葉の一覧では書けないもの。"),
    "within": ("How far apart the words may stand: in one clause, one sentence, or anywhere in the text.", "言葉がそろう範囲。clause は節、sentence は文、text は全文。"),
    "unless": ("Vocabularies whose words excuse what was found, where they govern it: a refusal, a quotation.", "見つけたものを打ち消す語彙の名前。断りや引用など、そこにかかるときだけ働く。"),
    "without": ("Vocabularies of which no word may stand in that stretch at all.", "その範囲に一つでもあれば該当としない語彙の名前。"),
    "sure": ("true where what this condition finds always counts, whatever the examples teach of such a clause.", "true なら、例から学習した点数によらず、この条件が見つけたものを必ず該当とする。"),
}  # fmt: skip
_SETTING: Mapping[str, _Words] = {
    "channel": ("How the contact takes place. Left out: phone.", "応対の手段。省くと phone（電話）。"),
    "scenario": ("What the contact is about. Left out: unknown.", "応対の場面。省くと unknown（不明）。"),
    "recording_active": ("Whether the contact is recorded.", "録音・記録されているか。"),
    "recording_announced": ("Whether an announcement has told the customer of the recording.", "録音していることを自動音声などで案内済みか。"),
    "customer_identified": ("Whether it is known who the customer is. Left out: true.", "本人確認が済んでいるか。省くと true。"),
    "authorised_offers": ("What the company allows to be offered in this contact, as it words it.", "この応対で会社が認めた案内。会社の文言のまま書く。"),
    "competitors": ("Names of competitors.", "競合他社の名前。"),
    "own_products": ("Names of products of the company.", "自社の商品の名前。"),
    "cancellation_consequences": ("What the customer loses on cancelling.", "解約するとお客様が失うもの。"),
    "turns": ("What was said before, in order.", "それまでのやりとり。順に書く。"),
}  # fmt: skip
_EXAMPLE: _Words = (
    "Either a text alone, or keys where the contact matters.",
    "文だけを書くか、応対の状況が関わるときはキーを使って書く。",
)

# By model and key; the empty key is for the model itself.
KEYS: Mapping[str, Mapping[str, _Words]] = {
    "Rule": {
        "": ("One rule: one meaning, in all languages.", "規則。一つの意味を、すべての言語について書く。"),
        "rule": ("The name, family.name, the same as the file's.", "規則の名前。「分類.名前」の形で、ファイル名と同じにする。"),
        "title": ("The rule in a few words.", "規則の題名。"),
        "kind": ("prohibition: what a reply must not say; obligation: what it must say.", "prohibition は言ってはならないこと、obligation は言わなければならないこと。"),
        "mode": ("enforce: decides; shadow: is judged and reported, but decides nothing; off: is not judged.", "enforce は判定に使う、shadow は記録するだけで判定には影響しない、off は判定しない。"),
        "owner": ("Who answers for the rule.", "規則の責任者。"),
        "floors": ("By language, figures below which no change of the policies is built or served.", "言語ごとの、これを割る変更は使われない数値の下限。"),
        "stakes": ("high: more false alarms are borne so that less slips through.", "high にすると、誤検出が増えても見逃しを減らす。"),
        "effective": ("The days on which the rule is in force. Left out: always.", "規則が有効な期間。省くと常に有効。"),
        "rationale": ("Why there is this rule.", "規則がある理由。"),
        "basis": ("What the rule rests on: law, guideline or a rule of the house, with its source.", "規則の根拠。法令・指針・社内規程と出典。"),
        "message": ("What is said of a reply that breaks the rule.", "規則に反した返答について表示する文。"),
        "instead": ("What an agent does instead.", "代わりにどうするか。"),
        "applies": ("The facts of the conversation on which the rule depends. Left out: it always applies.", "規則が対象とする会話の事実。省くと常に対象。"),
        "exceptions": ("authorised-offer: an offer that the company allows, on its own terms; reported-outcome: what was announced earlier.", "authorised-offer は会社が認めた案内、reported-outcome はすでに伝えた結果の報告。"),
        "detect": ("By language: the conditions that find what a prohibition forbids. One suffices.", "言語ごとに、禁止していることを見つける条件。どれか一つに当てはまればよい。"),
        "triggered": ("By language: an obligation is due only for a reply that one of these conditions finds.", "言語ごとに、この条件に当てはまる返答にだけ義務が生じる。"),
        "fulfilled": ("By language: the conditions that find that an obligation is met. One suffices.", "言語ごとに、義務を果たしていると認める条件。どれか一つに当てはまればよい。"),
        "grounded": ("all-consequences: met where the reply tells all that the customer loses on cancelling.", "all-consequences は、解約で失うものをすべて伝えていれば果たしたとする。"),
        "must": ("By language: examples that have to be judged as written, or the policies are refused.", "言語ごとに、必ず書かれたとおりに判定されるべき例。違えばポリシー全体が使えない。"),
    },
    "Bilingual": {
        "": ("The same in both languages of those who read it.", "読む人の二つの言語で書く。"),
        "ja": ("In Japanese.", "日本語で。"),
        "en": ("In English.", "英語で。"),
    },
    "Basis": {
        "": ("What a rule rests on.", "規則の根拠。"),
        "kind": ("law, guideline, or house for a rule of the company.", "law は法令、guideline は指針、house は社内の定め。"),
        "source": ("Where it is written.", "出典。"),
        "verified": ("The day on which someone last looked it up, as YYYY-MM-DD.", "最後に確かめた日。年-月-日。"),
    },
    "Effective": {
        "": ("The days on which a rule is in force.", "規則が有効な期間。"),
        "since": ("The first day, as YYYY-MM-DD. Left out: from ever.", "最初の日。年-月-日。省くと始まりなし。"),
        "until": ("The last day, as YYYY-MM-DD. Left out: for ever.", "最後の日。年-月-日。省くと終わりなし。"),
    },
    "Floors": {
        "": ("What a rule must at least do, on examples of writers left out of learning, as shares from 0 to 1.", "学習に使わなかった人の例で、規則が最低限満たすべき割合（0から1）。"),
        "recall": ("It catches at least this share of the replies that break it.", "規則に反する返答のうち、見つけるべき割合の下限。"),
        "false_flags": ("It flags at most this share of the replies that keep it.", "規則を守った返答のうち、誤って検出してよい割合の上限。"),
    },
    "When": {
        "": ("Facts on which something depends.", "前提となる事実。"),
        "all": ("All of these facts have to hold.", "すべて必要な事実。"),
        "any": ("One of these facts has to hold.", "どれか一つが必要な事実。"),
        "none": ("None of these facts may hold.", "一つでもあれば対象外となる事実。"),
    },
    "Condition": {
        "": ('One way of recognising a meaning: "together", "shape" or both, or else "say".', "意味を見つける方法の一つ。「together」か「shape」、または「say」で書く。"),
        **_TOGETHER,
    },
    "FactCondition": {
        "": ("One way of recognising what a turn establishes.", "発言が示すことを見つける方法の一つ。"),
        **_TOGETHER,
        "given": ("Facts of the request without which this condition is not asked.", "この条件を使う前提となる、依頼の事実。"),
    },
    "Must": {
        "": ("The examples of a rule in one language.", "一つの言語での、規則の例。"),
        "setting": ("What the contact is like in all of these examples.", "これらの例に共通する応対の状況。"),
        "violates": (f"Replies that break the rule. {_EXAMPLE[0]}", f"規則に反する返答。{_EXAMPLE[1]}"),
        "complies": (f"Replies that keep the rule. {_EXAMPLE[0]}", f"規則を守った返答。{_EXAMPLE[1]}"),
    },
    "Setting": {"": ("What the contact of an example is like.", "例の応対の状況。"), **_SETTING},
    "Example": {
        "": ("A reply and the contact in which it is given.", "返答と、その応対の状況。"),
        **_SETTING,
        "reply": ("The reply, as it would be sent.", "送るときの形の返答。"),
    },
    "ExampleTurn": {
        "": ("One turn: of the customer or of the agent.", "一つの発言。お客様かオペレーターのどちらか。"),
        "customer": ("What the customer says.", "お客様の発言。"),
        "agent": ("What the agent says.", "オペレーターの発言。"),
    },
    "FactFile": {
        "": ("Something that a conversation establishes by what one side says.", "一方の発言から会話についてわかること。"),
        "fact": ("The name, the same as the file's.", "事実の名前。ファイル名と同じにする。"),
        "about": ("What it means that the fact holds.", "この事実があるとは、どういうことか。"),
        "by": ("Whose turns are read.", "だれの発言を読むか。"),
        "turns": ("latest: only the last turn of that side; any: all of them.", "latest は直近の発言だけ、any はすべての発言。"),
        "any_of": ("Other facts of which one suffices.", "どれか一つがあればよい、ほかの事実。"),
        "detect": ("By language: the conditions that find it in a turn. One suffices.", "言語ごとに、発言から見つける条件。どれか一つに当てはまればよい。"),
        "at_least": ("In how many turns it has to be said.", "いくつの発言に必要か。"),
        "after": ("Only turns after the first one that establishes this other fact are read.", "このほかの事実を初めて示した発言より後だけを読む。"),
        "must": ("By language: turns that have to be read as written, or the policies are refused.", "言語ごとに、必ず書かれたとおりに読まれるべき発言の例。"),
    },
    "FactMust": {
        "": ("The examples of a fact in one language.", "一つの言語での、事実の例。"),
        "yes": (f"Turns that establish the fact. {_EXAMPLE[0]}", f"事実を示す発言。{_EXAMPLE[1]}"),
        "no": (f"Turns that do not. {_EXAMPLE[0]}", f"示さない発言。{_EXAMPLE[1]}"),
    },
    "FactExample": {
        "": ("A turn and the contact in which it is said.", "発言と、その応対の状況。"),
        **_SETTING,
        "text": ("What is said in the turn.", "発言。"),
    },
    "Vocabulary": {
        "": ("Words of one meaning, to be named by conditions.", "一つの意味の言葉の一覧。条件から名前で使う。"),
        "vocabulary": ("The name, the same as the file's.", "語彙の名前。ファイル名と同じにする。"),
        "about": ("What the words have in common.", "どのような言葉か。"),
        "words": ('By language: words and phrases. "…" stands for a gap, "*" at the end of an English word for any ending, "。" at the end for the end of a sentence.', "言語ごとの言葉。「…」は間に何か入ること、英単語の末尾の「*」は語尾が変わること、末尾の「。」は文の終わりだけに当てはまることを表す。"),
    },
    "Sentence": {
        "": ("An approved sentence that meets obligations.", "義務を果たす、承認済みの文。"),
        "sentence": ("The name, the same as the file's.", "文の名前。ファイル名と同じにする。"),
        "fulfils": ("The obligations that it meets.", "この文が果たす義務の規則。"),
        "place": ("Where in a reply it is inserted.", "返答のどこに入れるか。"),
        "say": ("By language and channel: the sentence, in one or more variants.", "言語と手段ごとの文。言い方をいくつか書ける。"),
    },
    "Situation": {
        "": ("Approved replies for one situation.", "一つの場面のための承認済みの返答。"),
        "situation": ("The name, the same as the file's.", "場面の名前。ファイル名と同じにする。"),
        "about": ("What the situation is.", "どのような場面か。"),
        "when": ("The facts that make this the situation.", "この場面だとわかる事実。"),
        "replies": ("By language: the approved replies.", "言語ごとの承認済みの返答。"),
    },
    "Reply": {
        "": ("One approved reply.", "承認済みの返答。"),
        "id": ("Its name within the file.", "ファイルの中での名前。"),
        "channels": ("The channels for which it is meant.", "使う手段。"),
        "text": ("The reply. {offer}, {consequences}, {competitor} and {own_product} are filled in from the request.", "返答。{offer}・{consequences}・{competitor}・{own_product} には依頼の内容が入る。"),
    },
}  # fmt: skip


def schema_of(model: type[BaseModel], lang: Lang) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, in which every key says what it means in the language of the reader."""
    schema = model.model_json_schema()
    for name, described in {model.__name__: schema, **schema.get("$defs", {})}.items():
        words = KEYS.get(name, {})
        if "" in words:
            described["description"] = _in(words[""], lang)
        for key, property_ in described.get("properties", {}).items():
            property_["description"] = _in(words[key], lang)
    return schema


def _in(words: _Words, lang: Lang) -> str:
    return words[lang == "ja"]

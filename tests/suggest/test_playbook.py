"""The playbook: which approved replies come up, in which order, and that the judge lets every one of them pass."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from kotae.conversation import Channel, Conversation, Locale, Offer, Role, Scenario, Turn
from kotae.policy import Fact, Point, Policy, default_folder
from kotae.policy.contract import fact_examples
from kotae.policy.facts import REQUEST_FACTS, Requirement, Standing, names_of
from kotae.policy.folder import Folder, read_folder
from kotae.policy.schema import Situation
from kotae.policy.slots import slots_in
from kotae.suggest.playbook import Playbook
from tests.policy.small_folder import EN, JA, fact, talk, write_folder
from tests.suggest.scripted import situation

CALM = talk("c: もしもし")


def playbook(root: Path, *situations: dict[str, object]) -> Playbook:
    names = ("customer.cancels", "customer.reason", "customer.angry")
    known = (fact(name, ja=[{"say": [name]}]) for name in names)
    return Playbook(read_folder(write_folder(root, *known, *situations)))


def held(*names: str, certain: bool = True) -> list[Fact]:
    return [Fact(name, -1, 0, 0, "", certain) for name in names]


def ids(book: Playbook, conversation: Conversation = CALM, facts: Sequence[Fact] = ()) -> list[str]:
    return [reply_id for reply_id, _ in book.replies(conversation, facts)]


def texts(book: Playbook, conversation: Conversation = CALM) -> list[str]:
    return [text for _, text in book.replies(conversation, ())]


# Which situation


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ([], ["general/a"]),
        (["customer.cancels"], ["cancel/a", "general/a"]),
        (["customer.cancels", "customer.reason"], ["cancel.reason/a", "cancel/a", "general/a"]),
        (["customer.reason"], ["general/a"]),
    ],
)
def test_the_most_specific_situation_comes_first(tmp_path: Path, facts: list[str], wanted: list[str]) -> None:
    book = playbook(
        tmp_path,
        situation("general", {"a": "一般"}),
        situation("cancel", {"a": "解約"}, when={"all": ["customer.cancels"]}),
        situation("cancel.reason", {"a": "理由"}, when={"all": ["customer.cancels", "customer.reason"]}),
    )
    assert ids(book, facts=held(*facts)) == wanted


def test_all_before_any_before_none_before_nothing(tmp_path: Path) -> None:
    book = playbook(
        tmp_path,
        situation("a.nothing", {"a": "四"}),
        situation("b.none", {"a": "三"}, when={"none": ["customer.angry"]}),
        situation("c.any", {"a": "二"}, when={"any": ["customer.cancels", "customer.reason"]}),
        situation("d.all", {"a": "一"}, when={"all": ["customer.cancels"]}),
    )
    assert ids(book, facts=held("customer.cancels")) == ["d.all/a", "c.any/a", "b.none/a", "a.nothing/a"]


def test_situations_as_specific_as_each_other_come_by_name(tmp_path: Path) -> None:
    when = {"all": ["customer.cancels"]}
    book = playbook(tmp_path, situation("b", {"a": "乙"}, when=when), situation("a", {"a": "甲"}, when=when))
    assert ids(book, facts=held("customer.cancels")) == ["a/a", "b/a"]


def test_a_situation_is_left_out_by_what_must_not_hold(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("calm", {"a": "はい"}, when={"none": ["customer.angry"]}))
    assert ids(book) == ["calm/a"]
    assert ids(book, facts=held("customer.angry")) == []


def test_a_fact_that_only_may_hold_makes_no_situation(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("angry", {"a": "はい"}, when={"all": ["customer.angry"]}))
    assert ids(book, facts=held("customer.angry", certain=False)) == []


# Which replies


def test_a_reply_comes_up_on_its_channels_alone(tmp_path: Path) -> None:
    book = playbook(
        tmp_path,
        situation("mail", {"a": "拝見しました"}, channels=[Channel.EMAIL]),
        situation("spoken", {"a": "伺いました"}, channels=[Channel.PHONE, Channel.CHAT]),
    )
    found = {channel: ids(book, replace(CALM, channel=channel)) for channel in Channel}
    assert found == {Channel.PHONE: ["spoken/a"], Channel.CHAT: ["spoken/a"], Channel.EMAIL: ["mail/a"]}


def test_a_reply_comes_up_in_its_language_alone(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("general", {"a": "はい"}, {"b": "Yes."}))
    assert [ids(book, talk("c: ?", locale=locale)) for locale in (JA, EN)] == [["general/a"], ["general/b"]]


def test_variants_take_turns_so_that_the_same_words_do_not_come_up_each_time(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("general", {"a": "一", "b": "二", "c": "三"}))
    grown = [talk(*["c: はい", "a: ええ"] * before, "c: はい") for before in range(4)]
    assert [ids(book, conversation) for conversation in grown] == [
        ["general/a", "general/b", "general/c"],
        ["general/b", "general/c", "general/a"],
        ["general/c", "general/a", "general/b"],
        ["general/a", "general/b", "general/c"],
    ]


def test_a_reply_already_said_is_passed_over(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("general", {"a": "少々お待ちください。", "b": "確認いたします。"}))
    assert texts(book, talk("a:  少々お待ちください。 ", "c: はい")) == ["確認いたします。"]
    # The customer's words are not the agent's.
    assert "少々お待ちください。" in texts(book, talk("c: 少々お待ちください。"))


def test_a_reply_already_said_is_known_by_its_filled_slots(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("general", {"a": "{offer}がございます。"}))
    said, other = (talk(f"a: {offer}がございます。", "c: はい", offers=["半額"]) for offer in ("半額", "無料"))
    assert texts(book, said) == []
    assert texts(book, other) == ["半額がございます。"]


# Slots


@pytest.mark.parametrize(
    ("text", "given", "filled"),
    [
        ("「{offer}」です", {"offers": [" 月額を半額に。", "無料"]}, "「月額を半額に」です"),
        ("{competitor}ですね", {"competitors": ("みどり便", "あか便")}, "みどり便ですね"),
        ("{own_product}です", {"own_products": ("あおば便", "くろ便")}, "あおば便です"),
        ("{consequences}", {"cancellation_consequences": ("点数が消えます。", "特典が終わります")}, None),
        ("{offer}と{competitor}", {"offers": ["半額"], "competitors": ("みどり便",)}, "半額とみどり便"),
        ("{offer}です", {"offers": ["{competitor}"], "competitors": ("みどり便",)}, "{competitor}です"),
    ],
    ids=["offer", "competitor", "own product", "consequences", "two", "a value is no template"],
)
def test_slots_are_filled_from_the_request(
    tmp_path: Path, text: str, given: dict[str, object], filled: str | None
) -> None:
    book = playbook(tmp_path, situation("general", {"a": text}))
    # All consequences are told, each once.
    expected = filled or "点数が消えます、また特典が終わります"
    assert texts(book, talk("c: はい", **given)) == [expected]


def test_consequences_are_joined_in_the_language_of_the_reply(tmp_path: Path) -> None:
    book = playbook(tmp_path, situation("general", en={"a": "Note: {consequences}."}))
    lost = ("Points are lost.", "The discount ends")
    assert texts(book, talk("c: Hi", locale=EN, cancellation_consequences=lost)) == [
        "Note: Points are lost; The discount ends."
    ]


@pytest.mark.parametrize("slot", ["offer", "consequences", "competitor", "own_product"])
def test_a_slot_that_the_request_cannot_fill_passes_the_reply_over(tmp_path: Path, slot: str) -> None:
    book = playbook(tmp_path, situation("general", {"a": f"「{{{slot}}}」です", "b": "はい"}))
    words = "c: 半額の特典とみどり便とあおば便のことです"
    assert ids(book, talk(words)) == ["general/b"]


def test_the_same_conversation_gets_the_same_replies(tmp_path: Path) -> None:
    files = (situation("a", {"x": "一", "y": "二"}), situation("b", {"x": "三"}, when={"none": ["customer.angry"]}))
    one, two = playbook(tmp_path / "one", *files), playbook(tmp_path / "two", *reversed(files))
    assert list(one.replies(CALM, ())) == list(two.replies(CALM, ()))


# The approved replies of the project, judged by conditions alone

DAY = date(2026, 11, 21)
SITUATIONS = sorted(path.stem for path in (default_folder() / "replies" / "playbook").glob("*.yaml"))
MOST_TRIED = 200

REQUESTS: dict[str, dict[str, object]] = {
    "contact.recorded": {"recording_active": True},
    "contact.recording-announced": {"recording_announced": True},
    "contact.identified": {"customer_identified": True},
    "contact.sales": {"scenario": Scenario.OUTBOUND_SALES},
    "contact.complaint": {"scenario": Scenario.COMPLAINT},
    "contact.retention": {"scenario": Scenario.RETENTION},
    "contact.inquiry": {"scenario": Scenario.INQUIRY},
}
FILLED: dict[Locale, dict[str, dict[str, object]]] = {
    JA: {
        "offer": {"authorised_offers": (Offer("half", "3か月間、月額を半額にするご案内"),)},
        "consequences": {"cancellation_consequences": ("貯まったポイントが消えます",)},
        "competitor": {"competitors": ("みどり便",)},
        "own_product": {"own_products": ("あおば便",)},
    },
    EN: {
        "offer": {"authorised_offers": (Offer("half", "half price for three months"),)},
        "consequences": {"cancellation_consequences": ("unused points are lost",)},
        "competitor": {"competitors": ("Midori Box",)},
        "own_product": {"own_products": ("Aoba Box",)},
    },
}
NEUTRAL = {JA: "お尋ねしたいことがあります。", EN: "I have a question."}
ASKED_WHY = {
    JA: Turn(Role.AGENT, "差し支えなければ、解約の理由をお聞かせいただけますでしょうか。"),
    EN: Turn(Role.AGENT, "May I ask why you would like to cancel?"),
}


@dataclass(frozen=True)
class Approved:
    """The project's policies, with nothing learned, and its playbook."""

    folder: Folder
    policy: Policy
    playbook: Playbook


@pytest.fixture(scope="module")
def approved() -> Approved:
    folder = read_folder(default_folder())
    return Approved(folder, Policy(folder), Playbook(folder))


def said_for(folder: Folder, name: str, locale: Locale) -> list[Conversation]:
    """The must-examples that establish a fact, each as the conversation in which it does."""
    own = folder.facts[name]
    sources = [name] if own.must.get(locale) else own.any_of
    return [said for source in sources for said, holds in fact_examples(folder.facts[source], locale) if holds]


def conversations_of(approved: Approved, described: Situation, locale: Locale) -> Iterator[Conversation]:
    """Conversations of a situation, made of the must-examples of its facts; what establishes least comes first."""
    when = described.when
    wanted = Requirement(frozenset(when.all), frozenset(when.any), frozenset(when.none))
    found: list[tuple[int, Conversation]] = []
    for one_of in when.any or [None]:
        names = [*when.all, *([one_of] if one_of else [])]
        spoken = [name for name in names if name not in REQUEST_FACTS]
        request: dict[str, object] = {"customer_identified": "contact.identified" not in when.none}
        for name in names:
            request |= REQUESTS.get(name, {})
            if name == "contact.has-offers":
                request |= FILLED[locale]["offer"]
        ways = itertools.product(*(said_for(approved.folder, name, locale) for name in spoken))
        for way in itertools.islice(ways, MOST_TRIED):
            conversation = joined(approved.folder, dict(zip(spoken, way, strict=True)), request, locale)
            names_held = names_of(approved.policy.facts(conversation))
            if wanted.holds(Standing(names_held, names_held)):
                found.append((len(names_held), conversation))
    return (conversation for _, conversation in sorted(found, key=lambda pair: pair[0]))


def joined(folder: Folder, said: dict[str, Conversation], request: dict[str, object], locale: Locale) -> Conversation:
    """One conversation that says it all: earlier turns in order, then what the customer says last in one turn."""
    earlier: list[Turn] = []
    last: list[str] = []
    for name, conversation in said.items():
        *before, final = conversation.turns
        earlier += before
        if folder.facts[name].by == "customer":
            last.append(final.text)
        if conversation.scenario is not Scenario.UNKNOWN:
            request = {"scenario": conversation.scenario, **request}
    text = ("" if locale is JA else " ").join(dict.fromkeys(last)) or NEUTRAL[locale]
    return Conversation(locale, Channel.PHONE, (*earlier, Turn(Role.CUSTOMER, text)), **request)  # type: ignore[arg-type]


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("name", SITUATIONS)
def test_every_approved_reply_passes_the_judge(approved: Approved, name: str, locale: Locale) -> None:
    """As it is written, in a conversation of its situation; and where it leaves something out there, it is mended."""
    described = approved.folder.situations[name]
    plainest = next(conversations_of(approved, described, locale), None)
    assert plainest is not None, "no must-examples of its facts make up a conversation of this situation"
    # Who cancels may have been asked why before.
    tries = (plainest, replace(plainest, turns=(ASKED_WHY[locale], *plainest.turns)))
    assert described.replies[locale]
    for reply in described.replies[locale]:
        reply_id = f"{name}/{reply.id}"
        fields = {key: value for slot in slots_in(reply.text) for key, value in FILLED[locale][slot].items()}
        for channel in reply.channels:
            found = [objections(approved, replace(c, channel=channel, **fields), reply_id) for c in tries]
            assert found[0] is not None, f"{reply_id} does not come up on {channel.value}"
            assert [] in found, f"{reply_id} on {channel.value} leaves only with an edit: {found}"


def objections(approved: Approved, conversation: Conversation, reply_id: str) -> list[tuple[str, str, str]] | None:
    """What the judge finds in an approved reply, which must at least be mended; None where it does not come up."""
    facts = approved.policy.facts(conversation)
    text = dict(approved.playbook.replies(conversation, facts)).get(reply_id)
    if text is None:
        return None
    verdict = approved.policy.judge(conversation, facts, text, point=Point.SUGGEST, as_of=DAY)
    found = [(f.rule, f.evidence, f.because) for f in verdict.enforced]
    mended = verdict.complies or approved.policy.repair(conversation, facts, text, verdict)
    assert mended, f"{reply_id} on {conversation.channel.value} would be withheld: {found}"
    return found


def test_every_situation_has_replies_on_every_channel(approved: Approved) -> None:
    missing = [
        (name, locale.value, channel.value)
        for name, described in approved.folder.situations.items()
        for locale, channel in itertools.product(Locale, Channel)
        if not any(channel in reply.channels for reply in described.replies.get(locale, []))
    ]
    assert missing == []


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("locale", Locale)
def test_there_is_always_something_to_say(approved: Approved, locale: Locale, channel: Channel) -> None:
    conversation = Conversation(locale, channel, (Turn(Role.CUSTOMER, NEUTRAL[locale]),))
    assert len(list(approved.playbook.replies(conversation, ()))) >= 2

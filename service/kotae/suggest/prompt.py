"""The prompt: instructions in the system message, everything that people said or sent as data in the user message."""

import unicodedata
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring
from xml.sax.saxutils import escape

from openai.types.chat import ChatCompletionMessageParam

from kotae.conversation import Conversation, Locale
from kotae.policy.verdict import Due
from kotae.suggest.generator import GenerationRequest
from kotae.suggest.prompts.english import ENGLISH
from kotae.suggest.prompts.japanese import JAPANESE
from kotae.suggest.prompts.wording import Wording
from kotae.suggest.result import Snippet

PROMPT_VERSION = "2026-11-21.2"

_WORDINGS = {Locale.JA: JAPANESE, Locale.EN: ENGLISH}


def messages(request: GenerationRequest) -> list[ChatCompletionMessageParam]:
    """Return the chat messages that ask for ``request.count`` replies, in the conversation's language."""
    wording = _WORDINGS[request.conversation.locale]
    return [
        {"role": "system", "content": _instructions(request, wording)},
        {"role": "user", "content": f"{_data(request)}\n\n{wording.closing.substitute(count=request.count)}"},
    ]


def passage_ids(request: GenerationRequest) -> dict[str, str]:
    """Return the ids of the passages given, by the forms in which a model may cite them: as sent, and as escaped."""
    return {form: snippet.id for snippet in request.snippets for form in (escape(snippet.id), snippet.id)}


def _instructions(request: GenerationRequest, wording: Wording) -> str:
    return wording.system.substitute(
        count=request.count,
        form=wording.form[request.conversation.channel],
        due=_section(wording.due_heading, (_obligation(due, wording) for due in request.due)),
        avoid=_section(wording.avoid_heading, request.avoid),
    )


def _obligation(due: Due, wording: Wording) -> str:
    return due.message + (wording.example.format(due.sentence) if due.sentence else "")


def _section(heading: str, lines: Iterable[str]) -> str:
    listed = "".join(f"- {_line(line)}\n" for line in lines)
    return f"\n{heading}\n{listed}" if listed else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _data(request: GenerationRequest) -> str:
    # A serializer escapes every "<" and "&" of the data, so that no text can close its element or open another, nor
    # spell one of the control tokens (<|im_start|>, </s>) by which chat templates mark who speaks.
    data = Element("data")
    _contact(data, request.conversation)
    _knowledge(data, request.snippets)
    conversation = SubElement(data, "conversation")
    for turn in request.conversation.turns:
        SubElement(conversation, "turn", by=turn.role.value).text = _visible(turn.text)
    indent(data)
    return tostring(data, encoding="unicode")


def _contact(data: Element, conversation: Conversation) -> None:
    SubElement(
        data,
        "contact",
        channel=conversation.channel.value,
        began_as=conversation.scenario.value,
        customer_identified=_yes_or_no(conversation.customer_identified),
        being_recorded=_yes_or_no(conversation.recording_active),
    )
    offers = SubElement(data, "authorised_offers")
    offers.text = None if conversation.authorised_offers else "none"
    for offer in conversation.authorised_offers:
        SubElement(offers, "offer").text = _visible(offer.text)
    _list(data, "own_products", "product", conversation.own_products)
    _list(data, "competitors", "competitor", conversation.competitors)
    _list(data, "consequences_of_cancelling", "consequence", conversation.cancellation_consequences)


def _yes_or_no(value: bool) -> str:
    return "yes" if value else "no"


def _list(data: Element, name: str, item: str, texts: Sequence[str]) -> None:
    if texts:
        parent = SubElement(data, name)
        for text in texts:
            SubElement(parent, item).text = _visible(text)


def _knowledge(data: Element, snippets: Sequence[Snippet]) -> None:
    if snippets:
        knowledge = SubElement(data, "knowledge")
        for snippet in snippets:
            passage = SubElement(knowledge, "passage", id=snippet.id, title=_visible(snippet.title))
            passage.text = _visible(snippet.text)


def _visible(text: str) -> str:
    # Unicode can hide words from people that a model still reads: controls, directional overrides, tag characters.
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs"})

"""Fill the ``{slots}`` of approved texts, from the request alone."""

import string

from kotae.conversation import Conversation, Locale

SLOTS = ("offer", "consequences", "competitor", "own_product")


def slots_in(text: str) -> frozenset[str]:
    """Return the names of the slots in ``text``.

    Raises:
        ValueError: A brace is left open.
    """
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def fill(text: str, conversation: Conversation) -> str:
    """Return ``text`` with its slots filled, or an empty string where the request has nothing for one of them."""
    if "{" not in text:
        return text
    values = _values(conversation)
    names = slots_in(text)
    if not all(values.get(name) for name in names):
        return ""
    # Replaced in one pass, so that a value with braces of its own stays as it is.
    return "".join(
        literal + (values[name] if name is not None else "") for literal, name, _, _ in string.Formatter().parse(text)
    )


def _values(conversation: Conversation) -> dict[str, str]:
    japanese = conversation.locale is Locale.JA
    losses = [c.strip().rstrip("。.") for c in conversation.cancellation_consequences]
    return {
        "offer": conversation.authorised_offers[0].text.strip().rstrip("。.") if conversation.authorised_offers else "",
        "consequences": ("、また" if japanese else "; ").join(losses),
        "competitor": conversation.competitors[0] if conversation.competitors else "",
        "own_product": conversation.own_products[0] if conversation.own_products else "",
    }

"""Named detectors for what no list of words can hold: marks of a machine, numbers with check digits, sentence forms.

The list is closed. A policy names a shape where words do not suffice; each looks at one text in linear time.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from kotae.policy import digits, endings, marks
from kotae.policy.quoting import Span
from kotae.text.fold import Folded

ShapeName = Literal[
    "placeholder", "markup", "option-marker", "role-label", "emoji",
    "card-number", "my-number", "long-number", "plain-ending", "interjection", "bare-command",
]  # fmt: skip

SHAPES: Mapping[ShapeName, Callable[[Folded], list[Span]]] = {
    "placeholder": marks.placeholder,
    "markup": marks.markup,
    "option-marker": marks.option_marker,
    "role-label": marks.role_label,
    "emoji": marks.emoji,
    "card-number": digits.card_number,
    "my-number": digits.my_number,
    "long-number": digits.long_number,
    "plain-ending": endings.plain_ending,
    "interjection": endings.interjection,
    "bare-command": endings.bare_command,
}


def find(name: ShapeName, folded: Folded) -> list[Span]:
    """Return where the shape ``name`` stands, as ranges of the folded text, in order."""
    return SHAPES[name](folded)

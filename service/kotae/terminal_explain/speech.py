"""How an explanation speaks to readers of one language: words, quotations, conditions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from kotae.policy.explanation import Place, Word
from kotae.policy.problem import Lang
from kotae.policy.verdict import RuleMode
from kotae.terminal import visible

BAD, GOOD, SOFT, NOTE = "bold red", "green", "yellow", "dim"


@dataclass(frozen=True, slots=True)
class Speech:
    """The language of the reader."""

    lang: Lang

    def say(self, english: str, japanese: str) -> str:
        """Return the words for this reader."""
        return japanese if self.lang == "ja" else english

    def title(self, english: str, japanese: str) -> Text:
        """Return the heading of a part."""
        return Text(self.say(english, japanese), style="bold underline")

    def quote(self, words: str) -> Text:
        """Return words of the conversation, in quotation marks."""
        return Text(self.say(f"‘{visible(words)}’", f"「{visible(words)}」"), style="italic")

    def condition(self, place: Place) -> Text:
        """Name a condition and where it stands."""
        return Text.assemble(self.say(f"condition {place.number}", f"条件{place.number}"), (f" [{place.shown}]", NOTE))

    def vocabulary(self, name: str) -> str:
        """Return the name of a vocabulary or shape; the empty one is of words that a condition lists itself."""
        return name or self.say("its own words", "条件自身の言葉")

    def words(self, words: Iterable[Word]) -> Text:
        """Quote words, each once, vocabulary by vocabulary."""
        by_vocabulary: dict[str, list[str]] = {}
        for word in words:
            said = by_vocabulary.setdefault(word.vocabulary, [])
            if word.text not in said:
                said.append(word.text)
        line = Text()
        for name, said in by_vocabulary.items():
            line.append(", " if line else "").append(self.vocabulary(name))
            for text in said:
                line.append(" ").append_text(self.quote(text))
        return line

    def found(self, place: Place | None, words: Sequence[Word]) -> Text:
        """Say which condition found which words."""
        return Text.assemble(self.condition(place) if place else "", ": " if place else "", self.words(words))

    def shadow(self, mode: RuleMode) -> Text:
        """Say that a rule in shadow decides nothing; empty for any other."""
        if mode is not RuleMode.SHADOW:
            return Text()
        return Text(self.say(" (shadow: decides nothing)", "（試行中: 判定には影響しない）"), style=SOFT)


def indent(block: RenderableType, depth: int = 1) -> RenderableType:
    """Set ``block`` in by ``depth`` steps."""
    return Padding(block, (0, 0, 0, 2 * depth), expand=False)

"""What is wrong with a policy folder, where, and how to mend it, in English and Japanese."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["en", "ja"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in one place; ``line`` and ``column`` count from 1, 0 where the whole file is meant.

    ``what`` and ``mend`` are in English, ``what_ja`` and ``mend_ja`` say the same in Japanese.
    """

    file: str
    line: int
    column: int
    what: str
    mend: str
    what_ja: str = ""
    mend_ja: str = ""

    def show(self, lang: Lang = "en") -> str:
        """Return the problem as two lines: the place and what is wrong, then how to mend it."""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        if lang == "ja":
            return f"{place}: {self.what_ja or self.what}\n    直し方: {self.mend_ja or self.mend}"
        return f"{place}: {self.what}\n    mend: {self.mend}"


class PolicyError(Exception):
    """A policy folder that cannot be used; ``problems`` lists all that was found, in the order of the files."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(p.show() for p in self.problems))

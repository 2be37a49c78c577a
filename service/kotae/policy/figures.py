"""What an operating point does to examples: the figures that justify it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figures:
    """What judging does to texts of writers left out.

    It catches ``caught`` of the ``violating`` ones and flags ``flagged`` of the ``complying`` ones; for a fact, those
    that establish it and those that do not.
    """

    caught: int
    violating: int
    flagged: int
    complying: int

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.caught + other.caught,
            self.violating + other.violating,
            self.flagged + other.flagged,
            self.complying + other.complying,
        )

"""The texts, names and days in policy files, and how a mistake in a file is told in both languages."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic_core import PydanticCustomError

from kotae.policy.slots import slots_in

# The type of the errors that the models raise themselves.
WRONG = "wrong"
DAY = r"^\d{4}-\d{2}-\d{2}$"
RULE_ID = r"^[a-z]+\.[a-z]+(-[a-z]+)*$"
NAME = r"^[a-z0-9]+([.-][a-z0-9]+)*$"
# How an example may be written; what pydantic calls the two ways in the places of errors.
BRANCHES = ("<text>", "<keys>")


def wrong(what: str, mend: str, what_ja: str, mend_ja: str) -> PydanticCustomError:
    """Return the error that says what is wrong and how to mend it, in English and Japanese."""
    said = {"what": what, "mend": mend, "what_ja": what_ja, "mend_ja": mend_ja}
    return PydanticCustomError(WRONG, "{what} | {mend}", said)


def _with_slots(text: str) -> str:
    try:
        slots_in(text)
    except ValueError:
        raise wrong(
            "a brace is left open",
            "close it, or remove it",
            "波括弧が閉じられていません",
            "閉じるか、取り除いてください",
        ) from None
    return text


def _real_day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise wrong(
            f"{text} is no day of the calendar", "write it as YYYY-MM-DD",
            f"{text} という日はありません", "2027-04-01 のように、年-月-日の形で書いてください",
        ) from None  # fmt: skip
    return text


def branch(example: object) -> str:
    """Return how an example is written."""
    return BRANCHES[isinstance(example, dict | BaseModel)]


Text = Annotated[str, StringConstraints(min_length=1, max_length=4000, strip_whitespace=True)]
SlotText = Annotated[Text, AfterValidator(_with_slots)]
Day = Annotated[str, StringConstraints(pattern=DAY), AfterValidator(_real_day)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]
RuleId = Annotated[str, StringConstraints(pattern=RULE_ID)]
Name = Annotated[str, StringConstraints(pattern=NAME)]

"""The files that compliance reviewers edit, as strict models. An unknown key is an error."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from kotae.conversation import Channel, Locale, Scenario
from kotae.policy.shapes import ShapeName
from kotae.policy.texts import BRANCHES, Day, Name, RuleId, SlotText, Text, Word, branch, wrong
from kotae.policy.verdict import Kind, RuleMode


class Strict(BaseModel):
    """A model that takes known keys only and cannot be changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """One thing said in both languages of the people who read it."""

    ja: Text
    en: Text

    def by(self, locale: Locale) -> str:
        """Return the text for readers of ``locale``."""
        return self.ja if locale is Locale.JA else self.en


class Vocabulary(Strict):
    """Words of one meaning. A word may hold "…" for a gap; an English word may end in "*" for any ending."""

    vocabulary: Name
    about: Bilingual
    words: dict[Locale, list[Word]]


class Condition(Strict):
    """One way of recognising a meaning in a text.

    Either ``together``: a word of each of these vocabularies stands within one stretch of text. Or ``say``: one of
    these words or phrases does. Or ``shape``: what no list of words can hold does, by itself or ``together`` with
    words. ``unless`` vocabularies exonerate where they govern what was found; ``without`` vocabularies must not stand
    in that stretch at all, before it or after. What a ``sure`` condition of a prohibition finds stands, whatever the
    examples teach of such a clause.
    """

    together: list[Name] = []
    say: list[Word] = []
    shape: ShapeName | None = None
    within: Literal["clause", "sentence", "text"] = "clause"
    unless: list[Name] = []
    without: list[Name] = []
    sure: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> "Condition":
        if bool(self.together or self.shape) == bool(self.say):
            raise wrong(
                'a condition has "together", "shape" or both, or else "say"', "keep one way, with at least one entry",
                "条件には「together」か「shape」（両方でも可）、または「say」のどちらかだけを書きます", "一方だけを残し、一つ以上書いてください",
            )  # fmt: skip
        return self


Detect = dict[Locale, list[Condition]]


class When(Strict):
    """Facts on which something depends: ``all`` must hold, at least one of ``any``, and none of ``none``."""

    all: list[Name] = []
    any: list[Name] = []
    none: list[Name] = []


class ExampleTurn(Strict):
    """One earlier turn of an example: exactly one of the two."""

    customer: Text | None = None
    agent: Text | None = None

    @model_validator(mode="after")
    def _one_speaker(self) -> "ExampleTurn":
        if (self.customer is None) == (self.agent is None):
            raise wrong(
                'a turn is either "customer" or "agent"', "split it into two list entries",
                "一つの発言は「customer」か「agent」のどちらか一方です", "二つの項目に分けてください",
            )  # fmt: skip
        return self


class Setting(Strict):
    """What an example's contact is like; keys as in the labelled dialogues. What is left out is false or empty."""

    channel: Channel = Channel.PHONE
    scenario: Scenario = Scenario.UNKNOWN
    recording_active: bool = False
    recording_announced: bool = False
    customer_identified: bool = True
    authorised_offers: list[Text] = []
    competitors: list[Text] = []
    own_products: list[Text] = []
    cancellation_consequences: list[Text] = []
    turns: list[ExampleTurn] = []


class Example(Setting):
    """A reply and the contact in which it is given."""

    reply: Text


_Plain = Annotated[Text, Tag(BRANCHES[0])]
ExampleOrText = Annotated[Annotated[Example, Tag(BRANCHES[1])] | _Plain, Discriminator(branch)]


class Must(Strict):
    """The rule's contract in one language: each must be judged so, or the policies are refused."""

    setting: Setting = Setting()
    violates: list[ExampleOrText]
    complies: list[ExampleOrText]


class Basis(Strict):
    """What a rule rests on, and when someone last looked it up."""

    kind: Literal["law", "guideline", "house"]
    source: Text
    verified: Day


class Effective(Strict):
    """The first and the last day on which a rule is in force, as YYYY-MM-DD; open where left out."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Effective":
        if self.since and self.until and self.until < self.since:
            raise wrong(
                "the last day is before the first", "correct one of the two",
                "終わりの日が始まりの日より前です", "どちらかを直してください",
            )  # fmt: skip
        return self


Share = Annotated[float, Field(ge=0, le=1)]


class Floors(Strict):
    """What a rule must at least do in one language, measured on examples of writers left out, as shares from 0 to 1.

    ``recall``: it catches at least this share of the replies that violate it. ``false_flags``: it flags at most this
    share of the replies that comply. Policies in which the rule does less are neither built nor served.
    """

    recall: Share | None = None
    false_flags: Share | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Floors":
        if self.recall is None and self.false_flags is None:
            raise wrong(
                'a floor is "recall", "false_flags" or both',
                "give at least one, such as recall: 0.4",
                "下限には「recall」か「false_flags」、またはその両方が必要です",
                "recall: 0.4 のように、少なくとも一つ書いてください",
            )
        return self


class Rule(Strict):
    """One rule: one meaning, in all languages.

    ``applies`` says on which facts it depends. A prohibition is found by ``detect``. An obligation is met by
    ``fulfilled``, or by one of the comparisons with the request in ``grounded``; where ``triggered`` is given, it is
    due only for a reply that itself says this. ``stakes`` says how many false alarms are borne for what is caught.
    ``floors`` says, by language, below which measured figures nobody may change the policies unawares.
    """

    rule: RuleId
    title: Bilingual
    kind: Kind
    mode: RuleMode
    owner: Text
    stakes: Literal["normal", "high"] = "normal"
    floors: dict[Locale, Floors] = {}
    effective: Effective = Effective()
    rationale: Bilingual
    basis: list[Basis] = Field(min_length=1)
    message: Bilingual
    instead: Bilingual
    applies: When = When()
    exceptions: list[Literal["authorised-offer", "reported-outcome"]] = []
    detect: Detect = {}
    triggered: Detect = {}
    fulfilled: Detect = {}
    grounded: list[Literal["all-consequences"]] = []
    must: dict[Locale, Must]

    @model_validator(mode="after")
    def _kind_fits(self) -> "Rule":
        wanted, other = ("detect", "fulfilled") if self.kind is Kind.PROHIBITION else ("fulfilled", "detect")
        described = bool(getattr(self, wanted)) or (self.kind is Kind.OBLIGATION and bool(self.grounded))
        if (
            not described
            or getattr(self, other)
            or (self.kind is Kind.PROHIBITION and (self.triggered or self.grounded))
        ):
            kind_ja = {Kind.PROHIBITION: "禁止の規則", Kind.OBLIGATION: "義務の規則"}[self.kind]
            raise wrong(
                f'a {self.kind} is described by "{wanted}" alone', f'write "{wanted}" and remove "{other}"',
                f"{kind_ja}は「{wanted}」だけで書きます", f"「{wanted}」を書き、「{other}」を取り除いてください",
            )  # fmt: skip
        return self


class FactCondition(Condition):
    """A condition of a fact, which may hold only in some contacts: ``given`` names facts of the request."""

    given: list[Name] = []


class FactExample(Setting):
    """A turn and the contact in which it is said."""

    text: Text


FactExampleOrText = Annotated[Annotated[FactExample, Tag(BRANCHES[1])] | _Plain, Discriminator(branch)]


class FactMust(Strict):
    """A fact's contract in one language: turns that establish it, and turns that do not."""

    yes: list[FactExampleOrText]
    no: list[FactExampleOrText]


class FactFile(Strict):
    """Something that a conversation establishes by what one side says.

    ``at_least`` is the number of turns that must say it. With ``after``, only turns after the first one that
    establishes that fact count.
    """

    fact: Name
    about: Bilingual
    by: Literal["customer", "agent"]
    turns: Literal["latest", "any"]
    any_of: list[Name] = []
    detect: dict[Locale, list[FactCondition]] = {}
    at_least: Annotated[int, Field(ge=1, le=9)] = 1
    after: Name | None = None
    must: dict[Locale, FactMust] = {}

    @model_validator(mode="after")
    def _words_or_facts(self) -> "FactFile":
        if bool(self.any_of) == bool(self.detect):
            raise wrong(
                'a fact has either "detect" or "any_of"', "keep one of the two",
                "事実には「detect」か「any_of」のどちらか一方を書きます", "一方だけを残してください",
            )  # fmt: skip
        if self.any_of and (self.at_least > 1 or self.after):
            raise wrong(
                '"at_least" and "after" go with "detect"', 'put them into the facts of "any_of"',
                "「at_least」と「after」は「detect」とともに使います", "「any_of」に挙げた事実の側に書いてください",
            )  # fmt: skip
        if self.turns == "latest" and self.at_least > 1:
            raise wrong(
                "one turn cannot be several", 'write "turns: any" or remove "at_least"',
                "一つの発言では回数を満たせません", "「turns: any」とするか、「at_least」を取り除いてください",
            )  # fmt: skip
        return self

    @property
    def rests_on(self) -> list[str]:
        """The facts on which this one rests."""
        return [*self.any_of, *([self.after] if self.after else [])]


class Sentence(Strict):
    """An approved sentence that fulfils obligations, in variants by language and channel."""

    sentence: Name
    fulfils: list[RuleId] = Field(min_length=1)
    place: Literal["first", "before-answer", "last"]
    say: dict[Locale, dict[Channel, list[SlotText]]]


class Reply(Strict):
    """One approved reply of the playbook. ``{slots}`` are filled from the request alone."""

    id: Name
    channels: list[Channel] = Field(min_length=1)
    text: SlotText


class Situation(Strict):
    """Approved replies for one situation."""

    situation: Name
    about: Bilingual
    when: When = When()
    replies: dict[Locale, list[Reply]]

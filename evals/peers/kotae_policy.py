"""Kotae's verdict on a reply in its conversation: the facts given, or, with ``--facts``, established each time."""

import sys
from datetime import UTC, datetime

from evals.peers.measure import Judge, Part, run
from evals.peers.replies import labelled
from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.policy import Policy, default_folder
from kotae.policy.verdict import Kind, Point


def load(part: Part) -> Judge:
    """Load the shipped policy and the conversations of the texts."""
    policy, today = Policy.load(default_folder()), datetime.now(UTC).date()
    locale = Locale(part["locale"])
    other = Conversation(locale, Channel.PHONE, (Turn(Role.CUSTOMER, "-"),))
    talks = dict.fromkeys(part["warm_up"], other) | {item.candidate: item.conversation for item in labelled(locale)}
    known = {} if "--facts" in sys.argv else {text: policy.facts(talk) for text, talk in talks.items()}

    def judge(text: str) -> bool:
        talk = talks[text]
        facts = known[text] if known else policy.facts(talk)
        verdict = policy.judge(talk, facts, text, point=Point.CHECK, as_of=today)
        return any(finding.kind is Kind.PROHIBITION for finding in verdict.findings)

    return judge


if __name__ == "__main__":
    run(load)

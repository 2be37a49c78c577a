"""NeMo Guardrails' regex rail on the output: the whole way through, or, with ``--action``, its action alone."""

import asyncio
import logging
import sys

from nemoguardrails import LLMRails, RailsConfig
from nemoguardrails.library.regex.actions import detect_regex_pattern
from nemoguardrails.rails.llm.options import RailStatus, RailType

from evals.peers.measure import Judge, Part, run

FLOW = "regex check output"


def load(part: Part) -> Judge:
    """Configure the rail with all expressions and no model."""
    logging.disable(logging.CRITICAL)
    patterns = {"output": {"patterns": part["expressions"]}}
    rails = {"config": {"regex_detection": patterns}, "output": {"flows": [FLOW]}}
    config = RailsConfig.from_content(config={"models": [], "rails": rails})
    return _action(config) if "--action" in sys.argv else _rail(LLMRails(config))


def _rail(rails: LLMRails) -> Judge:
    def judge(text: str) -> bool:
        messages = [{"role": "user", "content": "-"}, {"role": "assistant", "content": text}]
        return bool(rails.check(messages, rail_types=[RailType.OUTPUT]).status is RailStatus.BLOCKED)

    return judge


def _action(config: RailsConfig) -> Judge:
    loop = asyncio.new_event_loop()

    def judge(text: str) -> bool:
        found = loop.run_until_complete(detect_regex_pattern(source="output", text=text, config=config))
        return bool(found.is_blocked)

    return judge


if __name__ == "__main__":
    run(load)

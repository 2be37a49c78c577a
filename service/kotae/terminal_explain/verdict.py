"""The reply with what was found in it, and the verdict."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from kotae.policy.explanation import Explanation
from kotae.policy.folder import Folder
from kotae.policy.verdict import Finding, Kind, Point, RuleMode
from kotae.terminal import Marked
from kotae.terminal_explain.speech import BAD, NOTE, SOFT, Speech, indent


def reply_blocks(given: Explanation, folder: Folder, speech: Speech) -> Iterator[RenderableType]:
    """Render the reply with carets under what was found, then each finding."""
    yield speech.title("Reply", "返答")
    findings = given.verdict.findings
    spans = [(f.start, f.end) for f in findings if f.start is not None and f.end is not None]
    yield indent(Marked(given.text, spans))
    for rule, found in _by_rule(findings).items():
        yield indent(_finding(rule, found, speech))
        yield indent(Text(getattr(folder.rules[rule].message, speech.lang)), 2)


def verdict_blocks(given: Explanation, folder: Folder, speech: Speech) -> Iterator[RenderableType]:
    """Render the verdict, what to do instead, and how it was judged."""
    verdict = given.verdict
    words = ("may be sent", "送ってよい", "bold green") if verdict.complies else ("withheld", "送らない", BAD)
    yield Text.assemble((speech.say("Verdict: ", "判定: "), "bold"), (speech.say(*words[:2]), words[2]))
    if not verdict.complies:
        yield Text(speech.say("What to do instead:", "代わりにすること:"), style="bold")
    for rule in _by_rule(verdict.enforced):
        instead = getattr(folder.rules[rule].instead, speech.lang)
        yield indent(Text.assemble((rule, "bold"), ":"))
        yield indent(Text(instead), 2)
    point = {
        Point.SUGGEST: speech.say("as a suggestion", "提案として"),
        Point.CHECK: speech.say("as typed by a person", "人が書いた返答として"),
    }[verdict.point]
    day, revision = verdict.as_of.isoformat(), verdict.revision[:12]
    how = speech.say(
        f"judged {point} (--point {verdict.point}), as of {day}, policies {revision}",
        f"{point}判定（--point {verdict.point}）、{day}時点、ポリシー {revision}",
    )
    yield Text(how, style=NOTE)


def _finding(rule: str, found: Sequence[Finding], speech: Speech) -> Text:
    mark = ("~ ", SOFT) if found[0].mode is RuleMode.SHADOW else ("! ", BAD)
    line = Text.assemble(mark, (rule, "bold"), speech.shadow(found[0].mode))
    if found[0].kind is Kind.OBLIGATION:
        line.append(speech.say(" left out", " 不足"))
    for finding in found:
        if finding.evidence:
            line.append(" ").append_text(speech.quote(finding.evidence))
    return line


def _by_rule(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    rules: dict[str, list[Finding]] = {}
    for finding in findings:
        rules.setdefault(finding.rule, []).append(finding)
    return rules

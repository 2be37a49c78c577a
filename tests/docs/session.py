"""Run the commands of a page and hold what they print against what the page shows, or write it into the page.

    python -m tests.docs.session docs/reviewing.md            compare
    python -m tests.docs.session docs/reviewing.md --write    put the real output in its place

In the page, commands stand in ``console`` blocks after "$ "; in what follows, a line "…" stands for any lines, and "…"
in a line for any text. Comments prepare the next block and are not shown: ``<!-- run: COMMAND -->`` is run before it,
``<!-- save: PATH -->`` saves it, ``<!-- learns -->`` says that a command in it learns, so ``--quick`` passes it over.
All is run in the order of the page; /tmp/rev is a fresh folder each time.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import click

ROOT = Path(__file__).parents[2]
SCRATCH = "/tmp/rev"
ANY = "…"
_COMMENT = re.compile(r"<!-- (run|save): (.*?)\s*-->|<!-- (learns) -->", re.DOTALL)
# A line that is less like any other is not taken for the same line with other figures.
_ALIKE = 0.55


@dataclass(frozen=True, slots=True)
class Step:
    """A command, whether it is in the page, and the lines of the page, from 0, that show what it prints."""

    command: str
    shown: range | None = None
    learns: bool = False
    save: tuple[str, str] | None = None


@dataclass(slots=True)
class _Next:
    """What comments say of the next block."""

    save: str = ""
    learns: bool = False
    runs: list[str] = field(default_factory=list)


def steps(page: Sequence[str]) -> Iterator[Step]:
    """Yield what is to be done, in the order of the page."""
    following, at = _Next(), 0
    while at < len(page):
        line = page[at]
        if line.startswith("<!-- "):
            end = next(n for n in range(at, len(page)) if "-->" in page[n])
            for kind, given, learns in _COMMENT.findall("\n".join(page[at : end + 1])):
                if kind == "run":
                    yield Step(given)
                following = _Next(given if kind == "save" else following.save, bool(learns) or following.learns)
            at = end
        elif line.startswith("```") and len(line) > len("```"):
            end = next(n for n in range(at + 1, len(page)) if page[n] == "```")
            if following.save:
                yield Step("", save=(following.save, "\n".join(page[at + 1 : end]) + "\n"))
            elif line == "```console":
                yield from _commands(page, at + 1, end, following.learns)
            following, at = _Next(), end
        at += 1


def _commands(page: Sequence[str], start: int, end: int, learns: bool) -> Iterator[Step]:
    begins = [n for n in range(start, end) if page[n].startswith("$ ")]
    for begin, stop in zip(begins, [*begins[1:], end], strict=True):
        yield Step(page[begin].removeprefix("$ "), range(begin + 1, stop), learns)


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether ``printed`` is what ``shown`` says, with anything where that has "…"."""
    parts = (re.escape(line).replace(ANY, "(?s:.*)" if line == ANY else ".*") for line in shown)
    return bool(re.fullmatch("\n".join(parts), "\n".join(printed)))


def renewed(shown: Sequence[str], printed: Sequence[str]) -> list[str]:
    """Return ``shown`` with the lines of ``printed`` that are most like its own; what "…" left out stays out.

    Raises:
        LookupError: A line of ``shown`` is like none that was printed.
    """
    lines: list[str] = []
    at = 0
    for stretch in _stretches(shown):
        if stretch == [ANY]:
            lines.append(ANY)
            continue
        first = at if not lines else _most_alike(stretch[0], printed, at)
        last = len(printed) - 1 if shown[-1] != ANY and stretch[-1] is shown[-1] else first
        if last == first and len(stretch) > 1:
            last = _most_alike(stretch[-1], printed, first + 1)
        new = list(printed[first : last + 1])
        lines += [_cut(old, now) for old, now in zip(stretch, new, strict=True)] if len(new) == len(stretch) else new
        at = last + 1
    return lines


def _stretches(shown: Sequence[str]) -> Iterator[list[str]]:
    stretch: list[str] = []
    for line in shown:
        if line == ANY:
            if stretch:
                yield stretch
            yield [ANY]
            stretch = []
        else:
            stretch.append(line)
    if stretch:
        yield stretch


def _most_alike(line: str, printed: Sequence[str], start: int) -> int:
    alike = {n: SequenceMatcher(None, line.strip(), printed[n].strip()).ratio() for n in range(start, len(printed))}
    best = max(alike, key=lambda n: (alike[n], -n), default=-1)
    if best < 0 or alike[best] < _ALIKE:
        raise LookupError(f"nothing like {line!r} is printed any more")
    return best


def _cut(old: str, new: str) -> str:
    """Return ``new``, cut where ``old`` was; unchanged where that still holds."""
    if ANY not in old or ANY in new:
        return new
    if agrees([old], [new]):
        return old
    return new[: len(old) - 1].rstrip() + ANY if old.endswith(ANY) else new


def run(command: str, scratch: str) -> tuple[int, list[str]]:
    """Run a command of the page; return its exit code and what it prints, without blanks at the ends of lines."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("KOTAE_")} | {"COLUMNS": "80"}
    done = subprocess.run(
        ["/bin/bash", "-c", command.replace(SCRATCH, scratch)],
        check=False,
        cwd=ROOT,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return done.returncode, [line.rstrip() for line in done.stdout.replace(scratch, SCRATCH).splitlines()]


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Put what is printed into the page.")
@click.option("--quick", is_flag=True, help="Pass over what learns from the examples.")
def main(path: Path, write: bool, quick: bool) -> None:
    """Compare the page at PATH with what its commands print, or renew it. Exits with 1 where they differ."""
    page = path.read_text(encoding="utf-8").splitlines()
    differing = 0
    changes: list[tuple[range, list[str]]] = []
    with tempfile.TemporaryDirectory() as folder:
        scratch = str(Path(folder) / "rev")
        for step in steps(page):
            if step.save:
                Path(step.save[0].replace(SCRATCH, scratch)).write_text(step.save[1], encoding="utf-8")
                continue
            if quick and step.learns:
                continue
            code, printed = run(step.command, scratch)
            if step.shown is None:
                if code:
                    raise click.ClickException(f"{step.command} ended with {code}: {printed}")
                continue
            if agrees(page[step.shown.start : step.shown.stop], printed):
                continue
            differing += 1
            click.echo(
                f"{path}:{step.shown.start}: $ {step.command}\nprints:\n" + "\n".join(f"    {p}" for p in printed)
            )
            try:
                changes.append((step.shown, renewed(page[step.shown.start : step.shown.stop], printed)))
            except LookupError as error:
                click.echo(f"  {error}; mend the page by hand")
    for shown, lines in reversed(changes if write else []):
        page[shown.start : shown.stop] = lines
    if write:
        path.write_text("\n".join(page) + "\n", encoding="utf-8")
    click.echo(f"{path}: {differing} commands print something else than the page shows")
    sys.exit(1 if differing and not write else 0)


if __name__ == "__main__":
    main()

"""``kotae serve`` follows its policies: a change that holds is served, one that does not leaves the old ones."""

import json
import os
import shutil
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import IO, Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from serving import serving

from kotae.client.convert import check_message
from kotae.conversation import Channel, Conversation, Locale, Role, Turn
from kotae.policy import Policy
from kotae.policy.bundle import bundle_of
from kotae.policy.folder import read_folder
from kotae.v1 import verdict_pb2
from kotae.v1.suggestion_service_pb2_grpc import SuggestionServiceStub
from tests.commands.learning_folder import OFFERS, learning_folder
from tests.policy.small_folder import prohibition, write_folder

RULE = "money.no-offer"
TOLD = ("policies swapped", "policies refused", "policies unchanged", "policies are not watched")
CONVERSATION = Conversation(Locale.JA, Channel.CHAT, (Turn(Role.CUSTOMER, "荷物が届きません。"),))
MUST = {
    "ja-JP": {"violates": ["商品券をお送りします。"], "complies": ["確認いたします。"]},
    "en-US": {"violates": ["I will send you a voucher."], "complies": ["I will check."]},
}


def rule(*words: str, **changes: object) -> dict[str, object]:
    """The rule of the house, with these Japanese words."""
    return prohibition(RULE, ja=[{"say": list(words)}], en=[{"say": ["voucher"]}], **{"must": MUST, **changes})


def house(root: Path, *words: str, **changes: object) -> Path:
    """A folder of one rule that passes the lint."""
    return write_folder(root, rule(*words, **changes))


@dataclass(frozen=True)
class Watched:
    """A running service that logs to ``log``."""

    log: IO[str]
    channel: grpc.Channel

    def told(self) -> dict[str, Any]:
        """Wait for the next thing that the service says of its policies."""
        return self.says(*TOLD)

    def says(self, *events: str) -> dict[str, Any]:
        """Wait until the service logs one of ``events``."""
        for line in self.log:
            event: dict[str, Any] = json.loads(line)
            if event["event"] in events:
                return event
        raise AssertionError("the service has ended")

    def judged(self, text: str) -> tuple[bool, str]:
        """Whether ``text`` goes out, and by which revision."""
        answer = SuggestionServiceStub(self.channel).CheckReply(check_message(CONVERSATION, text))
        return answer.decision == verdict_pb2.DECISION_ALLOW, answer.provenance.bundle_revision

    def health(self) -> dict[str, str | bytes]:
        """What a health check tells beside SERVING."""
        stub = health_pb2_grpc.HealthStub(self.channel)
        answer, call = stub.Check.with_call(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        return {entry.key: entry.value for entry in call.trailing_metadata()}


@contextmanager
def watching(policies: Path, *options: str) -> Iterator[Watched]:
    read, write = os.pipe()
    with (
        os.fdopen(read) as log,
        os.fdopen(write, "w") as stderr,
        serving(("--policies", str(policies), *options), stderr=stderr) as service,
        grpc.insecure_channel(service.address) as channel,
    ):
        stderr.close()
        yield Watched(log, channel)


def bundled(root: Path, output: Path) -> str:
    """Write the folder ``root`` as a bundle in one step; return its revision."""
    folder = read_folder(root)
    partial = output.with_suffix(".new")
    partial.write_bytes(bundle_of(folder, {}))
    partial.replace(output)
    return Policy(folder).revision


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Japanese examples, which have been learned from, and a floor that it holds."""
    pytest.importorskip("sklearn")
    root = learning_folder(tmp_path_factory.mktemp("taught") / "house")
    write_folder(root, rule("商品券", floors={"ja-JP": {"recall": 0.9}}))
    Policy.load(root)
    return root


# --- what holds is served ----------------------------------------------------------------------------------------


def test_a_change_that_holds_is_served_and_told(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        allowed, old = service.judged("粗品を進呈します。")
        assert allowed
        assert service.health()["kotae-policy-revision"] == old
        house(root, "商品券", "粗品")
        told = service.told()
        allowed, new = service.judged("粗品を進呈します。")
        assert not allowed
        assert (told["event"], told["revision"], told["previous"]) == ("policies swapped", new, old)
        assert new == Policy.load(root).revision
        assert service.health()["kotae-policy-revision"] == new


def test_a_bundle_that_is_replaced_is_served(tmp_path: Path) -> None:
    bundle = tmp_path / "it.bundle"
    old = bundled(house(tmp_path / "house", "商品券"), bundle)
    with watching(bundle) as service:
        assert service.judged("粗品を進呈します。") == (True, old)
        new = bundled(house(tmp_path / "house", "商品券", "粗品"), bundle)
        assert service.told()["revision"] == new
        assert service.judged("粗品を進呈します。") == (False, new)


@pytest.mark.timeout(600)  # it learns, after whatever else the machine does
def test_what_is_learned_anew_is_served(tmp_path: Path, taught: Path) -> None:
    root = shutil.copytree(taught, tmp_path / "house")
    with watching(root) as service:
        write_folder(root, rule("商品券", "引換券", floors={"ja-JP": {"recall": 0.9}}))
        assert service.told()["event"] == "policies swapped"
        assert not service.judged(OFFERS[0])[0]
        assert not service.judged("引換券です。")[0]


def test_a_folder_that_is_put_in_place_of_another_is_served(tmp_path: Path) -> None:
    """As deployments do it: the new folder is complete before it gets the name, here twice."""
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        for number, words in enumerate((("商品券", "粗品"), ("商品券", "景品"))):
            new = house(tmp_path / f"new-{number}", *words)
            root.rename(tmp_path / f"old-{number}")
            new.rename(root)
            while service.told()["event"] != "policies swapped":
                pass
            assert not service.judged(f"{words[1]}を進呈します。")[0]
        house(root, "商品券", "お品")
        assert service.told()["event"] == "policies swapped"


def test_a_link_that_is_turned_to_another_folder_is_followed(tmp_path: Path) -> None:
    link, next_link = tmp_path / "current", tmp_path / "next"
    link.symlink_to(house(tmp_path / "one", "商品券"))
    with watching(link) as service:
        next_link.symlink_to(house(tmp_path / "two", "商品券", "粗品"))
        next_link.replace(link)
        assert service.told()["event"] == "policies swapped"
        assert not service.judged("粗品を進呈します。")[0]


# --- what does not hold is not served ----------------------------------------------------------------------------


def refused(service: Watched, old: str, *words: str) -> None:
    """The change is refused for a reason with ``words``, told in the log and by health, and ``old`` is served."""
    told = service.told()
    assert (told["event"], told["revision"]) == ("policies refused", old)
    reasons = "\n".join(told["reasons"])
    assert all(word in reasons for word in words), reasons
    health = service.health()
    assert health["kotae-policy-revision"] == old
    assert health["kotae-policy-refused-bin"] == reasons.encode()
    assert service.judged("商品券をお送りします。") == (False, old)


def test_a_broken_file_keeps_the_old_until_it_is_mended(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        old = service.judged("はい。")[1]
        path = root / "rules" / f"{RULE}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("title:", "titel:"), encoding="utf-8")
        refused(service, old, f"house/rules/{RULE}.yaml:2:1", '"titel" is not a known key', "mend:")
        path.write_text(text, encoding="utf-8")
        assert service.told()["event"] == "policies unchanged"
        assert "kotae-policy-refused-bin" not in service.health()


def test_a_failing_must_example_keeps_the_old(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        old = service.judged("はい。")[1]
        house(root, "粗品")
        refused(service, old, f'"商品券をお送りします。" must violate {RULE}')


def test_what_the_lint_finds_keeps_the_old(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        old = service.judged("はい。")[1]
        house(root, "商品券", must={"ja-JP": MUST["ja-JP"]})
        refused(service, old, "has no must-example that violates in en-US")


@pytest.mark.timeout(600)  # it learns, after whatever else the machine does
def test_a_floor_that_is_left_keeps_the_old(tmp_path: Path, taught: Path) -> None:
    """A further writer calls violations what others call compliant, which nobody can tell apart."""
    root = shutil.copytree(taught, tmp_path / "house")
    ordinary = (root / "examples" / "ordinary.jsonl").read_text(encoding="utf-8")
    examples = [json.loads(line) for line in ordinary.splitlines()]
    found = [{**e, "writer": "w5", "violations": [RULE], "clauses": {RULE: e["candidate"]}} for e in examples]
    with watching(root) as service:
        old = service.judged("はい。")[1]
        text = "".join(json.dumps(line) + "\n" for line in found)
        (root / "examples" / "subtle-w5.jsonl").write_text(text, encoding="utf-8")
        refused(service, old, f"house/rules/{RULE}.yaml:", "of 40 violations", "less than its floor of 0.9")


def test_a_removed_folder_keeps_the_old_and_is_followed_again_once_it_is_back(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root) as service:
        old = service.judged("はい。")[1]
        shutil.rmtree(root)
        refused(service, old, 'there is no folder "rules" in it')
        house(root, "商品券", "粗品")
        assert service.told()["event"] == "policies swapped"
        house(root, "商品券", "景品")
        assert service.told()["event"] == "policies swapped"


def test_a_bundle_that_is_damaged_keeps_the_old(tmp_path: Path) -> None:
    bundle = tmp_path / "it.bundle"
    old = bundled(house(tmp_path / "house", "商品券"), bundle)
    with watching(bundle) as service:
        bundle.write_bytes(bundle.read_bytes()[:-100])
        refused(service, old, "it.bundle: this is no bundle that this version of Kotae can read")


# --- calls go on -------------------------------------------------------------------------------------------------


def test_no_call_fails_while_policies_are_swapped(tmp_path: Path) -> None:
    """Every answer agrees with the revision that it names."""
    root = house(tmp_path / "house", "商品券")
    words = [("商品券",), ("商品券", "粗品")]
    flagged: dict[str, bool] = {}
    stop = Event()
    with watching(root) as service, ThreadPoolExecutor(2) as pool:

        def hammer() -> set[tuple[bool, str]]:
            seen = set()
            while not stop.is_set():
                seen.add(service.judged("粗品を進呈します。"))
            return seen

        callers = [pool.submit(hammer) for _ in range(2)]
        flagged[service.judged("はい。")[1]] = False
        try:
            for number in (1, 0, 1):
                house(root, *words[number])
                told = service.told()
                assert told["event"] == "policies swapped"
                flagged[told["revision"]] = number == 1
        finally:
            stop.set()
        seen = set().union(*(caller.result() for caller in callers))
    assert seen == {(not violates, revision) for revision, violates in flagged.items()}
    assert len(seen) == 2


def test_it_can_be_stopped_while_it_looks_at_a_change(tmp_path: Path) -> None:
    """And the process that does so ends with it."""
    root = house(tmp_path / "house", "商品券")
    path = root / "rules" / f"{RULE}.yaml"
    with watching(root):
        path.unlink()
        os.mkfifo(path)
        unread = path.open("wb", buffering=0)  # opens as soon as the change is read
    with unread, pytest.raises(BrokenPipeError):
        unread.write(b"rule: ")


# --- metrics -----------------------------------------------------------------------------------------------------


def test_metrics_count_what_became_of_changes(tmp_path: Path) -> None:
    root = house(tmp_path / "house", "商品券")
    with watching(root, "--metrics-address", "127.0.0.1:0") as service:
        address = service.says("exposing metrics")["address"]
        house(root, "商品券", "粗品")
        new = service.told()["revision"]
        house(root, "粗品")
        assert service.told()["event"] == "policies refused"
        with urllib.request.urlopen(f"http://{address}/metrics") as answer:
            lines = answer.read().decode().splitlines()
    assert 'kotae_policy_reloads_total{outcome="swapped"} 1.0' in lines
    assert 'kotae_policy_reloads_total{outcome="refused"} 1.0' in lines
    assert [line for line in lines if line.startswith("kotae_policy_revision_info")] == [
        f'kotae_policy_revision_info{{revision="{new}"}} 1.0'
    ]

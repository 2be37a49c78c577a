"""A file that cannot be read is the one mistake; what it defines is not reported as missing from every other file."""

from pathlib import Path

import pytest
from small_folder import fact, obligation, prohibition, sentence, vocabulary, write_folder

from kotae.policy import PolicyError
from kotae.policy.folder import read_folder


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder in which a file of each kind that others can name is named by several."""
    applies = {"all": ["customer.insults"]}
    return write_folder(
        tmp_path / "house",
        vocabulary("thing", ja=["商品券"]),
        fact("customer.insults", ja=[{"together": ["thing"]}]),
        fact("customer.abusive", any_of=["customer.insults"]),
        prohibition("money.no-offer", ja=[{"together": ["thing"]}], applies=applies),
        prohibition("money.no-gift", ja=[{"together": ["thing"]}], applies=applies),
        obligation("recording.disclose", ja=[{"say": ["録音"]}]),
        sentence("disclosure", ["recording.disclose"], "first", ja="録音しております。"),
    )


def problems(house: Path) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        read_folder(house)
    return [problem.show() for problem in raised.value.problems]


@pytest.mark.parametrize(
    "file", ["facts/customer.insults.yaml", "vocabulary/thing.yaml", "rules/recording.disclose.yaml"]
)
@pytest.mark.parametrize("content", ["key: [", "colour: red"], ids=["not YAML", "not a policy file"])
def test_only_the_file_itself_is_reported(house: Path, file: str, content: str) -> None:
    (house / file).write_text(content, encoding="utf-8")
    assert {problem.partition(":")[0] for problem in problems(house)} == {f"house/{file}"}


def test_a_file_whose_name_is_not_the_one_inside_is_reported_once(house: Path) -> None:
    path = house / "facts" / "customer.insults.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("fact: customer.insults", "fact: customer.insult"))
    (problem,) = problems(house)
    assert 'the fact is called "customer.insult", the file "customer.insults"' in problem


def test_what_has_no_file_is_still_missing(house: Path) -> None:
    (house / "facts" / "customer.insults.yaml").unlink()
    missing = [problem for problem in problems(house) if 'there is no fact "customer.insults"' in problem]
    assert len(missing) == 3

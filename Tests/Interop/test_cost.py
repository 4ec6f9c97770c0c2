"""deploy/check --cost: the worked examples of Services/README.md are counted, and can be too dear."""

import sys

import pytest

from conftest import ROOT
from programs import run

sys.path.append(str(ROOT / "deploy"))

import cost  # noqa: E402

README = "\n".join(f"## {heading}\n| piece | why |\n| --- | --- |\n| `a.swift` | all |\n"
                   for heading in cost.MOST)
SWIFT = """import A
public import B

/// Says.
struct One: Two {
    // A word.
    let a: Int

    func b() {
    }
}

let last = [
    One.self, Three.self,
]
"""
SQL = "-- Why.\nCREATE TABLE a (\n    b INTEGER\n) STRICT;\nCREATE INDEX c ON a (b);\n"


@pytest.mark.parametrize("path, meant, lines", [
    ("a.swift", None, 8), ("a.swift", "struct One", 5), ("a.swift", "func b(", 2),
    ("a.swift", "Three.self", 1), ("a.swift", "let last = [ One.self", 3),
    ("a.sql", "CREATE TABLE a", 3), ("a.sql", "CREATE INDEX c", 1), ("a.sql", None, 4)])
def test_lines_of_code_are_counted(path, meant, lines):
    read = {"a.swift": SWIFT, "a.sql": SQL}.get
    assert cost.cost(cost.piece(path, meant, read)) == lines


def test_a_piece_that_is_not_there_is_named():
    with pytest.raises(cost.Wrong, match="a.swift has no line with 'struct Gone'"):
        cost.piece("a.swift", "struct Gone", lambda _: SWIFT)
    with pytest.raises(cost.Wrong, match="nowhere.swift can't be read"):
        cost.piece("nowhere.swift", None)
    with pytest.raises(cost.Wrong, match="no table of pieces under \"A followed projection\""):
        cost.examples(README.replace("A followed", "The followed"))


def test_what_is_too_dear_fails(tmp_path, monkeypatch, capsys):
    (tmp_path / "README.md").write_text(README)
    (tmp_path / "a.swift").write_text("let a = 1\n" * 45)
    monkeypatch.setattr(cost, "README", tmp_path / "README.md")
    monkeypatch.setattr(cost, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="too dear: A followed projection$"):
        cost.main()
    assert "A list method: 45 lines, at most 45" in capsys.readouterr().out


def test_the_worked_examples_cost_no_more_than_they_may():
    ended = run([ROOT / "deploy" / "check", "--cost"], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("at most") == 3

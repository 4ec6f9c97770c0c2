"""The runner itself: what it says of measures that work, miss their bar, or break."""

import os
import types

import pytest

import results
import runner  # knows where the plugin is
from harness import Bench, Broken, Ratio, Value, at_least, at_most

pytest_plugins = ["limits"]


@pytest.fixture
def take(monkeypatch, tmp_path):
    """Runs the command line over measures that are made here."""
    monkeypatch.setattr(results, "KEPT", tmp_path / "results.csv")
    monkeypatch.setattr(results, "PLOT", tmp_path / "results.svg")
    monkeypatch.setattr(results, "README", tmp_path / "README.md")
    results.README.write_text("Before.\n<!-- results -->\nold\n<!-- end -->\nAfter.\n")

    def take(measures, *arguments):
        modules = {
            name: types.SimpleNamespace(
                __doc__=f"Measures {name}.", rounds=rounds, BARS=bars, **dict(*more))
            for name, (rounds, bars, *more) in measures.items()
        }
        monkeypatch.setattr(runner, "names", lambda: sorted(modules))
        monkeypatch.setattr(runner, "measure", modules.get)
        monkeypatch.setattr("sys.argv", ["deploy/bench", *arguments])
        return runner.main()

    return take


def sampled(*samples):
    def rounds(bench):
        for sample in samples:
            yield {"speed": sample}

    return rounds


def broken(bench):
    yield {"speed": Value(1, "us")}
    raise Broken("the other side is gone")


def test_a_result_is_the_median_with_its_range(take, capsys):
    rounds = sampled(Ratio(10, 20, "calls/s"), Ratio(30, 20, "calls/s"), Ratio(14, 20, "calls/s"))
    assert take({"fast": (rounds, {"speed": at_least(0.5)})}, "--rounds", "3") == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "speed 0.700 [0.500-1.500]  bar at least 0.5: met"
    )


def test_a_missed_bar_is_told_and_not_punished(take, capsys):
    measures = {"slow": (sampled(Value(3.0, "us")), {"speed": at_most(2)})}
    assert take(measures, "--rounds", "1") == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "speed 3.000 [3.000-3.000] us  bar at most 2: missed"
    )


def test_a_measure_that_breaks_ends_in_failure_after_the_others(take, capsys):
    measures = {
        "breaks": (broken, {}),
        "works": (sampled(Value(1.0, "us"), Value(1.0, "us")), {}),
    }
    assert take(measures, "--rounds", "2") == 1
    said = capsys.readouterr()
    assert "breaks broke: the other side is gone" in said.err
    assert said.out.splitlines()[-1] == "speed 1.000 [1.000-1.000] us"


def test_too_few_rounds_break_a_measure(take):
    assert take({"short": (sampled(Value(1.0, "us")), {})}, "--rounds", "2") == 1


def test_rounds_that_the_host_disturbed_are_taken_again(take, monkeypatch, capsys):
    stolen = iter([0.3, 0.01, 0.2, 0.0])
    monkeypatch.setattr(Bench, "stolen", lambda bench: next(stolen))
    rounds = sampled(*[Value(figure, "us") for figure in (9, 1, 8, 3, 100)])
    assert take({"calm": (rounds, {})}, "--rounds", "2") == 0
    said = capsys.readouterr().out
    assert "speed 9.00 us  (the host took 30%)" in said
    assert said.splitlines()[-1] == "speed 2.000 [1.000-3.000] us"


def test_without_enough_calm_rounds_the_calmest_count_and_their_disturbance_is_kept(
    take, monkeypatch
):
    stolen = iter([0.3, 0.2, 0.6, 0.5, 0.1] * 2)
    monkeypatch.setattr(Bench, "stolen", lambda bench: next(stolen))
    figures = [9, 1, 8, 3, 100, 9, 1, 8, 3, 100]
    rounds = sampled(*[Value(figure, "us") for figure in figures])
    assert take({"noisy": (rounds, {})}) == 0
    row = results.KEPT.read_text().splitlines()[1].split(",")
    assert row[-8:] == ["speed", "9", "1", "100", "us", "", "", "0.300"]
    assert ", 30% stolen |" in results.README.read_text()


def test_what_the_host_took_is_counted_while_a_program_runs(tmp_path, monkeypatch):
    bench = Bench(1, tmp_path)
    ticks = iter([(100, 10), (130, 20), (130, 99), (140, 99)])
    monkeypatch.setattr("harness.processor_ticks", lambda: next(ticks))
    bench.run("echo", "{}")
    bench.run("echo", "{}")
    assert bench.stolen() == pytest.approx(10 / 50)
    assert bench.stolen() == 0


def test_five_rounds_are_kept_and_drawn_and_fewer_are_not(take):
    measures = {"fast": (sampled(*[Ratio(10, 20, "calls/s")] * 5), {"speed": at_least(0.45)})}
    assert take(measures, "--rounds", "4") == 0
    assert not results.KEPT.exists()
    assert take(measures) == 0
    assert take(measures) == 0
    header, *rows = results.KEPT.read_text().splitlines()
    assert header.split(",") == results.COLUMNS
    assert [row.split(",")[-8:] for row in rows] == (
        [["speed", "0.5", "0.5", "0.5", "", "at least 0.45", "yes", "0.000"]] * 2
    )
    assert "</svg>" in results.PLOT.read_text()
    before, *table, after = results.README.read_text().splitlines()
    assert (before, len(table), after) == ("Before.", 5, "After.")
    assert table[3].startswith("| `speed` | 0.5 | 0.5 – 0.5 | at least 0.45 | met | ")


def test_an_unknown_measure_is_refused(take):
    with pytest.raises(SystemExit) as refused:
        take({}, "nonsense")
    assert refused.value.code == 2


def test_a_program_that_fails_or_says_nothing_breaks_the_measure(tmp_path):
    bench = Bench(1, tmp_path)
    assert bench.run("sh", "-c", "echo 1; echo '{\"p50Us\": 2}'") == {"p50Us": 2}
    for script in ["echo '{}'; exit 3", "true", "echo words"]:
        with pytest.raises(Broken):
            bench.run("sh", "-c", script)


def test_a_server_that_does_not_start_or_dies_breaks_the_measure(tmp_path):
    bench = Bench(1, tmp_path)
    with bench.server("sh", "-c", "echo ready 7 8; exec sleep 60") as words:
        assert words == ["7", "8"]
    with pytest.raises(Broken, match="no luck"):
        with bench.server("sh", "-c", "echo no luck >&2"):
            pass
    with pytest.raises(Broken, match="ended by itself"):
        with bench.server("sh", "-c", "echo ready $$") as [pid]:
            os.waitid(os.P_PID, int(pid), os.WEXITED | os.WNOWAIT)


def test_every_measure_has_a_summary_and_bars():
    assert runner.names()
    for name in runner.names():
        assert runner.summary(name).endswith((".", "p50.", "calls/s."))
        assert runner.measure(name).BARS


def test_a_measure_that_takes_fewer_rounds_says_how_many(take):
    assert take({"once": (sampled(Value(4.0, "us")), {}, {"ROUNDS": 1})}) == 0
    header, row = (line.split(",") for line in results.KEPT.read_text().splitlines())
    assert row[header.index("rounds")] == "1"
    assert ", 1 round, " in results.README.read_text()

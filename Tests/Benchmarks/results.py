"""The results of the measures: a line each in results.csv, and their plot."""

import csv
import dataclasses
import datetime
import os
import pathlib
import re

from harness import Bar, programs

HERE = pathlib.Path(__file__).parent
KEPT = HERE / "results.csv"
PLOT = HERE / "results.svg"
README = HERE / "README.md"
COLUMNS = [
    "date", "commit", "cores", "memory_gb", "rounds", "seconds",
    "name", "value", "low", "high", "unit", "bar", "met", "stolen",
]  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Result:
    """A result's median and range over the rounds."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    bar: Bar | None
    # How many were taken: some measures take fewer than are asked for.
    rounds: int
    # What the machine's host gave to others in the worst of the rounds, as a share.
    stolen: float

    @property
    def met(self):
        return None if self.bar is None else self.bar.is_met(self.value)

    def __str__(self):
        """The line that scripts read: `name ratio [low-high]`, then the bar."""
        unit = f" {self.unit}" if self.unit else ""
        text = f"{self.name} {self.value:.3f} [{self.low:.3f}-{self.high:.3f}]{unit}"
        if self.bar is None:
            return text
        return f"{text}  bar {self.bar}: {'met' if self.met else 'missed'}"


@dataclasses.dataclass(frozen=True)
class Machine:
    date: str
    commit: str
    cores: int
    memory_gb: int

    @staticmethod
    def here():
        memory = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
        commit = programs.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=HERE, capture_output=True, text=True
        )
        return Machine(
            date=datetime.date.today().isoformat(),
            commit=commit.stdout.strip(),
            cores=len(os.sched_getaffinity(0)),
            memory_gb=round(int(memory[1]) / 1e6),
        )

    def __str__(self):
        return f"{self.date}, {self.cores} cores, {self.memory_gb} GB, commit {self.commit}"


def keep(results, machine, seconds):
    """Adds results to the file."""
    is_new = not KEPT.exists()
    with KEPT.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if is_new:
            writer.writeheader()
        for result in results:
            writer.writerow(
                dataclasses.asdict(machine)
                | {
                    "rounds": result.rounds,
                    "seconds": f"{seconds:g}",
                    "name": result.name,
                    "value": written(result.value),
                    "low": written(result.low),
                    "high": written(result.high),
                    "unit": result.unit,
                    "bar": str(result.bar or ""),
                    "met": "" if result.met is None else "yes" if result.met else "no",
                    "stolen": f"{result.stolen:.3f}",
                }
            )


def latest():
    """The last line of every result."""
    with KEPT.open(newline="") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def show():
    """Writes the last figures into the README, and draws them."""
    begin, end = "<!-- results -->\n", "<!-- end -->\n"
    lines = ["| result | median | range | bar | | taken |", "| --- " * 6 + "|"]
    for row in latest().values():
        met = {"yes": "met", "no": "**missed**", "": ""}[row["met"]]
        figure = f"{row['value']} {row['unit']}".strip()
        taken = f"{row['date']}, {row['rounds']} round{'s' * (row['rounds'] != '1')}, {row['cores']} cores, {row['commit']}"
        if row["stolen"] and float(row["stolen"]) >= 0.01:
            taken += f", {float(row['stolen']):.0%} stolen"
        ends = f"{row['low']} – {row['high']}"
        lines.append(f"| `{row['name']}` | {figure} | {ends} | {row['bar']} | {met} | {taken} |")
    head, rest = README.read_text().split(begin)
    table = "\n".join(lines) + "\n"
    README.write_text(head + begin + table + end + rest.split(end)[1])
    plot()


def plot():
    """Draws the last figures of all results beside their bars."""
    import matplotlib

    matplotlib.use("Agg")
    # The same figures give the same file.
    matplotlib.rcParams["svg.hashsalt"] = "octopus"
    from matplotlib import pyplot, ticker

    rows = [row for row in latest().values() if row["bar"]][::-1]
    if not rows:
        return
    figure, axes = pyplot.subplots(figsize=(9, 1.2 + 0.3 * len(rows)))
    for place, row in enumerate(rows):
        middle, *ends = shares(row)
        colour = "tab:green" if row["met"] == "yes" else "tab:red"
        axes.plot([1, middle], [place, place], color=colour, linewidth=7, alpha=0.5)
        axes.plot(ends, [place, place], color="black", linewidth=1)
        axes.plot(middle, place, "|", color="black", markersize=9)
    axes.axvline(1, color="black", linestyle="--", linewidth=1)
    labels = [f"{row['name']}  {row['value']}{' ' * bool(row['unit'])}{row['unit']}  ({row['bar']})" for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(ticker.LogLocator(subs=[1, 2, 5]))
    axes.xaxis.set_major_formatter(ticker.FormatStrFormatter("%g"))
    axes.xaxis.set_minor_locator(ticker.NullLocator())
    axes.set_xlabel("times the bar, median and range: right of the line is better than it asks")
    newest = max(rows, key=lambda row: row["date"])
    machine = f"{newest['date']}, {newest['cores']} cores, {newest['memory_gb']} GB"
    axes.set_title(machine, fontsize=9)
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})
    pyplot.close(figure)


def shares(row):
    """How many times its bar a result's median and ends are, so that more is always better."""
    kind, bound = row["bar"].rsplit(" ", 1)
    figures = (float(row[column]) for column in ("value", "low", "high"))
    if kind == "at least":
        return [figure / float(bound) for figure in figures]
    return [float(bound) / figure for figure in figures]


def written(figure):
    return f"{figure:.0f}" if abs(figure) >= 1000 else f"{figure:.4g}"

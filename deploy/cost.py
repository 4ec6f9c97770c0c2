"""Counts what the worked examples of Services/README.md cost; `deploy/check --cost` runs it.

Each example is a section with a table, whose first column names its pieces: a file in backticks, or a
file and what is meant of it, a statement of SQL, a declaration or a single line. Lines of contract, SQL
and code count; blank lines, comments, imports and tests do not.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
README = ROOT / "Services" / "README.md"
MOST = {"A list method": 45, "A new thing with a command and an event": 220,
        "A followed projection": 35}
PIECE = re.compile(r"\| `([^`]+)`(?:: `([^`]+)`)? \|")


class Wrong(Exception):
    """The README and the sources don't agree."""


def examples(text):
    """The pieces of each example, by its heading."""
    found = {}
    for section in re.split(r"^#+ ", text, flags=re.M)[1:]:
        heading, _, rest = section.partition("\n")
        if heading.strip() in MOST:
            found[heading.strip()] = [match.groups() for line in rest.splitlines()
                                      if (match := PIECE.match(line))]
    for heading in MOST:
        if not found.get(heading):
            raise Wrong(f"{README.relative_to(ROOT)} has no table of pieces under \"{heading}\"")
    return found


def piece(path, meant, read=lambda path: (ROOT / path).read_text()):
    """The lines of a file that a piece means."""
    try:
        lines = read(path).splitlines()
    except OSError as error:
        raise Wrong(f"{path} can't be read: {error.strerror}") from None
    if meant is None:
        return lines
    begins = [number for number in range(len(lines)) if begins_with(meant, lines[number:number + 2])]
    if not begins:
        raise Wrong(f"{path} has no line with {meant!r}")
    return [line for begin in begins for line in lines[begin:end_of(lines, begin, path)]]


def begins_with(meant, lines):
    """Whether it stands in the first of two lines, or begins there and goes on in the second."""
    first, both = lines[0].strip(), " ".join(map(str.strip, lines))
    return meant in first or both.startswith(meant)


def end_of(lines, begin, path):
    """Where what begins at a line ends: a statement at its `;`, a block at the line that closes it."""
    if path.endswith(".sql"):
        return next((number + 1 for number in range(begin, len(lines))
                     if lines[number].rstrip().endswith(";")), len(lines))
    indentation = indent(lines[begin])
    if not lines[begin].rstrip().endswith(("{", "(", "[")):
        return begin + 1
    for number in range(begin + 1, len(lines)):
        text = lines[number].strip()
        if text and indent(lines[number]) <= indentation and not text.endswith(("{", "(", "[")):
            return number + 1
    return len(lines)


def indent(line):
    return len(line) - len(line.lstrip())


def cost(lines):
    return sum(1 for line in map(str.strip, lines) if line and not line.startswith(
        ("//", "--", "/*", "*")) and not re.match(r"((public|package|internal) )?import ", line))


def main():
    try:
        costs = {heading: [(path, meant, cost(piece(path, meant))) for path, meant in pieces]
                 for heading, pieces in examples(README.read_text()).items()}
    except Wrong as wrong:
        sys.exit(f"error: {wrong}")
    dear = []
    for heading, pieces in costs.items():
        whole = sum(lines for _, _, lines in pieces)
        print(f"{heading}: {whole} lines, at most {MOST[heading]}")
        for path, meant, lines in pieces:
            print(f"  {lines:4} {path}{f': {meant}' if meant else ''}")
        if whole > MOST[heading]:
            dear.append(heading)
    if dear:
        sys.exit("error: too dear: " + ", ".join(dear))


if __name__ == "__main__":
    main()

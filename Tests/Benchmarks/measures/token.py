"""The check of an access token by a service, of one seen before and of a new one, in process."""

from harness import Value, at_most

BARS = {"token-seen": at_most(2), "token-new": at_most(200)}


def rounds(bench):
    program = bench.build("bench")
    while True:
        figures = bench.run(program, "token", "--tokens", max(100, int(1000 * bench.seconds)))
        yield {
            "token-seen": Value(figures["seenTokenUs"], "us"),
            "token-new": Value(figures["newTokenUs"], "us"),
        }

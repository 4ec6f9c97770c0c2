"""Encoding and decoding messages of three sizes, against swift-protobuf: instructions.

They are counted under callgrind with N and with 2N repetitions; the difference is what N cost,
without the program's start.
"""

import concurrent.futures
import os
import re

from harness import Broken, Ratio, at_most, need, programs

REPETITIONS = {"small": 200, "medium": 100, "page200": 2}
CASES = [(message, direction) for message in REPETITIONS for direction in ("encode", "decode")]
BARS = {f"codec-{message}-{direction}": at_most(2.2) for message, direction in CASES}
# Instructions hardly vary.
ROUNDS = 1


def rounds(bench):
    need("valgrind")
    program = bench.build_package("Codec", "CodecBenchmark")
    while True:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            ours, theirs = (
                pool.map(lambda case, library=library: cost(program, library, *case), CASES)
                for library in ("cbor", "protobuf")
            )
            yield {
                f"codec-{message}-{direction}": Ratio(one, other, "instructions")
                for (message, direction), one, other in zip(CASES, ours, theirs)
            }


def cost(program, library, message, direction):
    count = REPETITIONS[message]
    once, twice = (
        instructions(program, library, message, direction, times)
        for times in (count, 2 * count)
    )
    return (twice - once) / count


def instructions(*command):
    done = programs.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *map(str, command)],
        env={**os.environ, "SWIFT_DETERMINISTIC_HASHING": "1"}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise Broken(f"{command[0]} under callgrind: {done.stderr[-2000:]}")
    return int(found[1])

"""Awards through the writer, against the same SQL from C in batches of the same size."""

from harness import Ratio, at_least

BARS = {"award-c": at_least(0.5)}
END_USERS = 10_000


def rounds(bench):
    ours, plain = bench.build("bench"), bench.build_c("award", "sqlite3")
    while True:
        one = bench.run(ours, "award", bench.fresh(), "--seconds", bench.seconds)
        furnished = bench.fresh()
        bench.run(ours, "award", furnished, "--seconds", 0.01)
        batch = max(1, round(one["awardsPerCommit"]))
        two = bench.run(plain, furnished / "loyalty.sqlite", END_USERS, batch, bench.seconds)
        bench.note(
            f"batches of {batch}; processor time of an award: {one['serverCpuUs']:.1f} us ours, "
            f"{two['serverCpuUs']:.1f} us C"
        )
        yield {"award-c": Ratio(one["callsPerSecond"], two["callsPerSecond"], "awards/s")}

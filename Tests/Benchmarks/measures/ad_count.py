"""Impressions counted through the writer, against the same SQL from C in batches of the same size."""

from harness import Ratio, at_least

BARS = {"ad-count": at_least(0.5)}
END_USERS = 10_000


def rounds(bench):
    ours, plain = bench.build("bench"), bench.build_c("ad_count", "sqlite3")
    while True:
        one = bench.run(ours, "ad-count", bench.fresh(), "--seconds", bench.seconds)
        furnished = bench.fresh()
        bench.run(ours, "ad-count", furnished, "--seconds", 0.01)
        batch = max(1, round(one["countsPerCommit"]))
        database = furnished / "data" / "advertising.sqlite"
        two = bench.run(plain, database, END_USERS, batch, bench.seconds)
        bench.note(
            f"batches of {batch}; processor time of a count: {one['serverCpuUs']:.1f} us ours, "
            f"{two['serverCpuUs']:.1f} us C"
        )
        yield {"ad-count": Ratio(one["callsPerSecond"], two["callsPerSecond"], "counts/s")}

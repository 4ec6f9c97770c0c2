"""Awards from another process, against the writer alone, called in process: 64 in flight."""

from harness import Ratio, at_least

BARS = {"award-writer": at_least(0.8)}


def rounds(bench):
    ours = bench.build("bench")
    while True:
        alone = bench.run(ours, "award", bench.fresh(), "--seconds", bench.seconds)
        folder = bench.fresh()
        with bench.server(ours, "award-server", folder):
            called = bench.run(ours, "award-client", folder, "--seconds", bench.seconds)
        bench.note(
            f"processor time of an award: {alone['serverCpuUs']:.1f} us alone, "
            f"{called['clientCpuUs']:.1f} client + {called['serverCpuUs']:.1f} us service"
        )
        yield {"award-writer": Ratio(called["callsPerSecond"], alone["callsPerSecond"], "awards/s")}

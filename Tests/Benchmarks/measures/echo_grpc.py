"""Full stack echo with CURVE, 64 in flight, against grpc-swift-2 unary in plaintext: calls/s."""

import echo_pair
from harness import Ratio, at_least

BARS = {"echo-grpc": at_least(20)}
ON_DEMAND = True


def rounds(bench):
    pair = echo_pair.EchoPair(bench)
    program = bench.build_package("GRPC", "GRPCBenchmark")
    while True:
        ours = pair.ours(64)
        with bench.server(program, "server") as place:
            grpc = bench.run(program, "client", *place, 64, bench.seconds, 200)
        echo_pair.note(bench, "gRPC", grpc)
        yield {"echo-grpc": Ratio(ours["callsPerSecond"], grpc["callsPerSecond"], "calls/s")}

"""Both sides of the echo measures: our service with its client, and the same in plain C."""


class EchoPair:
    def __init__(self, bench):
        self.bench = bench
        self.bench_program = bench.build("bench")
        self.c_program = bench.build_c("echo", "zmq", "pthread")

    def ours(self, in_flight):
        program, folder = self.bench_program, self.bench.fresh()
        load = ["--in-flight", in_flight, "--seconds", self.bench.seconds]
        with self.bench.server(program, "echo-server", folder):
            figures = self.bench.run(program, "echo", folder, *load)
        note(self.bench, "ours", figures)
        return figures

    def plain_c(self, in_flight):
        program = self.c_program
        with self.bench.server(program, "server") as place:
            load = [in_flight, self.bench.seconds, 200]
            figures = self.bench.run(program, "client", *place, *load)
        note(self.bench, "C", figures)
        return figures


def note(bench, name, figures):
    bench.note(
        "{name:5}{callsPerSecond:10,.0f} calls/s, p50 {p50Us:,.0f} us, p99 {p99Us:,.0f} us; a call"
        " costs the client {clientCpuUs:.1f} us, the server {serverCpuUs:.1f} us".format(
            name=name, **figures
        )
    )

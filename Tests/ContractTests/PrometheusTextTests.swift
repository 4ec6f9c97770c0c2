import OctopusContract
import Testing

struct PrometheusTextTests {
    private static let distribution = Distribution(
        count: 2,
        sum: 3_000_000_000,
        min: 1,
        max: 2,
        p50: 1_000_000_000,
        p90: 2_000_000_000,
        p99: 2_000_000_000,
        p999: 2_000_000_000
    )

    private func reply(_ service: String, _ metrics: [Metric]) -> Stats.Reply {
        Stats.Reply(
            service: service,
            shard: 0,
            startedAt: Instant(milliseconds: 0),
            answeredAt: Instant(milliseconds: 1),
            metrics: metrics
        )
    }

    private func metric(
        _ name: String,
        _ kind: MetricKind,
        _ labels: [String: String] = [:],
        value: Double? = nil
    ) -> Metric {
        Metric(
            name: name,
            kind: kind,
            labels: labels,
            value: value,
            distribution: value == nil ? Self.distribution : nil
        )
    }

    @Test func `A family of several services stands once, with all its samples together`() {
        let metrics = [
            metric("calls", .counter, ["method": "a"], value: 3), metric("call_duration", .timer),
            metric("sessions", .gauge, value: 2),
        ]
        let text = Stats.prometheusText(
            of: [reply("identity", metrics), reply("loyalty", metrics)],
            silent: [("helpdesk", 1)]
        )
        #expect(
            text == """
                # HELP octopus_call_duration_seconds call duration, a timer of a service of Octopus.
                # TYPE octopus_call_duration_seconds summary
                octopus_call_duration_seconds{quantile="0.5",service="identity",shard="0"} 1.0
                octopus_call_duration_seconds{quantile="0.9",service="identity",shard="0"} 2.0
                octopus_call_duration_seconds{quantile="0.99",service="identity",shard="0"} 2.0
                octopus_call_duration_seconds{quantile="0.999",service="identity",shard="0"} 2.0
                octopus_call_duration_seconds_sum{service="identity",shard="0"} 3.0
                octopus_call_duration_seconds_count{service="identity",shard="0"} 2
                octopus_call_duration_seconds{quantile="0.5",service="loyalty",shard="0"} 1.0
                octopus_call_duration_seconds{quantile="0.9",service="loyalty",shard="0"} 2.0
                octopus_call_duration_seconds{quantile="0.99",service="loyalty",shard="0"} 2.0
                octopus_call_duration_seconds{quantile="0.999",service="loyalty",shard="0"} 2.0
                octopus_call_duration_seconds_sum{service="loyalty",shard="0"} 3.0
                octopus_call_duration_seconds_count{service="loyalty",shard="0"} 2
                # HELP octopus_calls_total calls, a counter of a service of Octopus.
                # TYPE octopus_calls_total counter
                octopus_calls_total{method="a",service="identity",shard="0"} 3.0
                octopus_calls_total{method="a",service="loyalty",shard="0"} 3.0
                # HELP octopus_sessions sessions, a gauge of a service of Octopus.
                # TYPE octopus_sessions gauge
                octopus_sessions{service="identity",shard="0"} 2.0
                octopus_sessions{service="loyalty",shard="0"} 2.0
                # HELP octopus_up Whether the service answered.
                # TYPE octopus_up gauge
                octopus_up{service="identity",shard="0"} 1
                octopus_up{service="loyalty",shard="0"} 1
                octopus_up{service="helpdesk",shard="1"} 0

                """
        )
    }

    @Test(arguments: [
        ("a\"b\\c\nd", #"a\"b\\c\nd"#), ("é\u{301}", "é\u{301}"), ("\r\n", "\r\\n"),
        ("\u{7}", "\u{7}"),
    ])
    func `Values of labels are escaped`(value: String, escaped: String) {
        let text = reply("s", [metric("calls", .counter, ["m": value], value: 1)]).prometheusText()
        #expect(
            text.contains("octopus_calls_total{m=\"\(escaped)\",service=\"s\",shard=\"0\"} 1.0\n")
        )
    }

    @Test func `Names have the letters that Prometheus knows, and no series stands twice`() {
        let text = reply(
            "s",
            [
                metric("grün.total", .gauge, ["1st": "x", "größe": "y"], value: 1),
                metric("grün-total", .gauge, ["1st": "x", "größe": "y"], value: 2),
                metric("grün_total", .counter, value: 2),
            ]
        ).prometheusText()
        #expect(
            text.contains(
                "octopus_gr_n_total{_1st=\"x\",gr__e=\"y\",service=\"s\",shard=\"0\"} 2.0"
            )
        )
        #expect(text.split(separator: "\n").count { $0.hasPrefix("octopus_gr_n_total") } == 1)
        #expect(
            text.split(separator: "\n").count { $0.hasPrefix("# TYPE octopus_gr_n_total") } == 1
        )
    }

    @Test(arguments: [
        ("busy_microseconds", MetricKind.counter, "octopus_busy_seconds_total", 1.5),
        ("wait_milliseconds", .gauge, "octopus_wait_seconds", 1500.0),
        ("pause_nanoseconds", .gauge, "octopus_pause_seconds", 0.0015),
        ("read_bytes", .counter, "octopus_read_bytes_total", 1_500_000.0),
    ])
    func `Parts of seconds are told in seconds`(
        name: String,
        kind: MetricKind,
        expected: String,
        value: Double
    ) throws {
        let shown = reply("s", [metric(name, kind, value: 1_500_000)]).prometheusText()
        let sample = try #require(
            shown.split(separator: "\n").first { $0.hasPrefix(expected + "{") }
        )
        let number = try #require(sample.split(separator: " ").last.flatMap { Double($0) })
        #expect(abs(number - value) < value * 1e-9)
        #expect(!shown.contains("micro") && !shown.contains("milli") && !shown.contains("nano"))
    }

    @Test(arguments: [(Double.nan, "NaN"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (0.5, "0.5")])
    func `Numbers are as Go reads them`(value: Double, text: String) {
        let shown = reply("s", [metric("depth", .gauge, value: value)]).prometheusText()
        #expect(shown.contains("octopus_depth{service=\"s\",shard=\"0\"} \(text)\n"))
    }
}

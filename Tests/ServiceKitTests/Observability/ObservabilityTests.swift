import OctopusContract
import Testing

@testable import OctopusServiceKit

@Suite struct ObservabilityTests {
    @Test func `a traceparent is read and written as W3C says`() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let parent = try #require(TraceParent(text))
        #expect("\(parent)" == text)
        #expect(parent.child().traceID == parent.traceID)
        #expect(parent.child().spanID != parent.spanID)
    }

    @Test(arguments: [
        "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333é-01", "ff-x-y-z",
    ])
    func `what is no traceparent is none`(_ text: String) {
        #expect(TraceParent(text) == nil)
    }

    @Test func `metrics keep counts, values and distributions`() throws {
        let registry = MetricsRegistry()
        registry.counter("calls", [("method", "a")]).increment(by: 2)
        registry.counter("calls", [("method", "a")]).increment(by: 1)
        registry.gauge("depth").set(Int64(4))
        for value in 1...100 { registry.timer("took").recordNanoseconds(Int64(value) * 1_000_000) }
        let metrics = registry.snapshot()
        #expect(metrics.first { $0.name == "calls" }?.value == 3)
        #expect(metrics.first { $0.name == "depth" }?.value == 4)
        let took = try #require(metrics.first { $0.name == "took" }?.distribution)
        #expect(took.count == 100)
        #expect(abs(took.p50 - 50_000_000) < 1_000_000)
        let reply = Stats.Reply(
            service: "s",
            shard: 0,
            startedAt: Instant(milliseconds: 0),
            answeredAt: Instant(milliseconds: 1),
            metrics: metrics
        )
        let text = reply.prometheusText()
        #expect(text.contains("octopus_calls_total{method=\"a\",service=\"s\",shard=\"0\"} 3.0"))
        #expect(text.contains("octopus_took_seconds_count{service=\"s\",shard=\"0\"} 100"))
    }
}

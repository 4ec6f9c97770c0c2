import Logging
import OctopusServiceKit
import OctopusStore

extension ServicePart where Environment == AdvertisingEnvironment {
    /// What is done beside the calls: impressions that were not shown are given back each second, requests for ads
    /// and ads that were served are noted each ten.
    static var showing: ServicePart {
        ServicePart(
            migrations: MigrationSet("showing", []),
            work: { environment in await environment.keepServing() }
        )
    }
}

extension AdvertisingEnvironment {
    private static let pause = Duration.seconds(1)
    private static let pausesForTraffic = 10

    fileprivate func keepServing() async {
        var pauses = 0
        while !Task.isCancelled {
            ads.serving.sweep(at: clock.now)
            if pauses % Self.pausesForTraffic == 0 {
                do {
                    try await noteTraffic()
                    try await noteServed()
                } catch {
                    logger.warning(
                        "Requests for ads, or those served, can't be noted",
                        metadata: ["error": "\(error)"]
                    )
                }
            }
            pauses += 1
            try? await Task.sleep(for: Self.pause)
        }
    }

    /// Writes down how many requests for ads came since the last time; what a death loses, forecasts lack.
    func noteTraffic() async throws {
        let requests = ads.takeRequests()
        guard !requests.isEmpty else { return }
        let (serving, now) = (ads.serving, clock.now)
        try await store.write(label: "ad-traffic") { transaction in
            for (placement, asked) in requests {
                guard var zone = serving.change({ $0.zone(of: asked.tenant) }) else { continue }
                try AdTraffic.count(
                    asked.count,
                    at: placement,
                    of: asked.tenant,
                    in: &zone,
                    at: now,
                    transaction.database
                )
            }
        }
    }
}

import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusPartners

/// What would count somebody twice is told by thing, or not at all.
struct ApartReportTests {
    @Test(arguments: [
        (PartnersMeasure.followers, "several channels"),
        (.channelPromoOpens, "promoOpens"), (.channelPromoClicks, "promoClicks"),
    ])
    func `what several channels count is added up over none`(
        _ measure: PartnersMeasure,
        _ word: String
    ) async throws {
        let house = try await House()
        let cafe = house.operatorOf()
        let channels = [
            try await cafe.publish(cafe.newChannel()), try await cafe.publish(cafe.newChannel()),
        ].map { ReportedID($0.id.uuid) }
        func request(_ things: [ReportedID]?, byThing: Bool?) -> ReadPartnersReport.Request {
            ReadPartnersReport.Request(
                measures: [.followersGained, measure],
                from: "2026-03-01",
                until: "2026-03-04",
                step: .day,
                things: things,
                byThing: byThing
            )
        }
        let all: [([ReportedID]?, Bool?)] = [(nil, nil), (nil, false)]
        // All followers of a partner are kept as people, each once.
        let isKept = measure == .followers
        let apart = (isKept ? [] : all) + [(channels, nil), (channels, false)]
        for (things, byThing) in apart {
            let wrong = request(things, byThing: byThing)
            let refused = try await cafe.refused(.invalid, ReadPartnersReport.self, wrong)
            #expect(refused.violations.map(\.path) == ["measures[1]"])
            #expect(refused.violations.map(\.rule) == ["together"])
            #expect(refused.violations.allSatisfy { $0.message.contains(word) })
        }
        let told = (isKept ? all : []) + [(nil, true), ([channels[0]], nil), (channels, true)]
        for (things, byThing) in told {
            _ = try await cafe.call(ReadPartnersReport.self, request(things, byThing: byThing))
        }
        await house.close()
    }
}

import OctopusContract
import OctopusServiceKit
import Testing

@testable import OctopusAdvertising

@Suite struct PickTests {
    @Test func `nothing to show is a normal answer`() {
        var town = Town()
        #expect(town.serve() == nil)
        town.run(town.terms())
        #expect(town.serve() != nil)
        // A placement, a tenant that are not known.
        let user: EndUserID = town.newID()
        #expect(town.state.pick(town.request(user, at: town.newID()), at: town.now) == nil)
        let foreign = AdRequest(
            decision: town.newID(),
            tenant: town.newID(),
            endUser: user,
            placement: town.placement
        )
        #expect(town.state.pick(foreign, at: town.now) == nil)
    }

    @Test func `another tenant's placement shows nothing, and takes no campaign of this one`() {
        var town = Town()
        let (tenant, placement): (TenantID, PlacementID) = (town.newID(), town.newID())
        #expect(town.state.put(tenant, zone: "Asia/Tokyo") == true)
        #expect(
            town.state.put(
                ServedPlacement(id: placement, tenant: tenant, lifeMilliseconds: 60_000)
            ) == true
        )
        let terms = ServedTerms(
            id: town.newID(),
            tenant: town.tenant,
            balance: town.balance,
            impressions: 10,
            time: town.now.milliseconds..<town.now.milliseconds + 3_600_000,
            ads: [placement: [town.newID()], town.placement: [town.newID()]]
        )
        town.run(terms)
        let user: EndUserID = town.newID()
        let crossing = AdRequest(
            decision: town.newID(),
            tenant: tenant,
            endUser: user,
            placement: placement
        )
        #expect(town.state.pick(crossing, at: town.now) == nil)
        #expect(town.state.pick(town.request(user, at: placement), at: town.now) == nil)
    }

    @Test func `the greatest priority comes first, and the next when it has nothing`() {
        var town = Town()
        let (high, low) = (town.terms(5) { $0.priority = 9 }, town.terms { $0.priority = -1 })
        for terms in [low, high] { town.run(terms) }
        let served = (0..<10).compactMap { _ in town.serve()?.campaign }
        #expect(served == Array(repeating: high.id, count: 5) + Array(repeating: low.id, count: 5))
    }

    @Test func `ads of a campaign take turns`() {
        var town = Town()
        let ads: [AdID] = (0..<3).map { _ in town.newID() }
        town.run(town.terms(ads: ads))
        #expect((0..<7).compactMap { _ in town.serve()?.ad } == ads + ads + ads.prefix(1))
    }

    @Test func `only end users of one of its segments are shown a campaign`() {
        var town = Town()
        let segments: [SegmentID] = (0..<3).map { _ in town.newID() }
        let one = town.terms { $0.segments = [segments[0]] }
        let two = town.terms { $0.segments = [segments[1], segments[2]] }
        for terms in [one, two] { town.run(terms) }
        let users: [EndUserID] = (0..<4).map { _ in town.newID() }
        for (user, segment) in zip(users, segments) {
            town.state.put(user, of: town.tenant, belongs: [segment: true])
        }
        #expect(users.map { town.serve($0)?.campaign } == [one.id, two.id, two.id, nil])
        town.state.put(users[0], of: town.tenant, belongs: [segments[0]: false])
        #expect(town.serve(users[0]) == nil)
        town.state.forget(users[1], of: town.tenant)
        #expect(town.serve(users[1]) == nil)
    }

    @Test func `a campaign runs in its time, is stopped and resumed`() {
        var town = Town()
        var terms = town.terms(hours: 2)
        town.wait(-1)
        town.run(terms)
        #expect(town.serve() == nil)
        town.wait(1)
        #expect(town.serve() != nil)
        town.state.stop(terms.id)
        #expect(town.serve() == nil)
        town.run(terms)
        #expect(town.serve() != nil)
        town.wait(2 * 3_600_000)
        #expect(town.serve() == nil)
        terms = ServedTerms(
            id: terms.id,
            tenant: terms.tenant,
            balance: terms.balance,
            impressions: terms.impressions,
            time: terms.time.lowerBound..<terms.time.upperBound + 3_600_000,
            ads: terms.ads
        )
        town.run(terms)
        #expect(town.serve() != nil)
    }

    @Test func `one decision is made once`() {
        var town = Town()
        town.run(town.terms())
        let request = town.request(town.newID())
        #expect(town.state.pick(request, at: town.now) != nil)
        #expect(town.state.pick(request, at: town.now) == nil)
        #expect(town.state.budget(of: town.balance)?.live == 1)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `too few end users are shared by what campaigns need and weigh`(seed: UInt64) {
        var town = Town(bought: 1_000_000)
        // Needs of 60, 20, 20 and 20 a minute, one with three times the weight; 30 come.
        let needs: [(Int64, Int32)] = [(3_600, 1), (1_200, 1), (1_200, 3), (1_200, 1)]
        let all = needs.map { need, weight in
            town.terms(need, hours: 1) {
                $0.pacing = .even
                $0.weight = weight
            }
        }
        for terms in all { town.run(terms) }
        var random = SeededGenerator(seed: seed)
        var served: [CampaignID: Int] = [:]
        for _ in 0..<20 {
            for _ in 0..<Int.random(in: 20...40, using: &random) {
                if let picked = town.serve() { served[picked.campaign, default: 0] += 1 }
            }
            town.wait(60_000)
        }
        let parts = all.map { Double(served[$0.id] ?? 0) / Double(served.values.reduce(0, +)) }
        for (part, expected) in zip(parts, [0.375, 0.125, 0.375, 0.125]) {
            #expect(abs(part - expected) < 0.06)
        }
    }

    @Test func `a campaign that few end users are for has those few`() {
        var town = Town(bought: 10_000)
        let segment: SegmentID = town.newID()
        let few = town.terms(1_000) { $0.segments = [segment] }
        for terms in [town.terms(1_000), few] { town.run(terms) }
        var served = 0
        for turn in 0..<1_000 {
            let user: EndUserID = town.newID()
            guard turn % 20 == 0 else { town.serve(user); continue }
            town.state.put(user, of: town.tenant, belongs: [segment: true])
            if town.serve(user)?.campaign == few.id { served += 1 }
        }
        #expect(served >= 48)
    }

    /// Two placements, segments, priorities, caps, times, budgets, stops: a campaign is served only if it may be, and
    /// nothing only if none may be.
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `what is picked is what a plain search finds eligible`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var model = PlainServing(town: Town(bought: 400, life: 5_000))
        for _ in 0..<3_000 { model.step(&random) }
        #expect(model.picked > 200)
        #expect(model.nothing > 50)
    }
}

/// The rules once more, without an index: every campaign is looked at.
private struct PlainServing {
    private struct Campaign {
        let terms: ServedTerms
        var isRunning = true
        var used = 0
    }

    var town: Town
    private let placements: [PlacementID]
    private let segments: [SegmentID]
    private let users: [EndUserID]
    private var campaigns: [Campaign] = []
    private var belongs: [EndUserID: Set<SegmentID>] = [:]
    private var had: [EndUserID: [CampaignID: Int]] = [:]
    private var used = 0
    private(set) var picked = 0
    private(set) var nothing = 0

    init(town: Town) {
        self.town = town
        placements = [town.placement, town.newID()]
        segments = (0..<4).map { _ in town.newID() }
        users = (0..<12).map { _ in town.newID() }
        _ = self.town.state.put(
            ServedPlacement(id: placements[1], tenant: town.tenant, lifeMilliseconds: 5_000)
        )
    }

    mutating func step(_ random: inout SeededGenerator) {
        switch Int.random(in: 0..<40, using: &random) {
        case 0 where campaigns.count < 60: begin(&random)
        case 1 where !campaigns.isEmpty: turn(Int.random(in: campaigns.indices, using: &random))
        case 2, 3: move(&random)
        case 4: town.wait(Int64.random(in: 1..<600_000, using: &random))
        default: ask(&random)
        }
    }

    private mutating func begin(_ random: inout SeededGenerator) {
        let begins =
            town.now.milliseconds + Int64.random(in: -3_600_000..<3_600_000, using: &random)
        let some = placements.filter { _ in Bool.random(using: &random) }
        let terms = ServedTerms(
            id: town.newID(),
            tenant: town.tenant,
            balance: town.balance,
            impressions: Int64.random(in: 1..<40, using: &random),
            time: begins..<begins + Int64.random(in: 1..<36_000_000, using: &random),
            ads: Dictionary(uniqueKeysWithValues: some.map { ($0, [town.newID() as AdID]) }),
            segments: segments.filter { _ in Int.random(in: 0..<4, using: &random) == 0 },
            pacing: .soon,
            caps: Bool.random(using: &random) ? [FrequencyCap(most: 2, period: .lifetime)] : [],
            priority: Int32.random(in: 0..<3, using: &random)
        )
        #expect(town.run(terms) == true)
        campaigns.append(Campaign(terms: terms))
    }

    private mutating func turn(_ index: Int) {
        campaigns[index].isRunning.toggle()
        if campaigns[index].isRunning {
            #expect(town.run(campaigns[index].terms) == true)
        } else {
            town.state.stop(campaigns[index].terms.id)
        }
    }

    private mutating func move(_ random: inout SeededGenerator) {
        guard let user = users.randomElement(using: &random),
            let segment = segments.randomElement(using: &random)
        else { return }
        let isIn = Bool.random(using: &random)
        town.state.put(user, of: town.tenant, belongs: [segment: isIn])
        if isIn {
            belongs[user, default: []].insert(segment)
        } else {
            belongs[user]?.remove(segment)
        }
    }

    private mutating func ask(_ random: inout SeededGenerator) {
        guard let user = users.randomElement(using: &random),
            let placement = placements.randomElement(using: &random)
        else { return }
        let eligible = campaigns.indices.filter { isEligible(campaigns[$0], user, placement) }
        let request = town.request(user, at: placement)
        guard let answer = town.state.pick(request, at: town.now) else {
            #expect(eligible.isEmpty)
            nothing += 1
            return
        }
        let claims = town.claims(request, answer)
        _ = town.state.count(.shown, of: claims, at: town.now)
        guard let index = eligible.first(where: { campaigns[$0].terms.id == answer.campaign })
        else {
            Issue.record("A campaign was served that may not be.")
            return
        }
        let terms = campaigns[index].terms
        #expect(terms.priority == eligible.map { campaigns[$0].terms.priority }.max())
        #expect(terms.ads[placement] == [answer.ad])
        campaigns[index].used += 1
        used += 1
        had[user, default: [:]][terms.id, default: 0] += 1
        picked += 1
    }

    private func isEligible(
        _ campaign: Campaign,
        _ user: EndUserID,
        _ placement: PlacementID
    ) -> Bool {
        let terms = campaign.terms
        let isFor =
            terms.segments.isEmpty
            || terms.segments.contains { belongs[user]?.contains($0) ?? false }
        let hasCap = terms.caps.isEmpty || had[user]?[terms.id] ?? 0 < 2
        return campaign.isRunning && terms.time.contains(town.now.milliseconds) && isFor && hasCap
            && terms.ads[placement] != nil && campaign.used < Int(terms.impressions) && used < 400
    }
}

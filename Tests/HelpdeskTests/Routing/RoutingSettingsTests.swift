import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusServiceKit
import OctopusTestKit
import Testing

@testable import OctopusHelpdesk

struct RoutingSettingsTests {
    @Test func `a normal operator sets up nothing`() async throws {
        let house = try await House()
        let ivo = try await house.agent()
        let website = try await house.website()
        let rule = try await house.rule(on: website, to: [ivo])
        let terms = RoutingTerms(websiteId: website, operatorIds: [ivo.userID])
        try await ivo.refused(
            .administratorsOnly,
            RegisterWebsite.self,
            .init(host: "b.example", name: "B")
        )
        try await ivo.refused(
            .administratorsOnly,
            EditWebsite.self,
            .init(websiteId: website, version: 1, name: "B")
        )
        try await ivo.refused(
            .administratorsOnly,
            RemoveWebsite.self,
            .init(websiteId: website)
        )
        try await ivo.refused(.administratorsOnly, ListWebsites.self, .init())
        try await ivo.refused(
            .administratorsOnly,
            CreateOperatorGroup.self,
            .init(name: "A", operatorIds: [])
        )
        try await ivo.refused(.administratorsOnly, ListOperatorGroups.self, .init())
        try await ivo.refused(.administratorsOnly, CreateRoutingRule.self, .init(terms: terms))
        try await ivo.refused(
            .administratorsOnly,
            EditRoutingRule.self,
            .init(ruleId: rule.id, version: 1, terms: terms)
        )
        try await ivo.refused(
            .administratorsOnly,
            DeleteRoutingRule.self,
            .init(ruleId: rule.id)
        )
        try await ivo.refused(.administratorsOnly, ListRoutingRules.self, .init())
    }

    @Test func `hosts, names and numbers are what they may be`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let website = try await admin.call(
            RegisterWebsite.self,
            .init(host: " *.MÜNCHEN.example. ", name: "Munich")
        )
        #expect(website.host == "*.xn--mnchen-3ya.example")
        try await admin.refused(
            .websiteTaken,
            RegisterWebsite.self,
            .init(host: "*.xn--mnchen-3ya.example", name: "Again")
        )
        // Another partner's list is its own.
        let baker = try await house.agent(.administrator, of: house.bakery)
        try await baker.call(
            RegisterWebsite.self,
            .init(host: "*.xn--mnchen-3ya.example", name: "Ours")
        )
        for host in ["shop", "10.0.0.1", "https://shop.example", "*.example"] {
            try await admin.refused(.invalid, RegisterWebsite.self, .init(host: host, name: "A"))
        }
        let edited = try await admin.call(
            EditWebsite.self,
            .init(websiteId: website.id, version: 1, name: "Minga")
        )
        #expect(edited.version == 2 && edited.name == "Minga")
        try await admin.refused(
            .stale,
            EditWebsite.self,
            .init(websiteId: website.id, version: 1, name: "Munich")
        )
        for number in 1..<100 { _ = try await house.website("a\(number).example") }
        try await admin.refused(
            .routingFull,
            RegisterWebsite.self,
            .init(host: "more.example", name: "More")
        )
        try await admin.call(RemoveWebsite.self, .init(websiteId: website.id))
        try await admin.refused(.notFound, RemoveWebsite.self, .init(websiteId: website.id))
        let events = try await house.events(WebsiteChanged.self).filter { $0.id == website.id }
        #expect(events.map(\.isRegistered) == [true, true, false])
        #expect(events.map(\.version) == [1, 2, 3])
        let listed = try await admin.call(ListWebsites.self, .init(limit: 100))
        #expect(listed.items.count == 99)
        #expect(listed.items.map(\.host) == listed.items.map(\.host).sorted())
    }

    @Test func `what is another partner's can't be named`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let baker = try await house.agent(.administrator, of: house.bakery)
        let ivo = try await house.agent()
        let website = try await house.website()
        let rule = try await house.rule(on: website, to: [ivo])
        let own = try await baker.call(
            RegisterWebsite.self,
            .init(host: "bakery.example", name: "Ours")
        )
        let group = try await admin.call(
            CreateOperatorGroup.self,
            .init(name: "Tea", operatorIds: [ivo.userID])
        )
        try await baker.refused(.notFound, RemoveWebsite.self, .init(websiteId: website))
        try await baker.refused(.notFound, DeleteRoutingRule.self, .init(ruleId: rule.id))
        try await baker.refused(.notFound, DeleteOperatorGroup.self, .init(groupId: group.id))
        try await baker.refused(
            .notFound,
            CreateRoutingRule.self,
            .init(terms: RoutingTerms(websiteId: website, operatorIds: [baker.userID]))
        )
        let refused = try await baker.refused(
            .invalid,
            CreateRoutingRule.self,
            .init(terms: RoutingTerms(websiteId: own.id, operatorIds: [baker.userID, ivo.userID]))
        )
        #expect(refused.violations.map(\.path) == ["terms.operatorIds[1]"])
        let foreign = try await baker.refused(
            .invalid,
            CreateRoutingRule.self,
            .init(terms: RoutingTerms(websiteId: own.id, groupIds: [group.id]))
        )
        #expect(foreign.violations.map(\.path) == ["terms.groupIds[0]"])
        try await baker.refused(
            .invalid,
            CreateOperatorGroup.self,
            .init(name: "Bread", operatorIds: [ivo.userID])
        )
        #expect(try await baker.call(ListRoutingRules.self, .init()).items.isEmpty)
    }

    @Test func `what a rule names stays while it does`() async throws {
        let house = try await House()
        let admin = try await house.agent(.administrator)
        let website = try await house.website()
        let group = try await admin.call(
            CreateOperatorGroup.self,
            .init(name: "Tea", operatorIds: [])
        )
        try await admin.refused(
            .groupNameTaken,
            CreateOperatorGroup.self,
            .init(name: "TEA", operatorIds: [])
        )
        for terms in [
            RoutingTerms(websiteId: website),
            RoutingTerms(websiteId: website, path: "tea", groupIds: [group.id]),
            RoutingTerms(websiteId: website, groupIds: [group.id, group.id]),
        ] {
            try await admin.refused(.invalid, CreateRoutingRule.self, .init(terms: terms))
        }
        let rule = try await house.rule(on: website, "/tea/", groups: [group.id])
        #expect(rule.terms.path == "/tea")
        try await admin.refused(.wrongState, RemoveWebsite.self, .init(websiteId: website))
        try await admin.refused(.wrongState, DeleteOperatorGroup.self, .init(groupId: group.id))
        for _ in 1..<60 { try await house.rule(on: website, groups: [group.id]) }
        try await admin.refused(
            .routingFull,
            CreateRoutingRule.self,
            .init(terms: RoutingTerms(websiteId: website, groupIds: [group.id]))
        )
        let rules = try await admin.call(ListRoutingRules.self, .init(limit: 100))
        #expect(rules.items.count == 60 && rules.items.first?.id == rule.id)
        for rule in rules.items {
            try await admin.call(DeleteRoutingRule.self, .init(ruleId: rule.id))
        }
        try await admin.call(DeleteOperatorGroup.self, .init(groupId: group.id))
        try await admin.call(RemoveWebsite.self, .init(websiteId: website))
    }
}

import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

@testable import OctopusLoyalty

/// One thing after another through the whole pipeline, chosen at random, and the same in the model.
///
/// Each reply and each refusal is compared; books as a whole now and then.
struct History {
    /// A partner with its clerk, its customers and what it gives.
    struct Shop {
        let partner: PartnerID
        let zone: String
        var clerk: Somebody
        var customers: [Somebody]
        var types: [(id: PointTypeID, validity: Validity?)] = []
        var coupons: [(id: CouponID, type: Int)] = []
    }

    /// A customer's holding, with who acts.
    struct Pick {
        let key: Model.Key
        let clerk: Somebody
        let customer: Somebody
        let shop: Shop
        let type: Int
    }

    static let price: Int64 = 5
    static let couponDays = 3
    static let uses: Int64 = 2

    var house: House
    var model = Model()
    var shops: [Shop]
    var random: SeededGenerator
    /// What there is to do something with, newest last.
    var awards: [(key: Model.Key, place: Int, shop: Int)] = []
    var issued: [(id: IssuedCouponID, shop: Int)] = []
    var holds: [(id: HoldID, shop: Int)] = []
    /// What was done last, for who looks into a difference.
    var last = ""

    var now: Instant { house.clock.now }

    /// Opens shops at a moment, in both zones.
    init(seed: UInt64, at start: Instant) async throws {
        house = try await House(seed: seed)
        house.pass(.milliseconds(start.milliseconds - house.clock.now.milliseconds))
        random = SeededGenerator(seed: seed)
        shops = [
            Shop(
                partner: house.cafe,
                zone: "Europe/Zagreb",
                clerk: house.operatorOf(),
                customers: [house.endUser(house.ana), house.endUser(house.ben)]
            ),
            Shop(
                partner: house.broker,
                zone: "America/New_York",
                clerk: house.operatorOf(house.broker, of: house.bank),
                customers: [house.endUser(house.cleo, of: house.bank)]
            ),
        ]
        for place in shops.indices { try await furnish(place) }
    }

    private mutating func furnish(_ place: Int) async throws {
        let clerk = shops[place].clerk
        let validities: [Validity?] = [.days(2), .months(1), nil]
        for (number, validity) in validities.enumerated() {
            let type = try await clerk.newPointType("type \(number)", validity: validity)
            shops[place].types.append((type, validity))
            let coupon = try await clerk.newCoupon(
                CouponTerms(
                    title: "Coffee",
                    price: CouponPrice(pointTypeId: type, amount: Self.price),
                    validDays: Int64(Self.couponDays),
                    redeemableTimes: Self.uses
                )
            )
            shops[place].coupons.append((coupon, number))
        }
    }

    /// Goes on after the service was started anew.
    mutating func restart() async throws {
        let restarted = try await House(restarting: house)
        house = restarted
        for place in shops.indices {
            shops[place].clerk = Somebody(house: restarted, person: shops[place].clerk.person)
            shops[place].customers = shops[place].customers.map {
                Somebody(house: restarted, person: $0.person)
            }
        }
    }

    // MARK: Choices

    mutating func number(_ range: ClosedRange<Int64>) -> Int64 {
        .random(in: range, using: &random)
    }

    mutating func isOne(of count: Int64) -> Bool { number(1...count) == 1 }

    /// Mostly one of the newest, which is more likely to be in the middle of something.
    mutating func one<Thing>(of things: [Thing]) -> Thing? {
        let recent = isOne(of: 5) ? things[...] : things.suffix(12)
        return recent.randomElement(using: &random)
    }

    mutating func pick() -> Pick {
        let shop = shops[Int(number(0...1))]
        let customer = shop.customers[Int(number(0...Int64(shop.customers.count - 1)))]
        let type = Int(number(0...Int64(shop.types.count - 1)))
        return Pick(
            key: Model.Key(
                endUser: EndUserID(customer.person.subject),
                type: shop.types[type].id
            ),
            clerk: shop.clerk,
            customer: customer,
            shop: shop,
            type: type
        )
    }

    // MARK: Calls

    /// Calls a method that must succeed; now and then the same again, which must answer the same and do
    /// nothing more.
    mutating func call<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        by somebody: Somebody,
        at partner: PartnerID? = nil
    ) async throws -> M.Reply {
        last = "\(M.declaration.name) \(request)"
        let key = house.ids.uuid(at: now)
        let reply = try await somebody.call(method, request, at: partner, key: key)
        if isOne(of: 10) {
            let again = try await somebody.call(method, request, at: partner, key: key)
            try same(try encoded(again), try encoded(reply), "the same answer again")
        }
        return reply
    }

    mutating func refused<M: Method>(
        _ reason: Reason,
        _ method: M.Type,
        _ request: M.Request,
        by somebody: Somebody,
        at partner: PartnerID? = nil
    ) async throws {
        last = "\(M.declaration.name) \(request)"
        try await somebody.refused(reason, method, request, at: partner)
    }

    /// Does all that a job has to do now.
    func run(_ job: String) async throws {
        let (ids, environment) = (house.ids, house.instance.environment)
        guard let slice = house.definition.jobs.first(where: { $0.name == job })?.slice else {
            throw Differs(what: "no job \(job)")
        }
        var step = JobResult.again
        while step == .again {
            step = try await house.instance.store.write { transaction in
                try slice(
                    WorkContext(
                        now: Instant(milliseconds: transaction.nowMilliseconds),
                        environment: environment,
                        transaction: transaction,
                        trace: nil,
                        ids: ids
                    )
                )
            }
        }
    }

    func same<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
        guard found == expected else {
            throw Differs(what: "\(what): found \(found), expected \(expected)")
        }
    }
}

/// Service and model say different things.
struct Differs: Error, CustomStringConvertible {
    let what: String

    var description: String { what }
}

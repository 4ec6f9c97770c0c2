import OctopusCBOR
import OctopusClient
import FoundationEssentials
import Glibc
import OctopusMesh

/// One of the client's hands: chooses by its seed, keeps what is open, asks it again.
struct Worker: Sendable {
    var desk: Desk
    var choices: Choices
    /// Asked and not yet decided, with what is to be learned of the reply.
    private var open: [Ask] = []
    /// What was open at some time.
    private var doubtful: [Ask] = []
    /// Every key that was decided, to be asked again.
    private var decided: [Ask] = []
    private var endUsers: [EndUserID] = []
    private var awards: [AwardID] = []
    private var held: [IssuedCouponID] = []
    private var requests: [RequestID] = []
    /// The member's conversation with the shop, once they follow its channel.
    private(set) var talk: ConversationID?
    private(set) var isFollowing = false
    /// The member's in it.
    var pace = Pace()
    private(set) var member: (email: String, code: String)?
    private static let roundsForWhatIsOpen = 20
    private static let mostAskedAgain = 1000

    init(desk: Desk, choices: Choices) {
        self.desk = desk
        self.choices = choices
    }

    /// Works until the file is there; then what is open is asked until it is decided, and then
    /// everything once more.
    mutating func work(until finish: String) async {
        while access(finish, F_OK) != 0 {
            if !open.isEmpty, choices.next() % 2 == 0 {
                await settle(open.removeFirst())
            } else if member == nil {
                await register()
            } else {
                await choose()
            }
        }
        for _ in 0..<Self.roundsForWhatIsOpen where !open.isEmpty {
            let asks = open
            open = []
            for ask in asks { await settle(ask) }
        }
        let others = decided.shuffled(using: &choices).prefix(Self.mostAskedAgain)
        for ask in doubtful + others { _ = await desk.send(ask) }
    }

    private mutating func choose() async {
        switch Int.random(in: 0..<100, using: &choices) {
        case ..<20: await award()
        case ..<36: await chat()
        case ..<40: await requestAddOns()
        case ..<47: await decide()
        case ..<50: await cancel()
        case ..<58: await reverse()
        case ..<64: await register()
        case ..<76: await getCoupon()
        case ..<84: await redeem()
        case ..<87: await revoke()
        case ..<93: await readBalances()
        case ..<95: await checkLedger()
        default:
            guard let ask = decided.randomElement(using: &choices) else { return }
            _ = await desk.send(ask)
        }
    }

    // MARK: - Asking

    mutating func ask<M: Method>(
        _ method: M.Type,
        _ request: M.Request,
        for person: Person
    ) async {
        guard let body = try? CBOREncoder().encode(request) else { return }
        await settle(
            Ask(
                key: IdempotencyKey.make(),
                method: M.declaration.name,
                routing: M.declaration.routing,
                body: body,
                person: person
            )
        )
    }

    private mutating func settle(_ ask: Ask) async {
        switch await desk.send(ask) {
        case .open:
            open.append(ask)
            doubtful.append(ask)
        case .refused: decided.append(ask)
        case .done(let reply):
            decided.append(ask)
            learn(from: reply, to: ask)
        }
    }

    private mutating func learn(from reply: [UInt8], to ask: Ask) {
        let decoder = CBORDecoder()
        switch ask.method {
        case AwardPoints.declaration.name:
            if let made = try? decoder.decode(AwardPoints.Reply.self, from: reply) {
                awards.append(made.awardId)
            }
        case RequestAddOns.declaration.name:
            if let made = try? decoder.decode(RequestAddOns.Reply.self, from: reply) {
                requests.append(made.id)
            }
        case GetCouponForPoints.declaration.name:
            if let got = try? decoder.decode(GetCouponForPoints.Reply.self, from: reply) {
                held.append(got.issuedCoupon.id)
            }
        case FollowChannel.declaration.name: isFollowing = true
        case OpenConversation.declaration.name:
            talk = (try? decoder.decode(OpenConversation.Reply.self, from: reply))?.conversationId
        case RegisterEndUser.declaration.name:
            guard let asked = try? decoder.decode(RegisterEndUser.Request.self, from: ask.body),
                let made = try? decoder.decode(RegisterEndUser.Reply.self, from: reply)
            else { return }
            endUsers.append(made.endUserId)
            if member == nil, let email = asked.email { member = (email, made.code) }
        default: break
        }
    }

    // MARK: - What can be chosen

    private mutating func register() async {
        let email = "swift-\(IdempotencyKey.make().uuidString.lowercased())@example.org"
        await ask(RegisterEndUser.self, .init(email: email), for: .nobody)
    }

    private mutating func award() async {
        // The member is the first of them, and gets half of everything: that one buys.
        let isForMember = choices.next() % 2 == 0
        guard let endUser = isForMember ? endUsers.first : endUsers.randomElement(using: &choices)
        else { return }
        let amount = Int64.random(in: 1...20, using: &choices)
        await ask(
            AwardPoints.self,
            .init(endUserId: endUser, pointTypeId: desk.shop.stamp, amount: amount),
            for: .owner
        )
    }

    private mutating func reverse() async {
        guard let award = awards.randomElement(using: &choices) else { return }
        let policy: ReversalPolicy = choices.next() % 2 == 0 ? .whole : .remaining
        await ask(ReverseAward.self, .init(awardId: award, policy: policy), for: .owner)
    }

    private mutating func getCoupon() async {
        guard let member else { return }
        await ask(
            GetCouponForPoints.self,
            .init(couponId: desk.shop.coupon),
            for: .member(member.email)
        )
    }

    private mutating func redeem() async {
        guard let member, let coupon = takeHeld() else { return }
        let code = await desk.read(
            GetIssuedCouponCode.self,
            .init(issuedCouponId: coupon),
            for: .member(member.email)
        )
        guard let code else { return held.append(coupon) }
        await ask(
            RedeemByCode.self,
            .init(code: code.code, endUserCode: member.code),
            for: .owner
        )
    }

    private mutating func revoke() async {
        guard let coupon = takeHeld() else { return }
        await ask(
            RevokeIssuedCoupon.self,
            .init(issuedCouponId: coupon, refund: choices.next() % 2 == 0),
            for: .owner
        )
    }

    private mutating func takeHeld() -> IssuedCouponID? {
        guard let place = held.indices.randomElement(using: &choices) else { return nil }
        return held.remove(at: place)
    }

    private mutating func requestAddOns() async {
        guard let addOn = desk.world.addOns.randomElement(using: &choices) else { return }
        await ask(RequestAddOns.self, .init(addOnIds: [addOn]), for: .owner)
    }

    /// Decides what the other workers find at the same time, and partners take back.
    private mutating func decide() async {
        let found = await desk.read(
            ListPendingRequests.self,
            .init(desk: choices.next() % 2 == 0 ? .addOns : .partnership, limit: 20),
            for: .tenant
        )
        guard let request = found?.items.randomElement(using: &choices)?.id else { return }
        if choices.next() % 3 == 0 {
            await ask(
                RejectRequest.self,
                .init(requestId: request, reason: "There is no room."),
                for: .tenant
            )
        } else {
            await ask(ApproveRequest.self, .init(requestId: request), for: .tenant)
        }
    }

    private mutating func cancel() async {
        guard let request = requests.popLast() else { return }
        await ask(CancelRequest.self, .init(requestId: request), for: .owner)
    }

    private mutating func readBalances() async {
        guard let endUser = endUsers.randomElement(using: &choices) else { return }
        _ = await desk.read(ListBalances.self, .init(endUserId: endUser), for: .owner)
    }

    private mutating func checkLedger() async {
        _ = await desk.read(CheckLedger.self, .init(pointTypeId: desk.shop.stamp), for: .owner)
    }
}

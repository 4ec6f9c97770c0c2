import OctopusContract
import OctopusServiceKit
import Testing

struct AllowanceTests {
    private func refusal(_ given: Int64?, _ asked: Int64?, use: Int64) -> Refusal? {
        do throws(Refusal) {
            try Allowance(given: given, asked: asked)
                .demandRoom(for: .activeCoupons, beside: use)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            (nil, nil, nil), (3, nil, 3), (nil, 2, 2), (3, 2, 2), (2, 3, 2), (0, nil, 0),
        ] as [(Int64?, Int64?, Int64?)]
    )
    func `the lower of what is given and what is asked for holds`(
        given: Int64?,
        asked: Int64?,
        most: Int64?
    ) {
        #expect(Allowance(given: given, asked: asked).most == most)
        #expect(refusal(given, asked, use: (most ?? 1_000_000) - 1) == nil)
        #expect(refusal(given, asked, use: most ?? 1_000_000) == nil || most != nil)
        #expect(
            (refusal(given, asked, use: most ?? 1_000_000)?.reason == .packageLimit)
                == (most != nil)
        )
    }

    @Test func `a refusal has the limit, the use and what to do`() {
        let full = refusal(3, nil, use: 3)
        #expect(full?.violations.map(\.path) == ["activeCoupons"])
        #expect(
            full?.message
                == "3 coupons are published, and the package gives 3: pause or archive 1 first."
        )
        // A race was lost before: the use is above the limit already.
        #expect(
            refusal(3, 9, use: 5)?.message
                == "5 coupons are published, and the package gives 3: pause or archive 3 first."
        )
        #expect(
            refusal(9, 3, use: 3)?.message
                == "3 coupons are published, and what was asked for gives 3: "
                + "pause or archive 1 first, or take that back."
        )
    }

    @Test func `a month's messages refuse no package, and more of them until the next month`() {
        #expect(LimitedThing.messages.excess(500, over: 100) == nil)
        func refusal(_ count: Int64, asked: Int64? = nil) -> String? {
            do throws(Refusal) {
                try Allowance(given: 100, asked: asked)
                    .demandRoom(for: .messages, beside: 60, count: count)
                return nil
            } catch {
                return error.message
            }
        }
        #expect(refusal(40) == nil && refusal(40, asked: 10) == nil)
        #expect(
            refusal(41)
                == "60 messages were sent this month, and the package gives 100: "
                + "wait for the next month."
        )
    }

    @Test func `only a use above a limit is an excess`() {
        let thing = LimitedThing.chatOperators
        #expect(thing.excess(7, over: nil) == nil)
        #expect(thing.excess(3, over: 3) == nil)
        #expect(
            thing.excess(5, over: 3)?.message
                == "5 users answer in the chat, and the package gives 3: take that from 2 first."
        )
    }
}

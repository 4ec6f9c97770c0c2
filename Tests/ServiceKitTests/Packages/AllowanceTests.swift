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
                == "3 coupons are published, and the package that is asked for gives 3: "
                + "pause or archive 1 first, or cancel the request."
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

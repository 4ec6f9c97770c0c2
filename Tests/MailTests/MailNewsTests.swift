import Synchronization
import Testing

@testable import OctopusMail

@Suite struct MailNewsTests {
    private final class Flag: Sendable {
        private let raised = Mutex(false)

        var isRaised: Bool { raised.withLock { $0 } }

        func raise() { raised.withLock { $0 = true } }
    }

    @Test(.timeLimit(.minutes(1)))
    func `a wait that is given up leaves the next one waiting`() async {
        let news = MailNews()
        let level = news.level
        let givenUp = Task { await news.wait(beyond: level) }
        givenUp.cancel()
        await givenUp.value

        let flag = Flag()
        let waiting = Task {
            await news.wait(beyond: level)
            flag.raise()
        }
        for _ in 0..<1000 { await Task.yield() }
        #expect(!flag.isRaised)
        news.tell()
        await waiting.value
        #expect(flag.isRaised)
    }
}

import Synchronization
import Testing

@testable import OctopusMail

@Suite struct MailNewsTests {
    @Test(.timeLimit(.minutes(1)))
    func `a wait that is given up leaves the next one waiting`() async {
        let news = MailNews()
        let level = news.level
        let givenUp = Task { await news.wait(beyond: level) }
        givenUp.cancel()
        await givenUp.value

        let isOver = Atomic(false)
        await withTaskGroup { group in
            group.addTask {
                await news.wait(beyond: level)
                isOver.store(true, ordering: .sequentiallyConsistent)
            }
            for _ in 0..<1000 { await Task.yield() }
            let isOverTooEarly = isOver.load(ordering: .sequentiallyConsistent)
            #expect(!isOverTooEarly)
            news.tell()
        }
        let isOverAtLast = isOver.load(ordering: .sequentiallyConsistent)
        #expect(isOverAtLast)
    }
}

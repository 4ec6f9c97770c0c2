import GRDB

/// A command of a caller, or of several that named the same key and request.
final class CommandWork: Work, @unchecked Sendable {
    private let command: StoreCommand
    private let body: @Sendable (Transaction) throws -> Verdict
    private let entry: RunningCommand
    private let answers: Answers
    private let answer: (StoredAnswer) -> Void
    private var result: StoredAnswer = .failed(StoreError.closed)

    init(
        command: StoreCommand,
        entry: RunningCommand,
        answers: Answers,
        body: @escaping @Sendable (Transaction) throws -> Verdict,
        answer: @escaping (StoredAnswer) -> Void
    ) {
        self.command = command
        self.entry = entry
        self.answers = answers
        self.body = body
        self.answer = answer
        super.init(label: command.label, share: command.share)
    }

    override func perform(in batch: BatchContext) throws(TransactionGone) {
        forget()
        if let abandonment = entry.abandonment() {
            result = .abandoned(abandonment)
            return
        }
        do {
            if let stored = try storedAnswer(in: batch) {
                result = stored
                return
            }
            guard !batch.isRoomLow || command.mayUseReserve else {
                result = .noRoom
                return
            }
            result = try run(in: batch)
        } catch let gone as TransactionGone {
            throw gone
        } catch {
            result = .failed(error)
        }
    }

    override func finish() {
        answer(result)
    }

    override func fail(_ failure: WorkFailure) {
        switch failure {
        case .overloaded: answer(.overloaded)
        case .noRoom: answer(.noRoom)
        case .readOnly(let cause): answer(.readOnly(cause))
        case .closed: answer(.readOnly("the service stops"))
        case .unknown: answer(.unknown)
        case .failed(let error): answer(.failed(error))
        }
    }

    private func storedAnswer(in batch: BatchContext) throws -> StoredAnswer? {
        guard let key = entry.key else { return nil }
        // An answer may have been forgotten since the command was queued.
        guard !answers.hasForgotten(key.key) else { return .keyExpired }
        do {
            return try answers.stored(for: key, batch.statements)
        } catch {
            guard batch.database.isInsideTransaction else { throw TransactionGone(cause: error) }
            throw error
        }
    }

    private func run(in batch: BatchContext) throws -> StoredAnswer {
        let transaction = batch.makeTransaction()
        var refusal: (answer: Answer, stored: Bool)?
        let result: StoredAnswer = try batch.savepoint {
            switch try body(transaction) {
            case .refuse(let answer, let stored):
                refusal = (answer, stored)
                return (.answered(answer, replayed: false), keeps: false)
            case .commit(var answer):
                answer.seq = answer.seq ?? transaction.lastSeq
                if let key = entry.key {
                    try answers.store(answer, for: key, batch.statements)
                }
                if let abandonment = entry.abandonment() {
                    return (.abandoned(abandonment), keeps: false)
                }
                return (.answered(answer, replayed: false), keeps: true)
            }
        }
        if let refusal {
            try writeWhatSurvives(transaction, refusal.answer, stored: refusal.stored, in: batch)
        } else if case .answered = result {
            try batch.complete(transaction)
            keep(transaction)
        }
        return result
    }

    /// The refusal stands even for a caller who has gone: else a guess that is cancelled in time
    /// would not be counted.
    private func writeWhatSurvives(
        _ transaction: Transaction,
        _ answer: Answer,
        stored: Bool,
        in batch: BatchContext
    ) throws {
        let key = stored ? entry.key : nil
        guard key != nil || !transaction.survivors.isEmpty else { return }
        try batch.savepoint {
            for survivor in transaction.survivors {
                try survivor(batch.database)
            }
            if let key {
                try answers.store(answer, for: key, batch.statements)
            }
            return ((), keeps: true)
        }
    }
}

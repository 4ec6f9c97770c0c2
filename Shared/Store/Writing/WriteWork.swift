/// A write of the service's own accord: a follower's batch, a job's slice, an upkeep.
final class WriteWork<Value: Sendable>: Work, @unchecked Sendable {
    private let body: @Sendable (Transaction) throws -> Value
    private let path: String
    private let answer: (Result<Value, any Error>) -> Void
    private var result: Result<Value, any Error>?

    init(
        label: String,
        isUrgent: Bool,
        path: String,
        body: @escaping @Sendable (Transaction) throws -> Value,
        answer: @escaping (Result<Value, any Error>) -> Void
    ) {
        self.path = path
        self.body = body
        self.answer = answer
        super.init(label: label, isUrgent: isUrgent, share: ReadTicket.share(ofWrite: label))
    }

    override func perform(in batch: BatchContext) throws(TransactionGone) {
        forget()
        let transaction = batch.makeTransaction()
        do {
            let value = try batch.savepoint { (try body(transaction), keeps: true) }
            try batch.complete(transaction)
            keep(transaction)
            result = .success(value)
        } catch let gone as TransactionGone {
            throw gone
        } catch {
            result = .failure(error)
        }
    }

    override func finish() {
        answer(result ?? .failure(StoreError.closed))
    }

    override func fail(_ failure: WorkFailure) {
        switch failure {
        case .overloaded: answer(.failure(StoreError.overloaded))
        case .noRoom: answer(.failure(StoreError.diskFull(path: path)))
        case .readOnly(let cause): answer(.failure(StoreError.readOnly(path: path, cause: cause)))
        case .closed: answer(.failure(StoreError.closed))
        case .unknown: answer(.failure(StoreError.unknownOutcome(path: path)))
        case .failed(let error): answer(.failure(error))
        }
    }
}

/// What the commands of a batch add up in memory and what is written of it once, before the COMMIT.
///
/// Many commands of a batch count the same: their sum costs one statement. What a command adds is pending
/// until it succeeds; of one that refuses nothing is kept. If the tally can't be written, the batch is undone
/// and each of its commands runs again alone.
///
/// It is asked without closures or boxes, since `deploy/bench award-writer` measures it.
package protocol BatchTally: AnyObject {
    /// How many additions of the present command it holds.
    var pendingCount: Int { get }
    /// Forgets the later ones of them.
    func forget(beyond count: Int)
    /// Keeps them: the command has succeeded.
    func keep()
    /// Writes what was kept, in the batch's transaction.
    func write(_ statements: Statements) throws
}

/// The tally of a batch, once there is one.
///
/// It belongs to the writer's thread.
final class BatchSums {
    private(set) var tally: (any BatchTally)?

    /// The tally of the batch, which has one sort alone.
    func tally<Tally: BatchTally>(_ make: () -> Tally) -> Tally {
        guard let tally else {
            let new = make()
            tally = new
            return new
        }
        precondition(type(of: tally) == Tally.self, "a service has one sort of tally")
        return unsafeDowncast(tally, to: Tally.self)
    }
}

/// What the commands of a batch add up in memory and what is written of it once, before the COMMIT.
///
/// Many commands of a batch count the same: their sum costs one statement. A command that refuses adds
/// nothing. If the tally can't be written, the batch is undone and each of its commands runs again alone.
package protocol BatchTally: AnyObject {
    /// Writes the sums, in the batch's transaction.
    func write(_ statements: Statements) throws
}

/// The tally of a batch, once there is one.
///
/// It belongs to the writer's thread.
final class BatchSums {
    var tally: (any BatchTally)?
}

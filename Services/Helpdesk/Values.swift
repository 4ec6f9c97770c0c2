public import GRDB
import OctopusHelpdeskContract

// The contract's enumerations lie in the database under the names that they have on the wire.
extension ConversationStatus: DatabaseValueConvertible {}
extension ChatAssignment: DatabaseValueConvertible {}
extension MessageKind: DatabaseValueConvertible {}
extension MessageSide: DatabaseValueConvertible {}
extension HappeningKind: DatabaseValueConvertible {}
extension PresenceState: DatabaseValueConvertible {}
extension NotificationKind: DatabaseValueConvertible {}
extension BroadcastStatus: DatabaseValueConvertible {}
extension BroadcastReach: DatabaseValueConvertible {}
extension BroadcastPause: DatabaseValueConvertible {}

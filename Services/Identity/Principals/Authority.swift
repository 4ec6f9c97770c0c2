import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit

/// How far somebody may go who registers, changes or revokes programs.
enum Authority {
    /// The operator on the machine: they have the data folder, and so everything.
    case machine
    /// A program: nobody gives more than they hold, or takes it from a key that holds more.
    case program(PrincipalRecord)

    /// The calling program as the database has it in this transaction, whatever it was when the call
    /// was let in.
    ///
    /// - Throws: `denied` if it is not registered, is revoked, or may no longer call the method.
    static func of(
        _ caller: Caller,
        for method: MethodDeclaration,
        in database: Database
    ) throws -> Authority {
        let own = try caller.principal.publicKey.flatMap {
            try PrincipalRecord.find(key: $0, in: database)
        }
        guard let own, own.revokedAt == nil,
            Grants(own.grants).cover(method.name, byNameAlone: method.isGrantedByName)
        else { throw Refusal(.denied, "The program's grants do not have \(method.name) any more.") }
        return .program(own)
    }

    /// - Throws: `denied`, with the first grant, or the reach, that the giver lacks.
    func demand(_ principal: PrincipalRecord) throws(Refusal) {
        guard case .program(let own) = self else { return }
        guard own.reach.contains(principal.reach) else {
            throw Refusal(.denied, "\(principal.name) reaches further than \(own.name) itself.")
        }
        let held = Grants(own.grants)
        for grant in principal.grants
        where !held.contain(grant, isByNameAlone: KnownMethods.isGrantedByName) {
            throw Refusal(
                .denied,
                "\(principal.name) with \(grant) holds more than \(own.name) itself."
            )
        }
    }
}

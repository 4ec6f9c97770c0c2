import OctopusAdvertisingContract
public import OctopusContract
import OctopusHelpdeskContract
import OctopusIdentityContract
import OctopusLoyaltyContract
import OctopusPartnersContract

extension ContractIndex {
    /// Every contract there is.
    public static let services: [ServiceContract] = [
        mesh, identity, loyalty, partners, helpdesk, advertising,
    ]

    /// Every method of every service.
    public static var methods: [any Method.Type] { services.flatMap(\.methods) }
    /// Every kind of event of every service.
    public static var events: [any Event.Type] { services.flatMap(\.events) }
}

import GRDB
import OctopusFiles
import OctopusPartnersContract
import OctopusServiceKit

/// What the terms of a channel must be.
enum ChannelRules {
    /// - Returns: The terms in their one form.
    /// - Throws: `invalid`, with all that is wrong.
    static func read(
        _ terms: ChannelTerms,
        of partner: PartnerRecord,
        in database: Database
    ) throws -> ChannelTerms {
        var fields = FieldRules()
        let name = fields.text(terms.name, "terms.name", PartnersLimits.name)
        let description = fields.text(
            terms.description,
            "terms.description",
            PartnersLimits.channelDescription
        )
        var links: [String] = []
        for (index, typed) in terms.links.enumerated() {
            let path = "terms.links[\(index)]"
            guard let link = fields.webAddress(typed, path)?.text else { continue }
            fields.require(!links.contains(link), path, .once)
            links.append(link)
        }
        let place = terms.place.map { place in
            ChannelPlace(
                latitudeE7: place.latitudeE7,
                longitudeE7: place.longitudeE7,
                address: fields.text(
                    place.address,
                    "terms.place.address",
                    PartnersLimits.address
                )
            )
        }
        if let picture = terms.pictureId {
            try fields.file(picture, "terms.pictureId", in: .files(of: partner), database)
        }
        try fields.check()
        return ChannelTerms(
            name: name,
            description: description,
            links: links,
            place: place,
            pictureId: terms.pictureId
        )
    }
}

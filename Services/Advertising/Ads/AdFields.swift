import GRDB
import OctopusAdvertisingContract
import OctopusFiles
import OctopusServiceKit

/// The terms of an ad in their one form.
struct AdFields {
    let terms: AdTerms

    /// - Throws: `invalid`, with all that is wrong.
    init(_ terms: AdTerms, of partner: PartnerRecord, in database: Database) throws {
        var fields = FieldRules()
        self.terms = AdTerms(
            name: fields.text(terms.name, "terms.name", AdvertisingLimits.adName),
            format: terms.format,
            headline: fields.text(terms.headline, "terms.headline", AdvertisingLimits.headline),
            text: fields.text(terms.text, "terms.text", AdvertisingLimits.adText),
            action: fields.text(terms.action, "terms.action", AdvertisingLimits.action),
            target: fields.target(terms.target, "terms.target"),
            pictureId: terms.pictureId,
            videoId: terms.videoId,
            videoLink: fields.video(at: terms.videoLink),
            cards: terms.cards.map { fields.cards($0) }
        )
        fields.parts(of: terms)
        let space = FileSpace.partner(partner.id, of: partner.tenant)
        try fields.pictures(of: terms, in: space, database)
        if let video = terms.videoId {
            try fields.file(video, "terms.videoId", in: space, as: .video, database)
        }
        try fields.check()
    }
}

extension FieldRules {
    fileprivate mutating func target(_ typed: String?, _ path: String) -> String? {
        typed.flatMap { webAddress($0, path)?.text }
    }

    fileprivate mutating func video(at typed: String?) -> String? {
        let address = target(typed, "terms.videoLink")
        require(
            address?.hasPrefix("https://") ?? true,
            "terms.videoLink",
            .form,
            "A video is shown from an address that begins with https://."
        )
        return address
    }

    fileprivate mutating func cards(_ cards: [AdCard]) -> [AdCard] {
        let counts = AdvertisingLimits.cards
        guard counts.contains(Int64(cards.count)) else {
            refuse(
                "terms.cards",
                .count,
                "It must be from \(counts.lowerBound) to \(counts.upperBound) cards."
            )
            return []
        }
        return cards.enumerated().map { index, card in
            let path = "terms.cards[\(index)]"
            let isFirst = !cards[..<index].contains { $0.pictureId == card.pictureId }
            require(isFirst, "\(path).pictureId", .once)
            return AdCard(
                pictureId: card.pictureId,
                headline: text(card.headline, "\(path).headline", AdvertisingLimits.headline),
                target: target(card.target, "\(path).target")
            )
        }
    }

    /// An ad has what its format consists of, and nothing of another's.
    fileprivate mutating func parts(of terms: AdTerms) {
        let format = terms.format
        part("pictureId", terms.pictureId != nil, of: .picture, in: format)
        part("cards", terms.cards != nil, of: .carousel, in: format)
        part("videoId", terms.videoId != nil || terms.videoLink != nil, of: .video, in: format)
        require(
            terms.videoId == nil || terms.videoLink == nil,
            "terms.videoId",
            .once,
            "It is either a video that was uploaded or one elsewhere."
        )
        if format == .text {
            require(terms.text != nil, "terms.text", .required)
            require(terms.action != nil, "terms.action", .required)
        }
        require(
            terms.action == nil || terms.target != nil,
            "terms.target",
            .together,
            "Where it calls to act, it leads somewhere."
        )
    }

    private mutating func part(
        _ name: String,
        _ isThere: Bool,
        of owner: AdFormat,
        in format: AdFormat
    ) {
        if format == owner {
            require(isThere, "terms.\(name)", .required)
        } else {
            let message = "Only an ad of the format \(owner.rawValue) has it."
            require(!isThere, "terms.\(name)", .exactlyOne, message)
        }
    }

    /// Pictures of a size that can be shown, those of a carousel of one shape.
    fileprivate mutating func pictures(
        of terms: AdTerms,
        in space: FileSpace,
        _ database: Database
    ) throws {
        var all = terms.pictureId.map { [($0, "terms.pictureId")] } ?? []
        let cards = (terms.cards ?? []).prefix(Int(AdvertisingLimits.cards.upperBound))
        all += cards.enumerated().map { ($1.pictureId, "terms.cards[\($0)].pictureId") }
        let sides = AdvertisingLimits.pictureSide
        var first: PictureShape?
        for (id, path) in all {
            guard try file(id, path, in: space, database) != nil,
                let shape = try PictureShape(of: id, in: database)
            else { continue }
            require(
                sides.contains(shape.width) && sides.contains(shape.height),
                path,
                .range,
                "Each side must be from \(sides.lowerBound) to \(sides.upperBound) pixels."
            )
            require(
                first?.isLike(shape) ?? true,
                path,
                .form,
                "The pictures of a carousel must be of one shape."
            )
            first = first ?? shape
        }
    }
}

/// How wide and high a picture is.
struct PictureShape: Sendable {
    let width: Int64
    let height: Int64

    init(width: Int64, height: Int64) { (self.width, self.height) = (width, height) }

    /// Nil for what is no picture.
    init?(of id: FileID, in database: Database) throws {
        guard let file = try StoredFile.known(id, in: database), let width = file.width,
            let height = file.height
        else { return nil }
        (self.width, self.height) = (width, height)
    }

    /// Whether the proportions differ by a fiftieth at most, as those of rounded sizes do.
    func isLike(_ other: PictureShape) -> Bool {
        let (own, others) = (width * other.height, other.width * height)
        return abs(own - others) * 50 <= max(own, others)
    }
}

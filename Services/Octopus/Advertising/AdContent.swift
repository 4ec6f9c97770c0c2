import ArgumentParser
import OctopusClient

/// What an ad consists of, on the command line.
struct AdContentOptions: ParsableArguments {
    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp(
            "A picture of this machine; two or more make a carousel.",
            valueName: "file"
        )
    )
    var pictures: [String] = []

    @Option(help: ArgumentHelp("A video of this machine: MP4 or WebM.", valueName: "file"))
    var video: String?

    @Option(help: ArgumentHelp("A video elsewhere, from https:// on.", valueName: "address"))
    var videoLink: String?

    @Option(help: "What end users read first.")
    var headline: String?

    @Option(help: "What they read then.")
    var text: String?

    @Option(help: "What the button says.")
    var action: String?

    @Option(help: ArgumentHelp("Where it leads, an address of the web.", valueName: "address"))
    var target: String?

    @Option(
        name: .customLong("card-headline"),
        help: ArgumentHelp(
            "What stands beside a card of a carousel, as 2=\"Fresh bread\"; the first is 1.",
            valueName: "card=text"
        )
    )
    var cardHeadlines: [CardArgument] = []

    @Option(
        name: .customLong("card-target"),
        help: ArgumentHelp(
            "Where a card leads, if not where the ad does; both may be given again.",
            valueName: "card=address"
        )
    )
    var cardTargets: [CardArgument] = []

    func validate() throws {
        let sorts = [!pictures.isEmpty, video != nil, videoLink != nil].count { $0 }
        guard sorts <= 1 else {
            throw ValidationError("An ad has pictures, or one video: of this machine or elsewhere.")
        }
    }

    var isEmpty: Bool {
        !hasMedia && cardHeadlines.isEmpty && cardTargets.isEmpty
            && [headline, text, action, target].allSatisfy { $0 == nil }
    }

    /// That of an ad that has nothing but this.
    var format: AdFormat {
        switch pictures.count {
        case 0: video ?? videoLink == nil ? .text : .video
        case 1: .picture
        default: .carousel
        }
    }

    private var hasMedia: Bool { !pictures.isEmpty || video != nil || videoLink != nil }

    /// The terms of a new ad, or of one that has some; its files are uploaded.
    ///
    /// - Throws: `Failure.usage` if there is no such card.
    func terms(
        of name: String,
        over old: AdTerms? = nil,
        _ session: Session
    ) async throws -> AdTerms {
        func kept(_ new: String?, _ old: String?) -> String? {
            let value = new ?? old
            return value?.isEmpty == true ? nil : value
        }
        let media = try await media(over: old, session)
        return AdTerms(
            name: name,
            format: media.format,
            headline: kept(headline, old?.headline),
            text: kept(text, old?.text),
            action: kept(action, old?.action),
            target: kept(target, old?.target),
            pictureId: media.picture,
            videoId: media.video,
            videoLink: media.videoLink,
            cards: try cards(media.cards, over: old?.cards)
        )
    }

    private func media(over old: AdTerms?, _ session: Session) async throws -> Media {
        if let old, !hasMedia { return Media(old) }
        var files: [FileID] = []
        for file in pictures + [video].compactMap({ $0 }) {
            files.append(try await PartnerFile.uploadForAds(file, session))
        }
        return Media(
            format: format,
            picture: format == .picture ? files.first : nil,
            video: format == .video ? files.first : nil,
            videoLink: videoLink,
            cards: format == .carousel ? files : []
        )
    }

    /// The cards with what they say: nothing, what they said, or what is said now.
    func cards(_ pictures: [FileID], over old: [AdCard]?) throws -> [AdCard]? {
        var cards = pictures.enumerated().map { place, picture in
            let before = old.flatMap { $0.indices.contains(place) ? $0[place] : nil }
            return AdCard(
                pictureId: picture,
                headline: before?.headline,
                target: before?.target
            )
        }
        for (words, isHeadline) in cardHeadlines.map({ ($0, true) })
            + cardTargets.map({ ($0, false) })
        {
            guard cards.indices.contains(words.place) else {
                throw Failure(
                    .usage,
                    cards.isEmpty
                        ? "only a carousel has cards: give it two pictures or more"
                        : "there is no card \(words.place + 1); the last one is \(cards.count)"
                )
            }
            let card = cards[words.place]
            cards[words.place] = AdCard(
                pictureId: card.pictureId,
                headline: isHeadline ? words.text : card.headline,
                target: isHeadline ? card.target : words.text
            )
        }
        return cards.isEmpty ? nil : cards
    }

    /// What of an ad is a file, or a link to one.
    fileprivate struct Media {
        let format: AdFormat
        let picture: FileID?
        let video: FileID?
        let videoLink: String?
        let cards: [FileID]
    }
}

extension AdContentOptions.Media {
    fileprivate init(_ terms: AdTerms) {
        self.init(
            format: terms.format,
            picture: terms.pictureId,
            video: terms.videoId,
            videoLink: terms.videoLink,
            cards: (terms.cards ?? []).map(\.pictureId)
        )
    }
}

/// Words of a card on the command line: `2=Fresh bread`; without words it has none.
struct CardArgument: ExpressibleByArgument {
    /// The first is 0.
    let place: Int
    let text: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), number > 0 else { return nil }
        place = number - 1
        text = parts[1].isEmpty ? nil : String(parts[1])
    }
}

import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

extension OpenConversation: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ConversationStanding {
        let database = context.database
        let customer = try context.caller.requireCustomer()
        let page = try PageAddress.read(request.page)
        let channel = try ChannelRecord.find(
            request.channelId,
            of: context.caller.requirePartner(),
            in: database
        )
        if let present = try ConversationRecord.find(
            of: customer,
            with: channel.id,
            in: database
        ) {
            return try context.reopen(present, on: page).standing
        }
        try context.demandOpen(channel, for: customer)
        try channel.demandWebsite(of: page, for: customer, in: database)
        try customer.demandRoom(in: database)
        var record = ConversationRecord(
            of: customer,
            with: channel,
            id: context.newID(),
            at: context.now
        )
        record.rule = try Routing.rule(for: page, of: channel.partner, in: database)
        return try context.create(record).standing
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// What waits or is answered keeps its rule; else the page says who answers the next message.
    fileprivate func reopen(
        _ record: ConversationRecord,
        on page: PageAddress?
    ) throws -> ConversationRecord {
        guard let page, record.status == .quiet || record.status == .finished else {
            return record
        }
        var record = record
        record.rule = try Routing.rule(for: page, of: record.partner, in: database)
        try record.storeChange(in: database)
        return record
    }
}

extension Customer {
    /// How many conversations a visitor may have: nobody knows who it is.
    private static var mostOfVisitor: Int64 { 20 }

    /// - Throws: `tooManyConversations`.
    fileprivate func demandRoom(in database: Database) throws {
        guard case .visitor(let visitor) = self else { return }
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM conversations WHERE visitor = ?",
            [visitor]
        )
        guard count ?? 0 < Self.mostOfVisitor else { throw Refusal(.tooManyConversations) }
    }
}

extension PageAddress {
    /// - Throws: `invalid` for what is none.
    static func read(_ typed: String?) throws(Refusal) -> PageAddress? {
        guard let typed else { return nil }
        guard let page = PageAddress(typed) else {
            throw FieldRules.refusal(
                "page",
                .form,
                "A page is written like https://shop.example/a."
            )
        }
        return page
    }
}

extension Emitting {
    /// Demands that a customer can write to a channel now.
    ///
    /// - Throws: `notFound` for a channel that nobody finds, `chatDisabled`, `notFollowing`,
    ///   `blockedByPartner`, `endUserBlocked`.
    func demandOpen(_ channel: ChannelRecord, for customer: Customer) throws {
        try channel.demandOpen(for: customer, in: database)
    }
}

extension ChannelRecord {
    /// Demands that a customer can write to it now.
    ///
    /// - Throws: `chatDisabled`, `notFollowing`, `blockedByPartner`, `endUserBlocked`.
    func demandOpen(for customer: Customer, in database: Database) throws {
        if case .endUser(let endUser) = customer {
            try EndUserRecord.active(endUser, of: tenant, in: database)
        }
        guard try ChatSettings.opens(id, in: database) else {
            throw Refusal(.chatDisabled)
        }
        guard case .endUser(let endUser) = customer else { return }
        guard
            try isFollowed(by: endUser, in: database) || hasJoined(by: endUser, in: database)
        else { throw Refusal(.notFollowing) }
        try Blocks.demandNone(of: endUser, at: partner, in: database)
    }

    /// Whether an end user has a conversation with it that they began as a visitor: it goes on without following.
    private func hasJoined(by endUser: EndUserID, in database: Database) throws -> Bool {
        try database.exists(
            """
            SELECT 1 FROM conversations
            WHERE end_user = ? AND channel = ? AND joined_at IS NOT NULL
            """,
            [endUser, id]
        )
    }

    /// Demands that a visitor is on a website of the partner's; end users come from anywhere.
    ///
    /// - Throws: `websiteUnknown`.
    func demandWebsite(
        of page: PageAddress?,
        for customer: Customer,
        in database: Database
    ) throws {
        guard case .visitor = customer else { return }
        guard let page, try WebsiteRecord.having(page, of: partner, in: database) != nil else {
            throw Refusal(.websiteUnknown)
        }
    }
}

import OctopusContract

/// What an application tells of an ad that it was given.
enum Beacon: UInt8, Sendable, Hashable, CaseIterable {
    /// It was rendered. That it was served is no impression (OpenRTB 2.6, implementation notes, 7.8).
    case shown
    /// At least half of it was in view for a second, two for a video (MRC).
    case viewable
    case click
}

/// What became of a beacon.
enum BeaconOutcome: Sendable, Hashable {
    /// Something was counted for the first time.
    case counted(NewlyCounted)
    /// All of it had been counted before.
    case repeated
    case refused(BeaconRefusal)
}

/// What a beacon was the first to tell.
struct NewlyCounted: Sendable, Hashable {
    var impression = false
    /// The impression's reservation had ended, and one more was to be had.
    var isLate = false
    var viewable = false
    var click = false
}

/// Why a beacon counts for nothing.
///
/// A click leads to its target all the same.
enum BeaconRefusal: Sendable, Hashable {
    /// The token expired, and the time of grace is over, too.
    case tooLate
    /// The reservation had ended, and the budget or a cap has no room, or the campaign no longer runs.
    case notReservable
    /// Of a campaign that serving was not told of.
    case unknownCampaign
}

extension ServingState {
    /// Counts what a beacon tells, each thing once a decision.
    ///
    /// A view or a click tells that the ad was shown, so that neither can outnumber the impressions, in whatever order
    /// beacons come.
    ///
    /// - Parameters:
    ///   - beacon: What it tells.
    ///   - claims: Of a token that was verified.
    ///   - moment: Now.
    /// - Returns: What was counted.
    mutating func count(
        _ beacon: Beacon,
        of claims: ImpressionClaims,
        at moment: Instant
    ) -> BeaconOutcome {
        let now = moment.milliseconds
        if reservations.isTooLate(claims.expiresAt.milliseconds, at: now) {
            return .refused(.tooLate)
        }
        var new = NewlyCounted()
        switch show(claims, at: now) {
        case .success(let isLate):
            if let isLate { (new.impression, new.isLate) = (true, isLate) }
        case .failure(let refusal): return .refused(refusal)
        }
        reservations.change(claims.decision) { record in
            new.viewable = beacon == .viewable && !record.isViewable
            new.click = beacon == .click && !record.isClicked
            record.isViewable = record.isViewable || new.viewable
            record.isClicked = record.isClicked || new.click
        }
        return new == NewlyCounted() ? .repeated : .counted(new)
    }

    /// Counts the impression if it is not yet.
    ///
    /// - Returns: Whether it was counted late; nil if it was counted before.
    private mutating func show(_ claims: ImpressionClaims, at now: Int64) -> ShowResult {
        guard let record = reservations[claims.decision] else {
            return showLate(claims, at: now)
        }
        switch record.state {
        case .shown: return .success(nil)
        case .expired: return showLate(claims, at: now)
        case .reserved:
            guard now < record.expiresAt else {
                reservations.change(claims.decision) { $0.state = .expired }
                giveBack(record)
                return showLate(claims, at: now)
            }
            let campaign = Int(record.campaign)
            campaigns[campaign].goal.confirm()
            balances[campaigns[campaign].balance].confirm()
            reservations.change(claims.decision) { $0.state = .shown }
            return .success(false)
        }
    }

    /// An impression without a reservation counts if it could be reserved now.
    ///
    /// That is one which came after its expiry, or one that a restart forgot.
    private mutating func showLate(_ claims: ImpressionClaims, at now: Int64) -> ShowResult {
        guard let number = campaignNumbers[claims.campaign],
            let tenant = tenantNumbers[claims.tenant],
            campaigns[Int(number)].tenant == tenant
        else { return .failure(.unknownCampaign) }
        let campaign = Int(number)
        let user = tenants[tenant].profiles.enter(claims.endUser)
        guard campaigns[campaign].isRunning, now < campaigns[campaign].time.end,
            capsAllow(user, campaign, at: now), reserve(campaign)
        else { return .failure(.notReservable) }
        charge(user, campaign, at: now)
        campaigns[campaign].goal.confirm()
        balances[campaigns[campaign].balance].confirm()
        if reservations[claims.decision] != nil {
            reservations.change(claims.decision) { $0.state = .shown }
        } else {
            var record = Reservation(
                campaign: number,
                user: user,
                chargedAt: now,
                expiresAt: claims.expiresAt.milliseconds
            )
            record.state = .shown
            reservations.add(claims.decision, record)
        }
        return .success(now >= claims.expiresAt.milliseconds)
    }

    private typealias ShowResult = Result<Bool?, BeaconRefusal>

    // MARK: At a start

    /// Remembers an impression that the database has counted, whose token may come back.
    ///
    /// - Parameters:
    ///   - claims: Those of its token.
    ///   - viewable: Whether that was told.
    ///   - click: Whether that was told.
    mutating func remember(_ claims: ImpressionClaims, viewable: Bool, click: Bool) {
        guard let number = campaignNumbers[claims.campaign],
            let tenant = tenantNumbers[claims.tenant]
        else { return }
        var record = Reservation(
            campaign: number,
            user: tenants[tenant].profiles.enter(claims.endUser),
            chargedAt: 0,
            expiresAt: claims.expiresAt.milliseconds
        )
        (record.state, record.isViewable, record.isClicked) = (.shown, viewable, click)
        reservations.add(claims.decision, record)
    }

    /// Counts for the caps what the database says of an end user and a campaign.
    ///
    /// - Parameters:
    ///   - count: How often.
    ///   - endUser: Who.
    ///   - campaign: Which.
    ///   - moment: When it was; of periods that are over nothing is kept.
    ///   - now: The moment of the start.
    mutating func remember(
        _ count: Int,
        for endUser: EndUserID,
        of campaign: CampaignID,
        at moment: Instant,
        now: Instant
    ) {
        guard let number = campaignNumbers[campaign].map(Int.init) else { return }
        let tenant = campaigns[number].tenant
        let user = tenants[tenant].profiles.enter(endUser)
        let before = campaigns[number].entries
        for cap in campaigns[number].caps.indices {
            let period = campaigns[number].caps[cap].cap.period
            let span = tenants[tenant].zone.span(of: period, at: now.milliseconds)
            guard span.contains(moment.milliseconds) else { continue }
            for _ in 0..<count {
                campaigns[number].caps[cap].charge(
                    user,
                    at: moment.milliseconds,
                    in: &tenants[tenant].zone
                )
            }
        }
        capEntries += campaigns[number].entries - before
    }
}

extension BeaconRefusal: Error {}

import OctopusContract

/// Who asks for an ad, and where.
struct AdRequest: Sendable {
    /// Named by the service: the impression's identity from here to the report.
    let decision: AdDecisionID
    let tenant: TenantID
    let endUser: EndUserID
    let placement: PlacementID
}

/// The ad that was chosen; one impression of its campaign is reserved.
struct PickedAd: Sendable, Hashable {
    let campaign: CampaignID
    let ad: AdID
    /// Until when it is reserved.
    let expiresAt: Instant
}

extension ServingState {
    private static let looksPerPick = 32

    /// Chooses the best ad for an end user at a placement and reserves an impression.
    ///
    /// It is one that runs, has impressions left, is not ahead of its pace, is for a segment of the end user's and
    /// was not shown to them as often as it may be. Of those the greatest priority comes first, then the one that is
    /// furthest behind its part (``CampaignIndex``).
    ///
    /// - Parameters:
    ///   - request: Who asks.
    ///   - moment: Now.
    /// - Returns: The ad; nil is a normal answer.
    mutating func pick(_ request: AdRequest, at moment: Instant) -> PickedAd? {
        let now = moment.milliseconds
        var looks = Self.looksPerPick
        expire(at: now, looks: &looks)
        wake(at: now)
        guard let tenant = tenantNumbers[request.tenant],
            let place = index.places[request.placement], place.tenant == tenant,
            reservations.count < limits.decisions, reservations[request.decision] == nil
        else { return nil }
        let user = tenants[tenant].profiles.enter(request.endUser)
        for lane in place.lanes {
            if let entry = best(in: lane, of: tenant, for: user, at: now) {
                let expiresAt = now + place.lifeMilliseconds
                return take(entry, in: lane, for: user, request, at: now, until: expiresAt)
            }
        }
        return nil
    }

    /// The entry of the lowest pass that fits.
    ///
    /// The pass is compared first, so that few campaigns are looked at more closely. One that could be served to
    /// nobody now goes to sleep.
    private mutating func best(
        in lane: Int,
        of tenant: Int,
        for user: UInt32,
        at now: Int64
    ) -> Int? {
        var best: Int?
        var least = Double.infinity
        for place in 0..<index.lanes[lane].entries.count {
            let entry = index.lanes[lane].entries[place]
            guard entry.pass < least,
                entry.segment == CampaignIndex.Entry.everybody
                    || tenants[tenant].profiles.contains(user, entry.segment)
            else { continue }
            let campaign = Int(entry.campaign)
            let balance = campaigns[campaign].balance
            let sleep = campaigns[campaign].sleep(
                at: now,
                balance: balances[balance],
                in: &tenants[tenant].zone
            )
            if let sleep {
                self.sleep(entry.campaign, until: sleep)
            } else if capsAllow(user, campaign, at: now) {
                (best, least) = (place, entry.pass)
            }
        }
        return best
    }

    /// Whether an end user may be shown one more; without room to count, nobody may.
    func capsAllow(_ user: UInt32, _ campaign: Int, at now: Int64) -> Bool {
        for cap in campaigns[campaign].caps.indices {
            guard campaigns[campaign].caps[cap].allows(user, at: now),
                campaigns[campaign].caps[cap].holds(user)
                    || capEntries - campaigns[campaign].caps[cap].outdated(at: now)
                        < limits.capEntries
            else { return false }
        }
        return true
    }

    private mutating func take(
        _ entry: Int,
        in lane: Int,
        for user: UInt32,
        _ request: AdRequest,
        at now: Int64,
        until expiresAt: Int64
    ) -> PickedAd? {
        let number = index.lanes[lane].entries[entry].campaign
        let campaign = Int(number)
        guard
            let spot = campaigns[campaign].spots.firstIndex(where: { $0.lane == lane }),
            let ad = campaigns[campaign].nextAd(at: spot), reserve(campaign)
        else { return nil }
        charge(user, campaign, at: now)
        campaigns[campaign].pacing.serve()
        index.win(
            entry,
            of: campaigns[campaign].spots,
            in: lane,
            tickets: campaigns[campaign].tickets
        )
        reservations.add(
            request.decision,
            Reservation(campaign: number, user: user, chargedAt: now, expiresAt: expiresAt)
        )
        return PickedAd(
            campaign: campaigns[campaign].terms.id,
            ad: ad,
            expiresAt: Instant(milliseconds: expiresAt)
        )
    }

    /// One of the campaign's impressions, which is one of the balance's.
    mutating func reserve(_ campaign: Int) -> Bool {
        guard balances[campaigns[campaign].balance].reserve() else { return false }
        guard campaigns[campaign].goal.reserve() else {
            balances[campaigns[campaign].balance].release()
            return false
        }
        return true
    }

    /// Counts one for the caps and for the day.
    mutating func charge(_ user: UInt32, _ campaign: Int, at now: Int64) {
        let tenant = campaigns[campaign].tenant
        let before = campaigns[campaign].entries
        for cap in campaigns[campaign].caps.indices {
            campaigns[campaign].caps[cap].charge(user, at: now, in: &tenants[tenant].zone)
        }
        capEntries += campaigns[campaign].entries - before
        campaigns[campaign].serveInDay(1, at: now, in: &tenants[tenant].zone)
    }

    /// Gives back what ended unshown.
    ///
    /// - Parameters:
    ///   - now: In milliseconds.
    ///   - looks: At most so many records are looked at; what is left comes with the next call.
    mutating func expire(at now: Int64, looks: inout Int) {
        while let reservation = reservations.nextExpired(by: now, looks: &looks) {
            giveBack(reservation)
        }
    }

    mutating func giveBack(_ reservation: Reservation) {
        let campaign = Int(reservation.campaign)
        campaigns[campaign].goal.release()
        balances[campaigns[campaign].balance].release()
        let before = campaigns[campaign].entries
        for cap in campaigns[campaign].caps.indices {
            campaigns[campaign].caps[cap].refund(
                reservation.user,
                chargedAt: reservation.chargedAt
            )
        }
        capEntries += campaigns[campaign].entries - before
        campaigns[campaign].returnInDay(servedAt: reservation.chargedAt)
    }
}

extension RegistrationScript {
    /// Arguments: row, client.
    static let noteLoser = RegistrationScript(
        named: "dcr-note-loser",
        #"""
        local text, client = unpack(ARGV, 3)
        if redis.call('EXISTS', tombstone) == 1 or standing().client == client then return 0 end
        local refusal = forbidden({ { 'HSETNX', losers, '', '' }, { 'DEL', losers } })
        if refusal then return refusal end
        heal()
        redis.call('HSETNX', losers, entry(client), text)
        return 1
        """#)

    /// Arguments: client, epoch and nonce of the winner.
    static let mayWithdraw = RegistrationScript(
        named: "dcr-may-withdraw",
        #"""
        local client, e, n = unpack(ARGV, 3)
        if kind_of(losers) ~= 'hash' or not redis.call('HGET', losers, entry(client)) then return 'gone' end
        local stands = standing()
        if stands.client == client then
          local refusal = forbidden({ { 'HDEL', losers, '' } })
          if refusal then return refusal end
          redis.call('HDEL', losers, entry(client))
          return 'in-use'
        end
        if stands.state == 'good' and decimal(stands.e) == e and stands.n == n then return 'go' end
        return 'wait'
        """#)

    /// What stands in the row is never buried: it is in use, whatever somebody thought when it began.
    ///
    /// Arguments: client, seconds.
    static let buryLoser = RegistrationScript(
        named: "dcr-bury-loser",
        #"""
        local client, seconds = unpack(ARGV, 3)
        local refusal = forbidden({ { 'HDEL', losers, '' }, { 'SET', tombstone, '' }, { 'DEL', losers } })
        if refusal then return refusal end
        heal()
        local was_there = redis.call('HDEL', losers, entry(client))
        if standing().client == client then return 0 end
        redis.call('SET', tombstone, '1', 'EX', seconds)
        return was_there
        """#)
}

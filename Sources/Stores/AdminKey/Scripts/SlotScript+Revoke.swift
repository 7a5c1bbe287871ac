extension SlotScript {
    /// The kill switch: a record with an epoch and no value, whatever stands there.
    ///
    /// Arguments: nonce, fingerprint key, floor, client, 1 for a first attempt.
    static let revoke = SlotScript(
        named: "revoke",
        fenced: #"""
            local n, k, floor, client, is_first = unpack(ARGV)
            local stands = standing()
            local done = done_before(stands, n, is_first)
            if done then return answer('already', done) end
            local obstacle = write_obstacle(stands)
            if obstacle then return obstacle end
            local e = decimal(next_epoch(stands.e, floor))
            write(stands, { e = e, n = n, v = '', o = '', p = stands.version or '', by = 'revoke', k = stands.k or k },
              '000000000000', 'revoke', client)
            return answer('wrote', e .. ':' .. n)
            """#)
}

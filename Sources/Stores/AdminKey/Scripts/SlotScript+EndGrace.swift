extension SlotScript {
    /// Empties the list of outgoing keys under a new epoch; only over a good record, for there must be a value to keep.
    ///
    /// A record without value goes on saying that a revoke made it, so that an emptied one cannot pass for it. The log names
    /// the fingerprint that it named for the value before; the caller may not know which one it will meet.
    /// Arguments: nonce, floor, fingerprint to fall back on, client, 1 for a first attempt.
    static let endGrace = SlotScript(
        named: "end-grace",
        fenced: #"""
            local n, floor, fp, client, is_first = unpack(ARGV)
            local stands = standing()
            local done = done_before(stands, n, is_first)
            if done then return answer('already', done) end
            if stands.state ~= 'good' then return answer('left') end
            local obstacle = write_obstacle(stands)
            if obstacle then return obstacle end
            local known = logged(stands.n)
            local e = decimal(next_epoch(stands.e, floor))
            write(stands, { e = e, n = n, v = stands.value, o = '', p = stands.version,
              by = stands.value == '' and 'revoke' or 'end-grace', k = stands.k }, known and known.fp or fp, 'end-grace', client)
            return answer('wrote', e .. ':' .. n)
            """#)
}

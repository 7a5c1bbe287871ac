extension SlotScript {
    /// Puts a replica's whole record back where the slot is absent or lower; publishes only if it wrote.
    ///
    /// A replica never overwrites what it cannot read, and never repairs with a key from configuration. A record without
    /// value goes on saying that a revoke made it.
    /// Arguments: epoch, nonce, value, outgoing, previous, fingerprint key, fingerprint, client.
    static let repair = SlotScript(
        named: "repair",
        fenced: #"""
            local e, n, v, o, p, k, fp, client = unpack(ARGV)
            local stands = standing()
            local own = tonumber(e)
            if own == 0 or own > furthest or stands.state == 'damaged' then return answer('left') end
            if stands.state == 'good' and not is_lower(stands.e, stands.n, own, n) then
              local is_conflict = stands.version == decimal(own) .. ':' .. n and stands.value ~= v
              return answer(is_conflict and 'conflict' or 'left')
            end
            local obstacle = write_obstacle(stands)
            if obstacle then return obstacle end
            write(stands, { e = decimal(own), n = n, v = v, o = o, p = p, by = v == '' and 'revoke' or 'repair', k = k },
              fp, 'repair', client)
            return answer('wrote', decimal(own) .. ':' .. n)
            """#)
}

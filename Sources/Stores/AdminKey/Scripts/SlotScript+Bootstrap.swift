extension SlotScript {
    /// Writes a configured key with epoch 0 into an absent slot, so that it never beats a rotated one.
    ///
    /// Arguments: nonce, value, fingerprint key, fingerprint, client.
    static let bootstrap = SlotScript(
        named: "bootstrap",
        fenced: #"""
            local n, v, k, fp, client = unpack(ARGV)
            local stands = standing()
            if stands.state == 'good' and stands.n == n then return answer('already', stands.version) end
            if stands.state ~= 'absent' then return answer('left') end
            local obstacle = write_obstacle(stands)
            if obstacle then return obstacle end
            write(stands, { e = '0', n = n, v = v, o = '', p = '', by = 'bootstrap', k = k }, fp, 'bootstrap', client)
            return answer('wrote', '0:' .. n)
            """#)
}

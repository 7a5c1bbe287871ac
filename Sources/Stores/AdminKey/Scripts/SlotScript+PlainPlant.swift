extension SlotScript {
    /// Puts a value into an absent plain slot: a bootstrap or a replant.
    ///
    /// Arguments: nonce, value, bootstrap or replant, fingerprint, client.
    static let plainPlant = SlotScript(
        named: "plain-plant",
        plain: #"""
            local n, v, by, fp, client = unpack(ARGV)
            if kind_of(slot) ~= 'none' then return answer('left') end
            local obstacle = obstacle({ { 'XADD', log, '*', 'e', '0' }, { 'SET', slot, v, 'NX' } })
            if obstacle then return obstacle end
            append('0', n, fp, by, client)
            redis.call('SET', slot, v, 'NX')
            return answer('wrote', '0:' .. n)
            """#)
}

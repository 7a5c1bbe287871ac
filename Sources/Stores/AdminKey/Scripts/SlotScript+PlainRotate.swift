extension SlotScript {
    /// Puts a new key into the plain slot, whatever stands there, and publishes an empty hint.
    ///
    /// Arguments: nonce, value, fingerprint, client, 1 for a first attempt.
    static let plainRotate = SlotScript(
        named: "plain-rotate",
        plain: #"""
            local n, v, fp, client, is_first = unpack(ARGV)
            if is_first ~= '1' and logged(n) then return answer('already', '0:' .. n) end
            local obstacle = obstacle({ { 'XADD', log, '*', 'e', '0' }, { 'SET', slot, v }, { 'PUBLISH', channel, '' } })
            if obstacle then return obstacle end
            append('0', n, fp, 'rotate', client)
            redis.call('SET', slot, v)
            redis.call('PUBLISH', channel, '')
            return answer('wrote', '0:' .. n)
            """#)
}

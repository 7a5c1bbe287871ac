extension RegistrationScript {
    /// Gives the lease if nobody has it, or the same one to who has it already.
    ///
    /// The number is made like an epoch, so that a new primary that lost the last one does not give it again.
    /// Arguments: holder, life in ms.
    static let takeLease = RegistrationScript(
        named: "dcr-take-lease",
        #"""
        local holder, life = unpack(ARGV, 3)
        local refusal = forbidden({ { 'SET', lease, '' }, { 'SET', fence, '' }, { 'DEL', lease } })
        if refusal then return refusal end
        heal()
        local stands = standing()
        local current = lease_in_force()
        if current and not (current.state == 'held' and current.holder == holder) then
          return answer('held', '', decimal(math.max(1, redis.call('PTTL', lease))),
            current.state == 'held' and '0' or current.failures, '')
        end
        local number = current and current.fence
        if not number then
          number = decimal(math.max((epoch(redis.call('GET', fence) or '') or 0) + 1, now))
          redis.call('SET', fence, number)
        end
        redis.call('SET', lease, number .. ':' .. holder .. ':0:held', 'PX', life)
        return answer('taken', number, '0', '0', stands.state == 'good' and '1' or '')
        """#)

    /// Arguments: fence, holder, life in ms.
    static let extendLease = RegistrationScript(
        named: "dcr-extend-lease",
        #"""
        local number, holder, life = unpack(ARGV, 3)
        if not has_lease(number, holder) then return 0 end
        local refusal = forbidden({ { 'SET', lease, '' } })
        if refusal then return refusal end
        redis.call('SET', lease, number .. ':' .. holder .. ':0:held', 'PX', life)
        return 1
        """#)

    /// Arguments: fence, holder, pause in ms or 0, failures.
    static let releaseLease = RegistrationScript(
        named: "dcr-release-lease",
        #"""
        local number, holder, pause, failures = unpack(ARGV, 3)
        if not has_lease(number, holder) then return 0 end
        local refusal = forbidden({ { 'SET', lease, '' }, { 'DEL', lease } })
        if refusal then return refusal end
        if tonumber(pause) > 0 then
          redis.call('SET', lease, number .. ':' .. holder .. ':' .. failures .. ':paused', 'PX', pause)
        else
          redis.call('DEL', lease)
        end
        return 1
        """#)
}

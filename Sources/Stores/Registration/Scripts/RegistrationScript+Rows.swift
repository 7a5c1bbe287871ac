extension RegistrationScript {
    /// Writes a new registration if the condition holds, else notes it as a loser; the same nonce is the same put.
    ///
    /// Arguments: row without generation, nonce, end of the secret in ms, condition, its epoch and nonce, floor, 1 to note
    /// losers, client, fence and holder of the lease.
    static let put = RegistrationScript(
        named: "dcr-put",
        #"""
        local draft, n, ending, condition, over_e, over_n, floor, notes, client, number, holder = unpack(ARGV, 3)
        local stands = standing()
        if stands.state == 'good' and stands.n == n and stands.client == client then return answer('already') end
        if redis.call('EXISTS', tombstone) == 1 then return answer('withdrawn') end
        local refusal = write_obstacle()
        if refusal then return refusal end
        heal()

        local is_good = stands.state == 'good'
        local did = 'wrote'
        if condition == 'absent' and is_good then did = 'lost' end
        if condition == 'present' and not (is_good and decimal(stands.e) == over_e and stands.n == over_n) then
          did = 'lost'
        end
        if condition == 'not-above' and is_good and is_lower(tonumber(over_e), over_n, stands.e, stands.n) then
          did = 'lost'
        end
        local current = lease_in_force()
        if did == 'wrote' and number ~= '' and current and (current.fence ~= number or current.holder ~= holder) then
          did = 'fenced'
        end
        if did ~= 'wrote' then
          if notes == '1' and stands.client ~= client then
            redis.call('HSETNX', losers, entry(client), '{"generation":0,' .. draft:sub(2))
          end
          return answer(did)
        end
        local e = next_epoch(stands.e, floor)
        write(stands, '{"generation":' .. decimal(e) .. ',' .. draft:sub(2), e, n, client, ending, notes == '1')
        if number ~= '' and current then redis.call('DEL', lease) end
        return answer('wrote')
        """#)

    /// Puts a whole registration back where nothing sound or a lower one stands.
    ///
    /// Arguments: row, epoch, nonce, end of the secret in ms, client.
    static let putBack = RegistrationScript(
        named: "dcr-put-back",
        #"""
        local text, e, n, ending, client = unpack(ARGV, 3)
        local stands = standing()
        local own, ends = tonumber(e), tonumber(ending)
        if redis.call('EXISTS', tombstone) == 1 then return answer('withdrawn') end
        local is_over = ends ~= nil and ends < now
        if own == 0 or own > furthest or is_over then return answer('lost') end
        if stands.state == 'good' and not is_lower(stands.e, stands.n, own, n) then return answer('lost') end
        local refusal = write_obstacle()
        if refusal then return refusal end
        heal()
        write(stands, text, own, n, client, ending, true)
        return answer('wrote')
        """#)
}

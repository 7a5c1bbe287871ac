extension SlotScript {
    /// Damages a fenced slot by intent. Of an absent one, or one of another type, it first makes a record of epoch 0.
    ///
    /// A record whose value is damaged says that a rotation made it: after a revoke no value would be a sound one.
    /// Argument: a `SlotHarm`.
    static let damage = SlotScript(
        named: "damage",
        fenced: harms + #"""
            local refusal = forbidden({ { 'DEL', slot }, { 'HSET', slot, 'e', '0' }, { 'HGET', slot, 'v' } })
            if refusal then return refusal end
            if kind_of(slot) ~= 'hash' then
              redis.call('DEL', slot)
              redis.call('HSET', slot, 'e', '0', 'n', string.rep('0', 16), 'v', 'nobody', 'by', 'bootstrap',
                'k', string.rep('0', 32))
            end
            if harm == 'poisoned-epoch' then
              redis.call('HSET', slot, 'e', decimal(now + 2 * 86400000))
              return 1
            end
            local value = key_text(redis.call('HGET', slot, 'v') or '')
            if harm == 'padded' then
              if not value or value == '' then return 0 end
              redis.call('HSET', slot, 'v', ' \t' .. value .. '\n ')
              return 1
            end
            redis.call('HSET', slot, 'v', values[harm], 'by', 'rotate')
            return 1
            """#)

    /// Damages a plain slot by intent.
    ///
    /// Argument: a `SlotHarm` but poisoned-epoch.
    static let plainDamage = SlotScript(
        named: "plain-damage",
        plain: harms + #"""
            if harm == 'padded' then
              local value = kind_of(slot) == 'string' and key_text(redis.call('GET', slot))
              if not value or value == '' then return 0 end
              values.padded = ' \t' .. value .. '\n '
            end
            redis.call('SET', slot, values[harm])
            return 1
            """#)

    /// What is done to both kinds of slot alike.
    private static let harms = #"""
        local harm = ARGV[1]
        if harm == 'wrong-type' then
          local refusal = forbidden({ { 'DEL', slot }, { 'RPUSH', slot, '' } })
          if refusal then return refusal end
          redis.call('DEL', slot)
          return redis.call('RPUSH', slot, 'no slot')
        end
        local values = { empty = '', blank = ' \t\n ', huge = string.rep('x', 5000) }

        """#
}

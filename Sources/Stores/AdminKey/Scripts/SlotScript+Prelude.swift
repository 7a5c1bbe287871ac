extension SlotScript {
    /// What all scripts of the slot share: its value, the log, and how an answer is made.
    static let prelude = #"""
        local slot, log = KEYS[1], KEYS[2]
        local channel = slot .. ':push'

        -- Nil for what can be no key, empty for what says nothing.
        local function key_text(text)
          local value = text:match('^%s*(.*%S)') or ''
          if #value <= 4096 and not value:find('[%z\1-\32\127]') then return value end
        end

        -- What would make a logged write fail halfway.
        local function obstacle(commands)
          local log_kind = kind_of(log)
          if log_kind ~= 'none' and log_kind ~= 'stream' then
            return redis.status_reply('log-damaged')
          end
          return forbidden(commands)
        end

        local function append(e, n, fp, by, client)
          redis.call('XADD', log, 'MAXLEN', '~', '10000', '*',
            'e', e, 'n', n, 'fp', fp, 'by', by, 'client', client, 't', decimal(now))
        end

        -- The newest entry of the log that has this nonce, as a table of its fields.
        local function logged(nonce)
          if kind_of(log) ~= 'stream' then return nil end
          local newest = '+'
          for _ = 1, 120 do  -- 100 entries each: more than the log's cap
            local page = redis.call('XREVRANGE', log, newest, '-', 'COUNT', '100')
            for _, entry in ipairs(page) do
              local fields = {}
              for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
              if fields.n == nonce then return fields end
              newest = '(' .. entry[1]
            end
            if #page < 100 then return nil end
          end
        end

        -- Every script answers alike: what it did, the type and content that stand now, the version that it wrote or
        -- found done, the end of the grace, ends and values of the entries that had to leave the list.
        local function answer(did, version, grace_end, dropped)
          local kind = kind_of(slot)
          local content = ''
          if kind == 'hash' then content = redis.call('HGETALL', slot) end
          if kind == 'string' then content = redis.call('GET', slot) end
          return { did, kind, content, version or '', grace_end or '', dropped or {} }
        end

        """#
}

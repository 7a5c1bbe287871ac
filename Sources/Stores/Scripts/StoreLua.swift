/// The Lua that scripts of several stores begin with, for Redis 7.0.
///
/// What one store writes under a version is judged by readers that know one rule for all of them: numbers, the order of
/// versions and the next epoch are the same everywhere (specs/versions.md sections 1 to 4).
enum StoreLua {
    /// The clock, the numbers, the order of versions, types and permissions.
    ///
    /// The first line makes Redis refuse the whole script with READONLY, NOREPLICAS or OOM before it runs, so those are
    /// certainly without effect.
    ///
    /// - Parameter what: what a refusal names, as in `the slot`.
    static func prelude(on what: String) -> String { "#!lua\n" + numbers + versions + permissions(on: what) }

    private static let numbers = #"""
        local clock = redis.call('TIME')
        local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
        -- A number further ahead than this is malformed, else it would block every later change.
        local furthest = now + 86400000

        -- Never tostring(): it keeps 14 digits and may choose an exponent.
        local function decimal(number) return string.format('%.0f', number) end

        local function epoch(text)
          if text and #text <= 14 and text:find('^%d+$') then return tonumber(text) end
        end

        local function is_hex(text, count) return text ~= nil and #text == count and not text:find('[^0-9a-f]') end

        """#

    private static let versions = #"""
        -- As number, then as text; in halves, because a number holds 53 bits and strings compare by locale.
        local function is_lower(e, n, than_e, than_n)
          if e ~= than_e then return e < than_e end
          local high, than_high = tonumber(n:sub(1, 8), 16), tonumber(than_n:sub(1, 8), 16)
          if high ~= than_high then return high < than_high end
          return tonumber(n:sub(9), 16) < tonumber(than_n:sub(9), 16)
        end

        -- Above the number that stands, if any. A floor that no reader would accept is none: it would make this very
        -- write malformed.
        local function next_epoch(stands, floor)
          floor = epoch(floor) or 0
          if floor >= furthest then floor = 0 end
          return math.max((stands or -1) + 1, floor + 1, now)
        end

        local function kind_of(name) return redis.call('TYPE', name).ok end

        """#

    /// What the caller may not do, asked before the first write, because a script that fails later leaves that write.
    static func permissions(on what: String) -> String {
        #"""
        -- What to answer to a caller who may not do all of it, or nil.
        local function forbidden(commands)
          for _, command in ipairs(commands) do
            if not redis.acl_check_cmd(unpack(command)) then
              return redis.error_reply('NOPERM this user may not run ' .. command[1] .. ' on \#(what)')
            end
          end
        end

        """#
    }
}

extension SlotScript {
    /// Puts a new key in force, whatever stands there; with grace the key before it joins the list of outgoing ones.
    ///
    /// The one that joins is never the one that leaves a full list: its end is about to be acknowledged.
    /// Arguments: nonce, value, fingerprint key, grace in ms, floor, fingerprint, client, 1 for a first attempt.
    static let rotate = SlotScript(
        named: "rotate",
        fenced: #"""
            local n, v, k, grace, floor, fp, client, is_first = unpack(ARGV)
            grace = tonumber(grace)
            local stands = standing()
            local done = done_before(stands, n, is_first)
            if done then
              local newest = stands.version == done and grace > 0 and stands.list[#stands.list]
              return answer('already', done, newest and decimal(newest.ending))
            end
            local obstacle = write_obstacle(stands)
            if obstacle then return obstacle end

            -- Without grace every older key dies, those that still had some included.
            local list, dropped, grace_end = {}, {}, nil
            if grace > 0 then
              for _, entry in ipairs(stands.list) do
                local is_running = entry.ending > now
                if is_running and entry.value ~= v and entry.value ~= stands.value then list[#list + 1] = entry end
              end
              if stands.value and stands.value ~= '' and stands.value ~= v then
                if #list == 4 then
                  local earliest = 1
                  for i = 2, 4 do if list[i].ending < list[earliest].ending then earliest = i end end
                  local entry = table.remove(list, earliest)
                  dropped = { decimal(entry.ending), entry.value }
                end
                grace_end = now + grace
                list[#list + 1] = { ending = grace_end, value = stands.value }
              end
            end

            local e = decimal(next_epoch(stands.e, floor))
            write(stands, { e = e, n = n, v = v, o = list_text(list), p = stands.version or '', by = 'rotate',
              k = stands.k or k }, fp, 'rotate', client)
            return answer('wrote', e .. ':' .. n, grace_end and decimal(grace_end), dropped)
            """#)
}

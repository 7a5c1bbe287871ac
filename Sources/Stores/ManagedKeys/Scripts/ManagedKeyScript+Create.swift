import Credentials

/// The cap of a message, for the scripts.
enum ManagedKeyMessageCap { static let bytes = ManagedKeyMessage.longestRow }

extension ManagedKeyScript {
    /// Stores a new key. The same id with the same hash is the same creation, whose answer was lost: both were drawn at
    /// random.
    ///
    /// Arguments: the row up to its times, floor.
    static let create = ManagedKeyScript(
        named: "create-key",
        #"""
        local front, floor = unpack(ARGV)
        local record = cjson.decode(front .. '}')
        record.created_at, record.updated_at, record.enabled, record.revision = now, now, true, now
        local unseen = unseen()
        if unseen then return unseen end
        -- Then an argument is no beginning of a row: nothing that a store of ours asks for.
        if row_of(record):sub(1, #front) ~= front then return redis.error_reply('ERR no beginning of a row') end
        local stands = standing(record.id)
        if stands.verdict ~= 'unknown' then
          if stands.record and stands.record.secret_hash == record.secret_hash then return { 'already', stands.row } end
          return { 'duplicate-id', '' }
        end
        if redis.call('HEXISTS', hashes, record.secret_hash) == 1 then return { 'duplicate-hash', '' } end
        if record.expires_at and record.expires_at <= now then return { 'expired', '' } end
        return obstacle() or write(record, floor)
        """#)

    /// Deactivates a key; one that is deactivated stays as it is, its first moment included.
    ///
    /// Arguments: id, an earlier first moment in ms or nothing, floor.
    static let deactivate = ManagedKeyScript(
        named: "deactivate-key",
        #"""
        local id, first, floor = unpack(ARGV)
        local unseen = unseen()
        if unseen then return unseen end
        local stands = standing(id)
        if stands.verdict == 'dead' then return { 'already', stands.row } end
        if stands.verdict ~= 'alive' then return { stands.verdict, '' } end
        local record = stands.record
        local moment = epoch(first) or now
        if moment > now or moment < record.created_at then moment = now end
        record.enabled, record.deactivated_at, record.updated_at = false, moment, now
        return obstacle() or write(record, floor)
        """#)
}

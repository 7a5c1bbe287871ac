/// Something that belongs to one event loop, on its way to the actor that runs there.
///
/// Proof for `@unchecked Sendable`: it is made on the loop's thread and opened only by ``RedisAuthorizationStore``,
/// whose executor is that loop's.
struct OnLoop<Value>: @unchecked Sendable {
    let value: Value
}

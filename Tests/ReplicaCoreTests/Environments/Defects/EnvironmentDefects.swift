@testable import Credentials
@testable import ReplicaCore

extension EnvironmentDefect {
    static let all = inbound + outbound + shown

    static let inbound: [EnvironmentDefect] = [
        .after("R8: a start that upstream refuses takes the environment down", "I1") { call in
            guard case .clientFailed(let token, .refused) = call.input, let name = call.before.owners[token],
                call.keeper.environments[name] != nil
            else { return }
            call.keeper.gate.replace(name, with: [:])
            call.effects.append(.swap(call.keeper.gate))
        },
        .after("R14: what one environment gives up is taken from another", "I1") { call in
            for case .unregister(let credential, let name) in call.effects {
                for other in call.keeper.environments.keys where other != name {
                    guard var ends = call.keeper.environments[other]?.rotator.snapshot().ends,
                        ends.removeValue(forKey: credential) != nil
                    else { continue }
                    call.keeper.gate.replace(other, with: ends)
                    call.effects.append(.swap(call.keeper.gate))
                }
            }
        },
        .document("B8: a list that omits a predecessor revokes it", "I6") { call, name, document in
            let listed = document.sdk.additional.active + document.sdk.additional.expiring.map(\.key)
            guard var ring = call.keeper.environments[name]?.rotator.sdk else { return }
            for entry in ring.deprecated.keys where !listed.contains(entry.key) && entry.key != document.sdk.grace?.key
            {
                ring.letGo(ring.take(entry.key))
            }
            call.keeper.environments[name]?.rotator.sdk = ring
            call.settle(name)
        },
        .after("a drain waits for the interval", "I6") { call in
            guard case .tick = call.input else { return }
            let ended = call.effects.contains { if case .unregister = $0 { true } else { false } }
            guard ended else { return }
            // As if nobody had woken it: what was due stays as it was.
            call.effects.removeAll { effect in
                switch effect {
                case .unregister, .swap, .closeClient, .note(.credential): true
                default: false
                }
            }
        },
        .document("R2, F21: the previous primary outlives a past grace", "I7") { call, name, document in
            guard let previous = call.ring(before: name)?.primary?.key, let grace = document.sdk.grace,
                grace.end < call.now.wall, previous != document.sdk.primary, document.sdk.primary != nil,
                call.keeper.environments[name]?.rotator.accepts(previous.credential) == false
            else { return }
            call.drop { $0 == .unregister(previous.credential, name) }
            call.remap(name, also: [previous.credential])
        },
        .document("F3: an omitted key stays", "I7") { call, name, _ in
            let omitted = (call.ring(before: name)?.additional ?? []).map(\.key.credential).filter {
                call.keeper.environments[name]?.rotator.accepts($0) == false
            }
            guard !omitted.isEmpty else { return }
            call.drop { effect in omitted.contains { effect == .unregister($0, name) } }
            call.remap(name, also: omitted)
        },
        .document("R20, R13: keys that swap roles are removed and added", "I8") { call, name, _ in
            guard let previous = call.ring(before: name)?.primary?.key,
                call.keeper.environments[name]?.rotator.sdk.isAdditional(previous) == true
            else { return }
            call.effects += [.unregister(previous.credential, name), .register(previous.credential, name)]
        },
        .document("R1: a key that is rotated back to keeps its old grace", "I8") { call, name, document in
            guard let new = document.sdk.primary, let end = call.ring(before: name)?.deprecated.end(of: new) else {
                return
            }
            let held = Credentials.HeldKey(key: new, isMapped: true, isActing: true)
            call.keeper.environments[name]?.rotator.sdk.deprecated.insert(held, end: end)
        },
        .document("B3: a promoted key is registered once more", "I9") { call, name, document in
            guard let new = document.sdk.primary, call.ring(before: name)?.isAdditional(new) == true else { return }
            call.effects.append(.register(new.credential, name))
        },
        .after("F14: streams are closed before the key stops resolving", "I10") { call in
            let swaps = call.effects.filter { if case .swap = $0 { true } else { false } }
            call.drop { swaps.contains($0) }
            call.effects += swaps
        },
        .after("F15: a key resolves before it has handlers", "I10") { call in
            let swaps = call.effects.filter { if case .swap = $0 { true } else { false } }
            call.drop { swaps.contains($0) }
            let front = call.effects.firstIndex { if case .register = $0 { true } else { false } }
            call.effects.insert(contentsOf: swaps, at: front ?? call.effects.count)
        },
        .document("B21, B22: an environment resolves before its predecessors do", "I15") { call, name, _ in
            guard call.isNew(name), let place = call.effects.firstIndex(where: { $0.isSwap }),
                let ends = call.keeper.environments[name]?.rotator.snapshot().ends
            else { return }
            var partial = call.keeper.gate
            partial.replace(name, with: ends.filter { $0.value == nil })
            call.effects.insert(.swap(partial), at: place)
        },
        .after("B26: a document that comes while another is read is noted and not applied", "I16") { call in
            guard !call.before.documentReads.isEmpty, !call.documents.isEmpty else { return }
            (call.keeper.environments, call.keeper.gate) = (call.before.environments, call.before.gate)
            (call.keeper.clients, call.keeper.owners) = (call.before.clients, call.before.owners)
            call.drop { if case .note = $0 { false } else { !$0.isRead } }
        },
        .after("versions fall: the latest message counts", "I16") { call in
            guard case .pushed(let message?) = call.input, let own = call.before.held[message.record.id]?.version,
                message.record.version < own
            else { return }
            call.keeper.held[message.record.id] = nil
            call.effects += call.keeper.handle(call.input, at: call.now)
        },
    ]

    static let outbound: [EnvironmentDefect] = [
        .document("B1: of an environment that comes mid-rotation only the primary gets a client", "I2") {
            call, name, document in
            guard call.isNew(name) else { return }
            for case .startClient(let start) in call.effects where start.key != nil && start.key != document.sdk.primary
            {
                _ = call.keeper.clients[name]?.unwant(start.key)
                call.keeper.clients[name]?.failed(start.token, .unreachable, at: call.now.steady, &call.keeper.pauses)
                call.keeper.owners[start.token] = nil
                call.drop { $0 == .startClient(start) }
            }
        },
        .after("B23: a client whose key went while it started is kept", "I2") { call in
            guard case .clientStarted(let token, _) = call.input else { return }
            call.drop { $0 == .closeClient(token) }
        },
        .after("R5: a client that starts after the close is kept", "I3") { call in
            guard case .clientStarted(let token, _) = call.input, call.before.isClosed else { return }
            call.drop { $0 == .closeClient(token) }
        },
        .document("F17, F18: a rotation starts a client offline", "I2") { call, name, document in
            guard call.keeper.environments[name]?.isOffline == true, let new = document.sdk.primary, !call.isNew(name),
                call.ring(before: name)?.primary?.key != new
            else { return }
            call.startStray(new, of: name)
        },
        .document("F1: an additional key gets a client", "I2") { call, name, document in
            for key in document.sdk.additional.active
            where call.keeper.clients[name]?.slot(of: key) == nil
                && call.ring(before: name)?.isAdditional(key) != true
                && call.keeper.environments[name]?.isOffline == false
            {
                call.startStray(key, of: name)
            }
        },
        .after("R6, R7: a key that comes back is started again, though its start is under way", "I3") { call in
            for (name, clients) in call.keeper.clients {
                for slot in clients.slots where slot.isWanted && slot.key != nil {
                    guard let old = call.before.clients[name]?.slot(of: slot.key), !old.isWanted,
                        old.phase == slot.phase
                    else { continue }
                    call.startStray(slot.key, of: name)
                }
            }
        },
        .document("B14: a rotation to itself starts a second client", "I3") { call, name, document in
            guard let primary = document.sdk.primary, document.sdk.grace?.key == primary, !call.isNew(name),
                call.ring(before: name)?.primary?.key == primary
            else { return }
            call.startStray(primary, of: name)
        },
        .after("a client that is closed is closed again", "I3") { call in
            for case .closeClient(let token) in call.effects { call.effects.append(.closeClient(token)) }
        },
        .document("B11: events go out as the key that was added last", "I4") { call, name, document in
            guard let key = document.mobile.grace?.key, call.effects.contains(.register(key.credential, name)) else {
                return
            }
            call.effects.append(.sendEvents(name, as: key.credential))
        },
        .after("R9: once a predecessor ran, the environment serves its frozen data", "I9") { call in
            for (name, clients) in call.keeper.clients where clients.slots.count(where: { $0.isRunning }) > 1 {
                call.keeper.environments[name]?.names.project = "frozen"
            }
            for case .deliver(let name, let data) in call.effects
            where call.keeper.environments[name]?.names.project == "frozen" {
                call.drop { $0 == .deliver(name, data: data) }
            }
        },
        .document("B27: the same environment id is added again", "I14") { call, name, document in
            guard !call.isNew(name) else { return }
            call.effects.append(.register(.environmentID(document.id), name))
        },
    ]

    static let shown: [EnvironmentDefect] = [
        .document("B2: a promoted key stays additional", "I5") { call, name, document in
            guard let new = document.sdk.primary, call.ring(before: name)?.isAdditional(new) == true else { return }
            let held = Credentials.HeldKey(key: new, isMapped: true)
            call.keeper.environments[name]?.rotator.sdk.additional.append(held)
        },
        .status("B16: mobile keys that end are not shown", "I11") { rotator in
            (rotator.mobile.deprecated, rotator.mobile.expiring) = (EndingKeys(), EndingKeys())
        },
        .status("B17: of several SDK keys that end one is shown", "I11") { rotator in
            if !rotator.sdk.deprecated.keys.isEmpty { rotator.sdk.expiring = EndingKeys() }
        },
        EnvironmentDefect(
            name: "F12: a key is logged", invariant: "I12",
            patch: KeeperPatch(printed: { effect in
                guard case .note(.credential(_, let notice)) = effect, case .sdkKey(let key) = notice.credential else {
                    return nil
                }
                return "\(notice.event) \(TraceKeys.text(key))"
            })),
        .document("B24: the last of several ends counts", "I13") { call, name, document in
            guard let text = call.keeper.held[document.id]?.text, let wire = WireDocument(text.withBytes { $0 }) else {
                return
            }
            let entries = wire.entries(wire.sdkKey).reversed().compactMap { entry in
                SDKKey(text: TraceKeys.sdk(entry.key)).map { key in
                    (key: key, end: entry.end.map { WallTime(milliseconds: Int64($0)) })
                }
            }
            let keys = AdditionalKeys(Array(entries))
            guard Set(keys.expiring) != Set(document.sdk.additional.expiring) else { return }
            call.keeper.environments[name]?.rotator.setAdditionalSDKKeys(keys, at: call.now.wall)
            call.settle(name)
        },
        .document("B25: a key that is listed active and expiring is active", "I13") { call, name, document in
            guard let text = call.keeper.held[document.id]?.text, let wire = WireDocument(text.withBytes { $0 }) else {
                return
            }
            let entries = wire.entries(wire.sdkKey)
            let keys = AdditionalKeys(
                entries.filter { entry in
                    entry.end == nil || !entries.contains { $0.key == entry.key && $0.end == nil }
                }.compactMap { entry in
                    SDKKey(text: TraceKeys.sdk(entry.key)).map {
                        (key: $0, end: entry.end.map { WallTime(milliseconds: Int64($0)) })
                    }
                })
            guard Set(keys.active) != Set(document.sdk.additional.active) else { return }
            call.keeper.environments[name]?.rotator.setAdditionalSDKKeys(keys, at: call.now.wall)
            call.settle(name)
        },
    ]
}

extension EnvironmentEffect {
    fileprivate var isSwap: Bool { if case .swap = self { true } else { false } }
    fileprivate var isRead: Bool {
        switch self {
        case .readIndex, .readDocument, .putBack, .ready: true
        default: false
        }
    }
}

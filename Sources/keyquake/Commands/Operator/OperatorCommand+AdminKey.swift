import Operator

extension OperatorCommand {
    /// A change that makes no secret.
    func change(
        _ order: AdminKeyOrder, overwrites: Bool, _ wish: WaitWish?, on session: OperatorSession
    ) async throws(OperatorError) -> Int32 {
        let before = try await session.holdsBefore(isNeeded: wish != nil)
        let made = try await session.change(order, floor: before?.adminFloor ?? .zero, overwrites: overwrites)
        if json { print(JSONLine.text(of: AdminKeyChangeView(made, issuing: nil)), to: 1) }
        note(made.line)
        return await confirm(made.version.map { .adminKey($0) }, madeBy: made.madeBy, wish, on: session)
    }
}

import Doubles
import History
import Scenario

extension AuthorizationServerFault: PerformableStep {
    /// In force before the barrier: what is released with it must meet it.
    func prepare(in run: Run) async -> Prepared {
        guard let server = run.registrations?.server else { return .serverFault(nil) }
        let id = server.nextFault()
        do throws(AuthorizationError) { try await server.client.inject(fault(id)) } catch {
            run.progress.note("\(error)")
            return .serverFault(nil)
        }
        return .serverFault(id)
    }

    /// Waits for its time, or until it has met as many requests as it is for, and proves it by how many it met.
    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .serverFault(let id?) = prepared, let client = run.registrations?.server.client else {
            return .failed
        }
        let end = run.loop.now + duration
        do throws(AuthorizationError) {
            while run.loop.now < end, !run.isInterrupted {
                if let times, try await client.met(id) >= times { break }
                await run.loop.sleep(nanoseconds: min(Self.pause, end - min(end, run.loop.now)))
            }
            guard try await client.lift(id) > 0 else { return run.outcome(ofWait: false) }
        } catch {
            run.progress.note("step \(step): \(error)")
            return .failed
        }
        run.recorder.record(.faultProved(step: step, proof: .requestsMet))
        return .ok
    }

    private static var pause: UInt64 { 20_000_000 }

    private func fault(_ id: AuthorizationFault.ID) -> AuthorizationFault {
        var delay: UInt64 = 0
        if case .slow(let by) = kind { delay = by }
        return AuthorizationFault(
            id: id, kind.ofDouble, on: Set(endpoints.map(\.ofDouble)), tenant: upstream, times: times, delay: delay)
    }
}

extension AuthorizationServerFault.Endpoint {
    fileprivate var ofDouble: AuthorizationFault.Endpoint {
        switch self {
        case .discovery: .discovery
        case .register: .register
        case .delete: .delete
        case .token: .token
        }
    }
}

extension AuthorizationServerFault.Kind {
    /// Where nobody listens, and nobody should ask.
    private static var elsewhere: String { "http://10.0.0.1/register" }

    fileprivate var ofDouble: AuthorizationFault.Kind {
        switch self {
        case .slow: .slow
        case .status(let status, let retryAfter): .status(status, retryAfter: retryAfter)
        case .echoSecrets(let status): .echoSecrets(status)
        case .loseAnswer: .loseAnswer
        case .hang: .hang
        case .reset: .reset
        case .oversized(let bytes): .oversized(bytes, declaresLength: false)
        case .drip(let bytes, let pause): .drip(bytes, pause: pause)
        case .wrongIssuer: .wrongIssuer
        case .redirect: .redirect(to: Self.elsewhere)
        case .notJSON: .answer("<html>sign in first</html>", contentType: "text/html")
        case .noClient: .answer("{}", contentType: "application/json")
        }
    }
}

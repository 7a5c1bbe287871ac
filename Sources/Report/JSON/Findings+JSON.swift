import Checks
import Scenario

extension Measurement {
    var json: JSONValue {
        .object([.init("value", .decimal(value)), .init("unit", .string(unit)), .init("n", .integer(samples))])
    }
}

extension ExpectationResult {
    var json: JSONValue {
        .object([
            .init("metric", .string(expectation.metric)),
            .init("bound", .string(expectation.text)),
            .init("value", .decimal(value)),
            .init("holds", .bool(holds)),
        ])
    }
}

extension Violation {
    var json: JSONValue {
        .object([
            .init("check", .string(check)),
            .init("replica", .string(replica)),
            .init("incarnation", .integer(incarnation)),
            .init("credential", .string(credential)),
            .init("at_ms", .decimal(atMilliseconds)),
            .init("after_step", .string(afterStep)),
            .init("expected", .string(expected)),
            .init("detail", .string(detail)),
        ])
    }
}

extension Held {
    var json: JSONValue {
        .object([
            .init("replica", .string(replica)),
            .init("from_ms", .decimal(fromMilliseconds)),
            .init("to_ms", .decimal(toMilliseconds)),
            .init("why", .string(why)),
        ])
    }
}

extension StepResult {
    var json: JSONValue {
        .object([
            .init("step", .string(step)),
            .init("at_ms", .decimal(atMilliseconds)),
            .init("invoked_ms", .decimal(invokedMilliseconds)),
            .init("acknowledged_ms", .decimal(acknowledgedMilliseconds)),
            .init("outcome", .string(outcome)),
        ])
    }
}

extension ManagedKeyBounds {
    var json: JSONValue {
        .object([
            .init("asked", level(askedLearn, askedRefuse)), .init("smallest", level(smallestLearn, smallestRefuse)),
        ])
    }

    private func level(_ learn: UInt64, _ refuse: UInt64) -> JSONValue {
        .object([
            .init("learn_ms", .decimal(Bounds.milliseconds(learn))),
            .init("refuse_ms", .decimal(Bounds.milliseconds(refuse))),
        ])
    }
}

extension Bounds {
    var json: JSONValue {
        .object([
            .init("learn_ms", .decimal(Bounds.milliseconds(learn))),
            .init("refuse_ms", .decimal(Bounds.milliseconds(refuse))),
            .init("timed_ms", .decimal(Bounds.milliseconds(timed))),
            .init("skew_ms", .decimal(Bounds.milliseconds(skew))),
        ])
    }

    static func milliseconds(_ nanoseconds: UInt64) -> Double { Double(nanoseconds) / 1_000_000 }
}

import CPosix
import History

/// A replica is held from h0, taken before the fault is asked for, to h1, taken after its end was proved.
struct Hold: Equatable {
    let number: UInt32
    let life: Life
    let why: HoldReason
}

/// Numbers the holds of a run and writes them down.
struct Holds {
    private var next: UInt32 = 0

    mutating func begin(_ life: Life, _ why: HoldReason, in recorder: Recorder) -> Hold {
        let hold = Hold(number: next, life: life, why: why)
        next += 1
        recorder.record(.heldBegan(life, why: why, hold: hold.number))
        return hold
    }

    func end(_ hold: Hold, in recorder: Recorder) {
        recorder.record(.heldEnded(hold.life, why: hold.why, hold: hold.number))
    }
}

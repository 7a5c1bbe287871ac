import Credentials

/// A way to damage the slot by intent, as a step of a scenario names it.
package enum SlotHarm: String, CaseIterable, Sendable {
    /// No text where a value must be: no opinion.
    case empty
    /// White space only: no opinion.
    case blank
    /// The right value with white space around it, which every reader trims.
    case padded
    /// Another Redis type.
    case wrongType = "wrong-type"
    /// A value over 4 KiB.
    case huge
    /// An epoch 48 h ahead; a plain slot has none.
    case poisonedEpoch = "poisoned-epoch"
}

/// Harms the slot behind every script's back: nothing is logged, nothing published.
package protocol SlotDamager: AnyObject {
    /// Takes the slot away; false when there was none.
    func delete(_ done: @escaping SlotAnswer<Bool>)
    /// Leaves the slot damaged, an absent one too; false when there was nothing to do it to, as no value to pad.
    func corrupt(_ harm: SlotHarm, _ done: @escaping SlotAnswer<Bool>)
}

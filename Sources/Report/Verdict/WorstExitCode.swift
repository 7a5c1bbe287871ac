/// The exit code of several scenarios together: the worst of 2 > 3 > 1 > 4 > 0.
///
/// A code that none of ours is (a coordinator killed by a signal, say) counts as the environment's, 3.
package func worstExitCode(_ codes: [Int32]) -> Int32 {
    let fromBestToWorst: [Int32] = [0, 4, 1, 3, 2]
    let known = codes.map { fromBestToWorst.contains($0) ? $0 : 3 }
    return fromBestToWorst.last(where: known.contains) ?? 0
}

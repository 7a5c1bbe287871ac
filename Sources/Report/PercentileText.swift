import Histogram

extension Histogram<UInt32> {
    private static var microsecondsPerMillisecond: Double { 1000 }

    /// The percentile distribution in the format of HdrHistogram's plotters, in milliseconds.
    var percentileText: String {
        var text = ""
        outputPercentileDistribution(to: &text, outputValueUnitScalingRatio: Self.microsecondsPerMillisecond)
        return text
    }
}

/// All checks, assumptions first, in the order in which they are reported.
enum CheckList {
    static let all: [any Check.Type] = [
        RecordingCheck.self,
        FaultProofCheck.self,
        StepCheck.self,
        StarvationCheck.self,
        CoverageCheck.self,
        ConvergenceCheck.self,
        LateAcceptanceCheck.self,
        EarlyRefusalCheck.self,
        ResurrectionCheck.self,
        ExposureCheck.self,
        SpellingCheck.self,
        OrderCheck.self,
        NoReplantCheck.self,
        UnloggedWriteCheck.self,
        LinearizabilityCheck.self,
        LostWriteCheck.self,
        OutageCheck.self,
        FailoverCheck.self,
        AgreementCheck.self,
        LivenessCheck.self,
        PollCheck.self,
        AwaitCheck.self,
        ExitCheck.self,
        LeakCheck.self,
    ]
}

using Xunit.Sdk;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// A fact about every server. It is skipped, visibly, in a class whose server needs something that this machine lacks
/// (<see cref="RequiresEnvironmentAttribute"/>), is older than the feature that the fact is about, or does without it on purpose (<see cref="LacksAttribute"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ChatDr.Kubernetes.ContractTests.ContractTestCaseDiscoverer", "ChatDr.Kubernetes.ContractTests")]
public sealed class ContractFactAttribute : FactAttribute
{
    /// <summary>What the fact is about, where not every server has it.</summary>
    public string? Feature { get; set; }

    /// <summary>The version of Kubernetes that <see cref="Feature"/> came with, such as 1.25.</summary>
    public string Since { get; set; } = "1.0";
}

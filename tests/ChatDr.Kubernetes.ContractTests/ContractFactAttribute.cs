using Xunit.Sdk;

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>
/// A fact about every server. It is skipped, visibly, in a class whose server needs something that this machine lacks: see
/// <see cref="RequiresEnvironmentAttribute"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("ChatDr.Kubernetes.ContractTests.ContractTestCaseDiscoverer", "ChatDr.Kubernetes.ContractTests")]
public sealed class ContractFactAttribute : FactAttribute;

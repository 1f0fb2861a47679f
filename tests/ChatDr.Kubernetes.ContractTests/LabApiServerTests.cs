namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The contract against the lab's API server.</summary>
public sealed class LabApiServerTests(LabServer server) : ClientContract<LabServer>(server), IClassFixture<LabServer>;

namespace ChatDr.Kubernetes.ContractTests.Soak;

/// <summary>The soaks run alone, for they measure the memory of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SoakCollection
{
    /// <summary>Its name.</summary>
    public const string Name = "soak";
}

namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The class's facts need an environment variable.</summary>
/// <param name="variable">Its name.</param>
/// <param name="how">How to get it.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresEnvironmentAttribute(string variable, string how) : Attribute
{
    /// <summary>Its name.</summary>
    public string Variable { get; } = variable;

    /// <summary>How to get it.</summary>
    public string How { get; } = how;

    /// <summary>Why to skip; null when the variable is there.</summary>
    public string? SkipReason => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } ? null : $"{Variable} is not set. {How}";
}

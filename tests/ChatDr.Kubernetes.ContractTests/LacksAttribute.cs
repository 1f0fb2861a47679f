namespace ChatDr.Kubernetes.ContractTests;

/// <summary>The class's server does without a feature on purpose: facts about that are skipped.</summary>
/// <param name="feature">As <see cref="ContractFactAttribute.Feature"/> names it.</param>
/// <param name="why">Where that is said.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class LacksAttribute(string feature, string why) : Attribute
{
    /// <summary>The feature.</summary>
    public string Feature { get; } = feature;

    /// <summary>Where that is said.</summary>
    public string Why { get; } = why;
}

namespace ChatDr.Api.Schema;

/// <summary>Names of a custom resource that users type.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomResourceAttribute(string singular, string shortName) : Attribute
{
    /// <summary>The lower-case singular.</summary>
    public string Singular { get; } = singular;

    /// <summary>The abbreviation.</summary>
    public string ShortName { get; } = shortName;
}

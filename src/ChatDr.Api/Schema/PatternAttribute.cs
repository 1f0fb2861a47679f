namespace ChatDr.Api.Schema;

/// <summary>A string must match this regular expression (RE2 syntax, as the API server has it).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string pattern) : Attribute
{
    /// <summary>The expression.</summary>
    public string Pattern { get; } = pattern;
}

namespace ChatDr.Api.Schema;

/// <summary>Bounds of a string's length in characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthAttribute(int minimum, int maximum) : Attribute
{
    /// <summary>The shortest length allowed.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>The longest length allowed.</summary>
    public int Maximum { get; } = maximum;
}

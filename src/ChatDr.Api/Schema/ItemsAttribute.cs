namespace ChatDr.Api.Schema;

/// <summary>Bounds of a list's length.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ItemsAttribute(int minimum, int maximum) : Attribute
{
    /// <summary>The fewest items allowed.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>The most items allowed.</summary>
    public int Maximum { get; } = maximum;
}

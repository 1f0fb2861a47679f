namespace ChatDr.Api.Schema;

/// <summary>Bounds of a number, both inclusive.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class RangeAttribute(long minimum, long maximum) : Attribute
{
    /// <summary>The smallest value allowed.</summary>
    public long Minimum { get; } = minimum;

    /// <summary>The largest value allowed.</summary>
    public long Maximum { get; } = maximum;
}

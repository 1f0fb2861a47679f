namespace ChatDr.Api.Schema;

/// <summary>The list is a map by this property of its items (<c>x-kubernetes-list-type: map</c>). Other lists are atomic.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapKeyAttribute(string key) : Attribute
{
    /// <summary>The JSON name of the key property.</summary>
    public string Key { get; } = key;
}

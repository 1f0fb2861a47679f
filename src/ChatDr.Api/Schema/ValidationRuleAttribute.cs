namespace ChatDr.Api.Schema;

/// <summary>
/// A CEL rule (<c>x-kubernetes-validations</c>) on a type or property. API servers before 1.25 drop it, so the operator re-checks every rule itself.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The CEL expression; it must be true.</summary>
    public string Rule { get; } = rule;

    /// <summary>What the user is told when it is not.</summary>
    public string Message { get; } = message;
}

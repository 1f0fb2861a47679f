namespace ChatDr.Kubernetes.Models;

/// <summary>One thing that is wrong with a request.</summary>
public sealed record V1StatusCause
{
    /// <summary>For programs, such as <c>FieldValueInvalid</c>, <c>FieldManagerConflict</c> or <c>DisruptionBudget</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>For people.</summary>
    public string? Message { get; init; }

    /// <summary>The field, such as <c>spec.ports[0].port</c>.</summary>
    public string? Field { get; init; }
}

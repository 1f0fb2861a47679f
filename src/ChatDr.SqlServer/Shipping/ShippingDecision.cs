namespace ChatDr.SqlServer.Shipping;

/// <summary>What to do now, and how the shipping stands.</summary>
public sealed record ShippingDecision
{
    /// <summary>What to do, in order; the rest is dropped when one fails.</summary>
    public IReadOnlyList<ShippingAction> Actions { get; init; } = [];

    /// <summary>Healthy, or why not, in one PascalCase word.</summary>
    public required string Reason { get; init; }

    /// <summary>The same in a sentence that says what would help.</summary>
    public required string Message { get; init; }

    /// <summary>Whether logs flow.</summary>
    public bool Healthy { get; init; }

    /// <summary>The LSN range that no file on the share covers (S5).</summary>
    public string? MissingLsnRange { get; init; }

    /// <summary>Log backups that wait to be restored.</summary>
    public int Waiting { get; init; }
}

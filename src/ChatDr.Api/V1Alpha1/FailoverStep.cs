namespace ChatDr.Api.V1Alpha1;

/// <summary>A step of the procedure.</summary>
public sealed record FailoverStep
{
    /// <summary>The step, in PascalCase.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands.</summary>
    public required FailoverStepState State { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>What was found or done.</summary>
    public string? Message { get; init; }

    /// <summary>The T-SQL that was sent, as sent, with secrets masked.</summary>
    public IReadOnlyList<string> Statements { get; init; } = [];
}

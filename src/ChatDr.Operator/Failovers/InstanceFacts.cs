using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Failovers;

/// <summary>What an instance itself says, asked over T-SQL in this pass.</summary>
/// <param name="Name">The SqlServerInstance's name.</param>
/// <param name="Problem">Why it did not answer; null when it did.</param>
/// <param name="Copy">Its copy of the chat database; null when it did not answer.</param>
/// <param name="IsPrimary">Whether it holds the principal role of its group.</param>
internal sealed record InstanceFacts(string Name, string? Problem, ShippedCopy? Copy, bool IsPrimary)
{
    /// <summary>Whether it answered.</summary>
    public bool Answers => Problem is null;
}

namespace ChatDr.Operator.Pools;

/// <summary>Something in a pool's spec that cannot work.</summary>
/// <param name="Field">The field's path.</param>
/// <param name="Saw">The value seen.</param>
/// <param name="Change">What to change.</param>
internal sealed record PoolFinding(string Field, string Saw, string Change)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field} is {Saw}: {Change}.";
}

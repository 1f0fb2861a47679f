namespace ChatDr.Operator.Pools;

/// <summary>What the objects hold that a pool's spec refers to.</summary>
/// <param name="CredentialKeys">The keys of the Secret with the password of sa; null when there is no such Secret.</param>
/// <param name="ClaimExists">Whether the claim of the backup share is there.</param>
internal sealed record PoolReferences(IReadOnlyList<string>? CredentialKeys, bool ClaimExists);

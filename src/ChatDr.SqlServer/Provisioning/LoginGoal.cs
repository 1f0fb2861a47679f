namespace ChatDr.SqlServer.Provisioning;

/// <summary>A login as wanted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Sid">Its SID, 16 bytes, alike on all instances.</param>
/// <param name="Disabled">Whether it must not get in.</param>
public sealed record LoginGoal(string Name, string Password, byte[] Sid, bool Disabled)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}{(Disabled ? " (disabled)" : "")}";
}

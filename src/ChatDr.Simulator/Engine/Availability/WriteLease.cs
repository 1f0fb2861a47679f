namespace ChatDr.Simulator.Engine.Availability;

/// <summary>
/// The external write lease of a replica: who may write is decided outside, and a primary that nobody renews stops by itself (docs/sql-server-facts.md A5).
/// Times are on the clock's own count, so that setting the clock of the machine neither lengthens nor shortens it.
/// </summary>
/// <param name="Expires">When it ends.</param>
internal readonly record struct WriteLease(TimeSpan Expires)
{
    /// <summary>Whether writes may still be acknowledged.</summary>
    public bool IsValid(TimeSpan now) => now < Expires;

    /// <summary>What is left; zero when it has ended.</summary>
    public TimeSpan Remaining(TimeSpan now) => IsValid(now) ? Expires - now : TimeSpan.Zero;

    /// <summary>The lease renewed for a time from now; null: it would end earlier than it does (47119).</summary>
    public WriteLease? Renew(TimeSpan now, TimeSpan validity) => now + validity < Expires ? null : new(now + validity);
}

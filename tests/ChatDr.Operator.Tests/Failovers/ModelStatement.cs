namespace ChatDr.Operator.Tests.Failovers;

/// <summary>One thing that is sent to an instance.</summary>
internal sealed record ModelStatement(string What, string Instance, string? File = null);

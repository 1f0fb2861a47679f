using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>A log backup: the history up to its end, of which it holds what comes from its first LSN.</summary>
internal sealed record ModelFile(LogBackupName Name, string Upto)
{
    public bool Continues(string log) => Name.Kind != LogBackupKind.Salvage && Name.FirstLsn <= log.Length && log.Length < Upto.Length && Upto.StartsWith(log, StringComparison.Ordinal);
}

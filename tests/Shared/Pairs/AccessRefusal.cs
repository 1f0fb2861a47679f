using Microsoft.Data.SqlClient;

namespace ChatDr.Tests.Shared.Pairs;

/// <summary>How a database says that it does not serve on this instance, or not yet (docs/sql-server-facts.md B6).</summary>
internal static class AccessRefusal
{
    private const byte EndsTheConnection = 20;

    /// <summary>In a restore, offline, without files, in transition, a mirror, without quorum, not synchronised yet, a secondary, resolving.</summary>
    private static readonly int[] Numbers = [927, 942, 945, 952, 954, 955, 956, 976, 983];

    /// <summary>Whether an error is such a refusal, or the end of the connection of a session that was in the database.</summary>
    public static bool Is(SqlException error) => error.Class >= EndsTheConnection || Numbers.Contains(error.Number);
}

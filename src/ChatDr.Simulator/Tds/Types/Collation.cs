using System.Text;

namespace ChatDr.Simulator.Tds.Types;

/// <summary>SQL_Latin1_General_CP1_CI_AS, the only collation that is served.</summary>
internal static class Collation
{
    /// <summary>How many bytes a collation has on the wire.</summary>
    public const int Length = 5;

    /// <summary>LCID 1033, ignoring case, kana and width, sort order 52 (MS-TDS 2.2.5.1.2).</summary>
    public static ReadOnlySpan<byte> Bytes => [0x09, 0x04, 0xD0, 0x00, 0x34];

    /// <summary>Code page 1252, in which char and varchar travel.</summary>
    public static Encoding CodePage { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
}

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>The version that clients are told: SQL Server 2022.</summary>
internal static class ServerVersion
{
    /// <summary>UL_VERSION and US_SUBBUILD of PRELOGIN: 16.0.1000.0.</summary>
    public static byte[] PreLoginBytes => [16, 0, 1000 >> 8, 1000 & 0xFF, 0, 0];

    /// <summary>ProgVersion of LOGINACK.</summary>
    public static ReadOnlySpan<byte> LoginBytes => [16, 0, 1000 >> 8, 1000 & 0xFF];
}

namespace ChatDr.Simulator.Tds.Messages;

/// <summary>Encryption as negotiated in PRELOGIN (MS-TDS 2.2.6.5).</summary>
internal enum EncryptionOption : byte
{
    /// <summary>Only the login is encrypted.</summary>
    Off = 0,

    /// <summary>Everything is encrypted.</summary>
    On = 1,

    /// <summary>Nothing is encrypted.</summary>
    NotSupported = 2,

    /// <summary>The sender insists on encryption.</summary>
    Required = 3,
}

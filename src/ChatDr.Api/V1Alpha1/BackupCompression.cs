namespace ChatDr.Api.V1Alpha1;

/// <summary>Whether backups are compressed.</summary>
public enum BackupCompression
{
    /// <summary>As the server's default says.</summary>
    Default,

    /// <summary>Always.</summary>
    Enabled,

    /// <summary>Never.</summary>
    Disabled,
}

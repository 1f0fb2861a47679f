namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>BACKUP DATABASE or LOG.</summary>
internal sealed record BackupStatement(bool Log, TextOrVariable Database, IReadOnlyList<BackupDevice> Devices, BackupClause Options) : Statement;

/// <summary>RESTORE of each kind. <paramref name="Database"/> is null for the kinds that only look at a device.</summary>
internal sealed record RestoreStatement(RestoreKind Kind, TextOrVariable? Database, IReadOnlyList<BackupDevice> Devices, BackupClause Options) : Statement;

/// <summary>DISK = 'file', or a logical device name.</summary>
/// <param name="Name">The file or the logical name.</param>
/// <param name="IsLogical">Whether it is a logical name.</param>
internal sealed record BackupDevice(TextOrVariable Name, bool IsLogical);

/// <summary>The WITH clause of BACKUP or RESTORE: options by name, with their values where they have one.</summary>
internal sealed record BackupClause
{
    /// <summary>The options that were said, in capitals; the value is null for one without.</summary>
    public IReadOnlyDictionary<string, TextOrVariable?> Options { get; init; } = new Dictionary<string, TextOrVariable?>();

    /// <summary>MOVE: logical name to physical name.</summary>
    public IReadOnlyList<(TextOrVariable Logical, TextOrVariable Physical)> Moves { get; init; } = [];

    /// <summary>Whether an option was said.</summary>
    public bool Has(string option) => Options.ContainsKey(option);
}

namespace ChatDr.Simulator.Engine.Backups;

/// <summary>What RESTORE LABELONLY shows of a backup file, and msdb.dbo.backupmediaset (Microsoft Learn, "RESTORE LABELONLY (Transact-SQL)").</summary>
internal sealed record MediaHeader
{
    /// <summary>MediaSetId.</summary>
    public required Guid MediaSetId { get; init; }

    /// <summary>MediaFamilyId; a file is a media set of one family.</summary>
    public required Guid MediaFamilyId { get; init; }

    /// <summary>MediaName: MEDIANAME; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>MediaDescription: MEDIADESCRIPTION; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>MediaDate, local time as the product shows it.</summary>
    public required DateTime Written { get; init; }

    /// <summary>IsCompressed: the media set was formatted for compressed backups.</summary>
    public bool IsCompressed { get; init; }
}

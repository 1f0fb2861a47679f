namespace ChatDr.Simulator.TSql.Syntax;

/// <summary>What RESTORE is asked for.</summary>
internal enum RestoreKind
{
    /// <summary>RESTORE DATABASE.</summary>
    Database,

    /// <summary>RESTORE LOG.</summary>
    Log,

    /// <summary>RESTORE HEADERONLY.</summary>
    HeaderOnly,

    /// <summary>RESTORE FILELISTONLY.</summary>
    FileListOnly,

    /// <summary>RESTORE LABELONLY.</summary>
    LabelOnly,

    /// <summary>RESTORE VERIFYONLY.</summary>
    VerifyOnly,
}

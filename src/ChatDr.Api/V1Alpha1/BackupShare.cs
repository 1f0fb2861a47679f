using ChatDr.Api.Schema;

namespace ChatDr.Api.V1Alpha1;

/// <summary>Where log backups go. Exactly one member is set. Put it where the loss of one site does not take it along.</summary>
[ValidationRule("has(self.nfs) != has(self.persistentVolumeClaim)", "set exactly one of nfs and persistentVolumeClaim")]
public sealed record BackupShare
{
    /// <summary>An NFS export.</summary>
    public NfsShare? Nfs { get; init; }

    /// <summary>A claim of access mode ReadWriteMany in the namespace of each site.</summary>
    public ClaimShare? PersistentVolumeClaim { get; init; }
}

using System.Text.Json;
using ChatDr.Simulator.Engine.Storage;

namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>
/// msdb's tables of log shipping and the rules of the procedures that change them (docs/sql-server-facts.md C1, C2). It is metadata: backups and restores are
/// not taken by it, and the columns that the product's sqllogship program writes (the last files and their dates) stay NULL.
/// </summary>
/// <param name="path">Its file.</param>
/// <param name="flushToDisk">Whether it has to survive a power cut.</param>
internal sealed class LogShippingCatalog(string path, bool flushToDisk)
{
    private readonly Lock _gate = new();
    private ShippingMetadata? _metadata;

    /// <summary>As it is now.</summary>
    public ShippingMetadata Current
    {
        get
        {
            lock (_gate)
            {
                return _metadata ??= File.Exists(path) ? JsonSerializer.Deserialize<ShippingMetadata>(File.ReadAllBytes(path)) ?? new() : new();
            }
        }
    }

    /// <summary>A primary by database.</summary>
    /// <exception cref="SqlErrorException">32010: there is none.</exception>
    public ShippedPrimary Primary(string database) => Current.Primaries.FirstOrDefault(primary => Same(primary.Database, database))
        ?? throw new SqlErrorException(32010, 16, 1, $"Database {database} does not exist as log shipping primary.");

    /// <summary>A source by the primary's server and database.</summary>
    /// <exception cref="SqlErrorException">32023: there is none.</exception>
    public ShippedFrom Source(string server, string database) =>
        Current.Sources.FirstOrDefault(source => Same(source.PrimaryServer, server) && Same(source.PrimaryDatabase, database))
            ?? throw new SqlErrorException(32023, 16, 1,
                $"An entry for primary server {server}, primary database {database} does not exist on this secondary. Register the primary first.");

    /// <summary>The source that is restored into a database here.</summary>
    /// <exception cref="SqlErrorException">32014: there is none.</exception>
    public (ShippedFrom Source, ShippedSecondary Database) Secondary(string database)
    {
        foreach (var source in Current.Sources)
        {
            if (source.Databases.FirstOrDefault(other => Same(other.Database, database)) is { } found)
            {
                return (source, found);
            }
        }

        throw new SqlErrorException(32014, 16, 1, $"Database {database} does not exist as log shipping secondary.");
    }

    /// <summary>Puts a primary in, in place of the one of its database.</summary>
    public void Put(ShippedPrimary primary) =>
        Change(metadata => metadata with { Primaries = [.. metadata.Primaries.Where(other => !Same(other.Database, primary.Database)), primary] });

    /// <summary>Puts a source in, in place of the one of its primary.</summary>
    public void Put(ShippedFrom source) => Change(metadata => metadata with { Sources = [.. metadata.Sources.Where(other => other.Id != source.Id), source] });

    /// <summary>Adds a job.</summary>
    public Guid AddJob(string name, string description, DateTime now)
    {
        var job = new ShippingJob(Guid.NewGuid(), name, description, now);
        Change(metadata => metadata with { Jobs = [.. metadata.Jobs, job] });
        return job.Id;
    }

    /// <summary>Sets or, by null, takes out the alert job.</summary>
    public void SetAlertJob(Guid? job) => Change(metadata => metadata with
    {
        AlertJobId = job,
        Jobs = job is null ? [.. metadata.Jobs.Where(other => other.Id != metadata.AlertJobId)] : metadata.Jobs,
    });

    /// <summary>sp_delete_log_shipping_primary_database.</summary>
    /// <exception cref="SqlErrorException">32010 there is none; 32011 it has secondaries.</exception>
    public void Drop(ShippedPrimary primary)
    {
        if (primary.Secondaries.Count > 0)
        {
            throw new SqlErrorException(
                32011, 16, 1, $"Primary Database {primary.Database} has active log shipping secondary database(s). Drop the secondary database(s) first.");
        }

        Change(metadata => metadata with
        {
            Primaries = [.. metadata.Primaries.Where(other => other.Id != primary.Id)],
            Jobs = [.. metadata.Jobs.Where(job => job.Id != primary.BackupJobId)],
        });
    }

    /// <summary>sp_delete_log_shipping_secondary_primary.</summary>
    /// <exception cref="SqlErrorException">32025: it has databases here.</exception>
    public void Drop(ShippedFrom source)
    {
        if (source.Databases.Count > 0)
        {
            throw new SqlErrorException(32025, 16, 1,
                $"Primary Server {source.PrimaryServer}, Database {source.PrimaryDatabase} has active log shipping secondary database(s) on the secondary. "
                    + "Drop the secondary database(s) first.");
        }

        Change(metadata => metadata with
        {
            Sources = [.. metadata.Sources.Where(other => other.Id != source.Id)],
            Jobs = [.. metadata.Jobs.Where(job => job.Id != source.CopyJobId && job.Id != source.RestoreJobId)],
        });
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private void Change(Func<ShippingMetadata, ShippingMetadata> change)
    {
        lock (_gate)
        {
            var changed = change(Current);
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(changed), flushToDisk);
            _metadata = changed;
        }
    }
}

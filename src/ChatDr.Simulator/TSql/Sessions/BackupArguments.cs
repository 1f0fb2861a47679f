using System.Globalization;
using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Backups;
using ChatDr.Simulator.Engine.Configuration;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Execution;
using ChatDr.Simulator.TSql.Syntax;
using ChatDr.Simulator.TSql.Values;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>What a BACKUP or RESTORE statement says, with its variables filled in and its options checked against each other.</summary>
internal sealed class BackupArguments
{
    private static readonly (string One, string Other)[] Opposites =
    [
        ("CHECKSUM", "NO_CHECKSUM"), ("COMPRESSION", "NO_COMPRESSION"), ("INIT", "NOINIT"), ("FORMAT", "NOFORMAT"), ("SKIP", "NOSKIP"), ("RECOVERY",
            "NORECOVERY"),
        ("STOP_ON_ERROR", "CONTINUE_AFTER_ERROR"), ("RETAINDAYS", "EXPIREDATE"), ("REWIND", "NOREWIND"), ("UNLOAD", "NOUNLOAD"), ("FORMAT", "NOINIT"),
    ];

    private readonly BatchContext _batch;
    private readonly BackupClause _clause;

    /// <summary>Checks the options.</summary>
    /// <exception cref="SqlErrorException">3031 options that exclude each other; 3217, 3250, 3253 values out of range.</exception>
    public BackupArguments(BatchContext batch, BackupClause clause)
    {
        (_batch, _clause) = (batch, clause);
        foreach (var (one, other) in Opposites)
        {
            if (Has(one) && Has(other))
            {
                throw BackupErrors.Conflict(other, one);
            }
        }

        RequireRange("STATS", 0, 100);
        RequireRange("BUFFERCOUNT", 1, int.MaxValue);
        RequireRange("MAXTRANSFERSIZE", 64 * 1024, 4 * 1024 * 1024);
        RequireRange("BLOCKSIZE", 512, 64 * 1024);
        RequireRange("RETAINDAYS", 0, 99999);
        if (Integer("BLOCKSIZE") is { } size && !int.IsPow2(size))
        {
            throw new SqlErrorException(3253, 16, 1, "BLOCKSIZE has to be a power of 2.");
        }
    }

    /// <summary>STATS as the run takes it; null for none.</summary>
    public int? Stats => Integer("STATS") is > 0 and var step ? step : null;

    /// <summary>FILE = n; null for the first.</summary>
    public int? Position => Integer("FILE");

    /// <summary>Whether an option was said.</summary>
    public bool Has(string option) => _clause.Has(option);

    /// <summary>The first device as a file.</summary>
    /// <exception cref="SqlErrorException">3206: a logical name; there are none here.</exception>
    public string File(IReadOnlyList<BackupDevice> devices) => devices switch
    {
        { Count: > 1 } => throw SqlErrors.NotSupported("striped backup"),
        [{ IsLogical: true } logical] => throw new SqlErrorException(3206, 16, 1, $"Backup device '{Text(logical.Name)}' does not exist. "
            + "sys.backup_devices is empty here: name a file, DISK = '…'."),
        [var device] when Text(device.Name) is { Length: > 0 } file => file,
        _ => throw new SqlErrorException(3044, 16, 1, "The device name is empty. Name a file."),
    };

    /// <summary>A name or text, from a variable where it is one.</summary>
    /// <exception cref="SqlErrorException">137: no such variable.</exception>
    public string Text(TextOrVariable value) => !value.IsVariable ? value.Value
        : _batch.FindVariable(value.Value) is null ? throw SqlErrors.UndeclaredVariable(value.Value)
        : _batch.GetVariable(value.Value) is { } given ? SqlConversion.Text(given) : "";

    /// <summary>BACKUP's options.</summary>
    /// <param name="log">BACKUP LOG.</param>
    /// <param name="user">Who takes it.</param>
    /// <param name="now">When, UTC.</param>
    /// <param name="isDefault">Whether an option of sp_configure says what the statement leaves open.</param>
    /// <exception cref="SqlErrorException">3032: options that the statement does not take.</exception>
    public BackupOptions Backup(bool log, string user, DateTime now, Func<string, bool> isDefault) => !log && (Has("NORECOVERY") || Has("NO_TRUNCATE"))
        ? throw new SqlErrorException(3032, 16, 2, $"The option {(Has("NORECOVERY") ? "NORECOVERY" : "NO_TRUNCATE")} is not supported for BACKUP DATABASE.")
        : new()
        {
            CopyOnly = Has("COPY_ONLY"),
            NoRecovery = Has("NORECOVERY"),
            NoTruncate = Has("NO_TRUNCATE"),
            Checksum = Has("CHECKSUM") || (!Has("NO_CHECKSUM") && isDefault(ServerOption.BackupChecksum)),
            Compression = Has("COMPRESSION") || (!Has("NO_COMPRESSION") && isDefault(ServerOption.BackupCompression)),
            ContinueAfterError = Has("CONTINUE_AFTER_ERROR") || Has("NO_TRUNCATE"),
            Overwrite = Has("INIT") || Has("FORMAT"),
            Format = Has("FORMAT"),
            Skip = Has("SKIP") || Has("FORMAT"),
            Name = Value("NAME"),
            Description = Value("DESCRIPTION"),
            MediaName = Value("MEDIANAME"),
            MediaDescription = Value("MEDIADESCRIPTION"),
            Expires = Integer("RETAINDAYS") is { } days ? now.AddDays(days) : Date("EXPIREDATE"),
            BlockSize = Integer("BLOCKSIZE"),
            UserName = user,
        };

    /// <summary>RESTORE's options.</summary>
    public RestoreOptions Restore(string user) => new()
    {
        NoRecovery = Has("NORECOVERY"),
        Replace = Has("REPLACE"),
        Restart = Has("RESTART"),
        Checksum = Has("CHECKSUM"),
        Moves = _clause.Moves.GroupBy(move => Text(move.Logical), StringComparer.OrdinalIgnoreCase).ToDictionary(
            group => group.Key,
            group => group.Count() == 1 ? Text(group.First().Physical) : throw new SqlErrorException(4353, 16, 1, $"File '{group.Key}' is moved twice. "
                + "Say MOVE once for each logical name."),
            StringComparer.OrdinalIgnoreCase),
        Position = Position,
        UserName = user,
    };

    private string? Value(string option) => _clause.Options.GetValueOrDefault(option) is { } value ? Text(value) : null;

    private int? Integer(string option) => Value(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
        : throw new SqlErrorException(3217, 16, 2, $"The value of {option} is no number.");

    private DateTime? Date(string option) => Value(option) is { } text ? (DateTime?)SqlConversion.To(text, SqlType.DateTime) : null;

    private void RequireRange(string option, int lowest, int highest)
    {
        if (Integer(option) is { } value && (value < lowest || value > highest))
        {
            throw new SqlErrorException(3250, 16, 1, $"The value '{value}' is not within range for {option}: {lowest} to {highest}.");
        }
    }
}

using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads BACKUP and RESTORE.</summary>
internal sealed class BackupParser(TokenReader reader)
{
    /// <summary>The statement.</summary>
    public Statement Read() => reader.Accepts("BACKUP") ? ReadBackup() : ReadRestore();

    private BackupStatement ReadBackup()
    {
        var log = ReadTarget("BACKUP") is "LOG";
        var database = reader.Name();
        reader.Expect("TO");
        var files = reader.List(ReadFile);
        var options = new BackupOptions();
        if (reader.Accepts("WITH"))
        {
            reader.List(() => options = ReadOption(options));
        }

        return new(log, database, files, options);
    }

    private string ReadTarget(string verb) => reader.Accepts("DATABASE") ? "DATABASE" : reader.Accepts("LOG") ? "LOG"
        : throw SqlErrors.NotSupported($"{verb} {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);

    private string ReadFile()
    {
        if (!reader.Accepts("DISK"))
        {
            throw SqlErrors.NotSupported($"backup device {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }

        reader.ExpectSymbol("=");
        return reader.Text();
    }

    private BackupOptions ReadOption(BackupOptions options)
    {
        var line = reader.Current.Line;
        var option = reader.AnyWord().ToUpperInvariant();
        return option switch
        {
            "COPY_ONLY" => options with { CopyOnly = true },
            "NORECOVERY" => options with { NoRecovery = true },
            "NO_TRUNCATE" => options with { NoTruncate = true },
            "CHECKSUM" => options with { Checksum = true },
            "NO_CHECKSUM" => options with { Checksum = false },
            "COMPRESSION" => options with { Compression = true },
            "NO_COMPRESSION" => options with { Compression = false },
            "INIT" => options with { Init = true },
            "NOINIT" => options with { Init = false },
            "FORMAT" => options with { Format = true },
            "NOFORMAT" => options with { Format = false },
            "SKIP" or "NOSKIP" or "STOP_ON_ERROR" => options,
            "NAME" => options with { Name = ReadText() },
            "DESCRIPTION" => options with { Description = ReadText() },
            "STATS" => options with { Stats = ReadStats() },
            _ => throw SqlErrors.NotSupported($"BACKUP … WITH {option}", line),
        };
    }

    private string ReadText()
    {
        reader.ExpectSymbol("=");
        return reader.Text();
    }

    private int ReadStats() => reader.AcceptsSymbol("=") ? reader.Integer() : 10;

    private RestoreStatement ReadRestore()
    {
        reader.Expect("RESTORE");
        var kind = ReadKind();
        var database = kind is RestoreKind.Database or RestoreKind.Log ? reader.Name() : null;
        var files = database is null || reader.Sees("FROM") ? ReadFrom() : [];
        var options = new RestoreOptions();
        if (reader.Accepts("WITH"))
        {
            reader.List(() => options = ReadOption(options));
        }

        return new(kind, database, files, options);
    }

    private List<string> ReadFrom()
    {
        reader.Expect("FROM");
        return reader.List(ReadFile);
    }

    private RestoreKind ReadKind() => reader.Accepts("HEADERONLY") ? RestoreKind.HeaderOnly
        : reader.Accepts("FILELISTONLY") ? RestoreKind.FileListOnly
        : reader.Accepts("VERIFYONLY") ? RestoreKind.VerifyOnly
        : ReadTarget("RESTORE") is "LOG" ? RestoreKind.Log : RestoreKind.Database;

    private RestoreOptions ReadOption(RestoreOptions options)
    {
        var line = reader.Current.Line;
        var option = reader.AnyWord().ToUpperInvariant();
        return option switch
        {
            "NORECOVERY" => options with { NoRecovery = true },
            "RECOVERY" => options with { NoRecovery = false },
            "REPLACE" => options with { Replace = true },
            "CHECKSUM" => options with { Checksum = true },
            "NO_CHECKSUM" => options with { Checksum = false },
            "STOP_ON_ERROR" or "NOREWIND" or "NOUNLOAD" or "LOADHISTORY" => options,
            "MOVE" => options with { Moves = [.. options.Moves, ReadMove()] },
            "FILE" => options with { File = ReadPosition() },
            "STATS" => options with { Stats = ReadStats() },
            _ => throw SqlErrors.NotSupported($"RESTORE … WITH {option}", line),
        };
    }

    private int ReadPosition()
    {
        reader.ExpectSymbol("=");
        return reader.Integer();
    }

    private KeyValuePair<string, string> ReadMove()
    {
        var logical = reader.Text();
        reader.Expect("TO");
        return new(logical, reader.Text());
    }
}

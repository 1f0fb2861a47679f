using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads BACKUP and RESTORE (Microsoft Learn, "BACKUP (Transact-SQL)", "RESTORE Statements - Arguments (Transact-SQL)").</summary>
internal sealed class BackupParser(TokenReader reader)
{
    private static readonly HashSet<string> BackupFlags =
    [
        "COPY_ONLY", "NORECOVERY", "NO_TRUNCATE", "CHECKSUM", "NO_CHECKSUM", "STOP_ON_ERROR", "CONTINUE_AFTER_ERROR", "COMPRESSION", "NO_COMPRESSION",
        "INIT", "NOINIT", "FORMAT", "NOFORMAT", "SKIP", "NOSKIP", "REWIND", "NOREWIND", "UNLOAD", "NOUNLOAD",
    ];

    private static readonly HashSet<string> RestoreFlags =
    [
        "NORECOVERY", "RECOVERY", "REPLACE", "RESTART", "CHECKSUM", "NO_CHECKSUM", "STOP_ON_ERROR", "REWIND", "NOREWIND", "UNLOAD", "NOUNLOAD",
    ];

    private static readonly HashSet<string> BackupValues =
        ["NAME", "DESCRIPTION", "MEDIANAME", "MEDIADESCRIPTION", "RETAINDAYS", "EXPIREDATE", "BUFFERCOUNT", "MAXTRANSFERSIZE", "BLOCKSIZE"];

    private static readonly HashSet<string> RestoreValues = ["FILE", "BUFFERCOUNT", "MAXTRANSFERSIZE", "BLOCKSIZE"];

    /// <summary>The statement.</summary>
    public Statement Read() => reader.Accepts("BACKUP") ? ReadBackup() : ReadRestore();

    private BackupStatement ReadBackup()
    {
        var log = ReadTarget("BACKUP") is "LOG";
        var database = ReadName();
        RefuseParts("BACKUP");
        reader.Expect("TO");
        var devices = reader.List(ReadDevice);
        return reader.Sees("MIRROR")
            ? throw SqlErrors.NotSupported("BACKUP … MIRROR TO", reader.Current.Line)
            : new(log, database, devices, ReadWith("BACKUP", BackupFlags, BackupValues));
    }

    private RestoreStatement ReadRestore()
    {
        reader.Expect("RESTORE");
        var kind = ReadKind();
        TextOrVariable? database = kind is RestoreKind.Database or RestoreKind.Log ? ReadName() : null;
        RefuseParts("RESTORE");
        var devices = database is null || reader.Sees("FROM") ? ReadFrom() : [];
        return new(kind, database, devices, ReadWith("RESTORE", RestoreFlags, RestoreValues));
    }

    private string ReadTarget(string verb) => reader.Accepts("DATABASE") ? "DATABASE" : reader.Accepts("LOG") ? "LOG"
        : throw SqlErrors.NotSupported($"{verb} {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);

    private RestoreKind ReadKind() => reader.Accepts("HEADERONLY") ? RestoreKind.HeaderOnly
        : reader.Accepts("FILELISTONLY") ? RestoreKind.FileListOnly
        : reader.Accepts("LABELONLY") ? RestoreKind.LabelOnly
        : reader.Accepts("VERIFYONLY") ? RestoreKind.VerifyOnly
        : ReadTarget("RESTORE") is "LOG" ? RestoreKind.Log : RestoreKind.Database;

    /// <summary>Files, file groups and pages of a database are not told apart here.</summary>
    private void RefuseParts(string verb)
    {
        if (reader.Sees("FILE") || reader.Sees("FILEGROUP") || reader.Sees("READ_WRITE_FILEGROUPS") || reader.Sees("PAGE"))
        {
            throw SqlErrors.NotSupported($"{verb} … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }
    }

    private List<BackupDevice> ReadFrom()
    {
        reader.Expect("FROM");
        return reader.List(ReadDevice);
    }

    private BackupDevice ReadDevice()
    {
        if (reader.Accepts("DISK"))
        {
            reader.ExpectSymbol("=");
            return new(ReadText(), false);
        }

        return reader.Peek().IsSymbol("=")
            ? throw SqlErrors.NotSupported($"backup device {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line)
            : new(ReadName(), true);
    }

    private BackupClause ReadWith(string verb, HashSet<string> flags, HashSet<string> values)
    {
        var options = new Dictionary<string, TextOrVariable?>();
        var moves = new List<(TextOrVariable, TextOrVariable)>();
        if (reader.Accepts("WITH"))
        {
            reader.List(() => ReadOption(verb, flags, values, options, moves));
        }

        return new() { Options = options, Moves = moves };
    }

    private bool ReadOption(string verb, HashSet<string> flags, HashSet<string> values, Dictionary<string, TextOrVariable?> options, List<(TextOrVariable,
        TextOrVariable)> moves)
    {
        var line = reader.Current.Line;
        var option = reader.AnyWord().ToUpperInvariant();
        if (option is "MOVE" && verb is "RESTORE")
        {
            var logical = ReadText();
            reader.Expect("TO");
            moves.Add((logical, ReadText()));
            return true;
        }

        options[option] = option switch
        {
            "STATS" => reader.AcceptsSymbol("=") ? ReadNumber() : new("10"),
            _ when flags.Contains(option) => null,
            _ when values.Contains(option) => ReadValue(),
            _ => throw SqlErrors.NotSupported($"{verb} … WITH {option}", line),
        };
        if (option is "COMPRESSION" && reader.AcceptsSymbol("("))
        {
            ReadAlgorithm(line);
        }

        return true;
    }

    private void ReadAlgorithm(int line)
    {
        reader.Expect("ALGORITHM");
        reader.ExpectSymbol("=");
        if (reader.AnyWord() is var algorithm && !string.Equals(algorithm, "MS_XPRESS", StringComparison.OrdinalIgnoreCase))
        {
            throw SqlErrors.NotSupported($"BACKUP … WITH COMPRESSION (ALGORITHM = {algorithm.ToUpperInvariant()})", line);
        }

        reader.ExpectSymbol(")");
    }

    private TextOrVariable ReadValue()
    {
        reader.ExpectSymbol("=");
        return reader.Current.Kind is TokenKind.Integer ? ReadNumber() : ReadText();
    }

    private TextOrVariable ReadNumber() => reader.Current.Kind is TokenKind.Variable ? ReadVariable()
        : new(reader.Integer().ToString(System.Globalization.CultureInfo.InvariantCulture));

    private TextOrVariable ReadText() => reader.Current.Kind is TokenKind.Variable ? ReadVariable() : new(reader.Text());

    private TextOrVariable ReadName() => reader.Current.Kind is TokenKind.Variable ? ReadVariable() : new(reader.Name());

    private TextOrVariable ReadVariable() => new(reader.Take().Value, true);
}

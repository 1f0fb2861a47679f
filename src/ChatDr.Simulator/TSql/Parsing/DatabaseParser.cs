using System.Globalization;
using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads CREATE, ALTER and DROP DATABASE.</summary>
internal sealed class DatabaseParser(TokenReader reader)
{
    private readonly FileSpecParser _files = new(reader);

    /// <summary>The statement; null when it is about something else.</summary>
    public Statement? TryRead()
    {
        if (reader.Accepts("CREATE", "DATABASE"))
        {
            var name = reader.Name();
            var (data, log) = ReadFiles();
            return reader.Sees("COLLATE") || reader.Sees("WITH") || reader.Sees("CONTAINMENT") || reader.Sees("AS")
                ? throw SqlErrors.NotSupported($"CREATE DATABASE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line)
                : new CreateDatabaseStatement(name, data, log);
        }

        if (reader.Accepts("DROP", "DATABASE"))
        {
            var ifExists = reader.Accepts("IF", "EXISTS");
            return new DropDatabaseStatement(reader.List(reader.Name), ifExists);
        }

        return reader.Accepts("ALTER", "DATABASE") ? ReadAlter() : null;
    }

    private AlterDatabaseStatement ReadAlter()
    {
        var name = reader.Accepts("CURRENT") ? null : reader.Name();
        if (reader.Accepts("MODIFY", "NAME"))
        {
            reader.ExpectSymbol("=");
            return new(name, new ModifyName(reader.Name()));
        }

        if (reader.Accepts("MODIFY", "FILE"))
        {
            return new(name, new ModifyFile(_files.Read()));
        }

        if (!reader.Accepts("SET"))
        {
            throw reader.AtEnd
                ? reader.Unexpected()
                : SqlErrors.NotSupported($"ALTER DATABASE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }

        return new(name, ReadChange());
    }

    private DatabaseChange ReadChange()
    {
        var option = reader.AnyWord().ToUpperInvariant();
        return option switch
        {
            "RECOVERY" => new SetRecoveryModel(reader.ExpectOneOf("FULL", "SIMPLE", "BULK_LOGGED")),
            "ONLINE" or "OFFLINE" => new SetOnline(option is "ONLINE", ReadTermination()),
            "SINGLE_USER" => Option(options => options with { UserAccess = UserAccess.Single }),
            "RESTRICTED_USER" => Option(options => options with { UserAccess = UserAccess.Restricted }),
            "MULTI_USER" => Option(options => options with { UserAccess = UserAccess.Multi }),
            "READ_ONLY" or "READ_WRITE" => Option(options => options with { IsReadOnly = option is "READ_ONLY" }),
            "AUTO_CLOSE" => Switch((options, on) => options with { IsAutoClose = on }),
            "AUTO_SHRINK" => Switch((options, on) => options with { IsAutoShrink = on }),
            "PAGE_VERIFY" => ReadPageVerify(),
            "COMPATIBILITY_LEVEL" => ReadCompatibilityLevel(),
            "TARGET_RECOVERY_TIME" => ReadTargetRecoveryTime(),
            "HADR" => ReadHadr(),
            "PARTNER" => ReadPartner(),
            "WITNESS" => new SetWitness(reader.AcceptsSymbol("=") ? reader.Text() : ReadOff()),
            _ => throw SqlErrors.NotSupported($"ALTER DATABASE … SET {option}", reader.Current.Line),
        };
    }

    private string? ReadOff()
    {
        reader.Expect("OFF");
        return null;
    }

    private SetDatabaseOption Option(Func<DatabaseOptions, DatabaseOptions> change) => new(change, ReadTermination());

    private SetDatabaseOption Switch(Func<DatabaseOptions, bool, DatabaseOptions> change)
    {
        var on = reader.ExpectOneOf("ON", "OFF") is "ON";
        return Option(options => change(options, on));
    }

    private SetDatabaseOption ReadPageVerify()
    {
        var verify = reader.ExpectOneOf("CHECKSUM", "TORN_PAGE_DETECTION", "NONE") switch
        {
            "CHECKSUM" => PageVerify.Checksum,
            "NONE" => PageVerify.None,
            _ => PageVerify.TornPageDetection,
        };
        return Option(options => options with { PageVerify = verify });
    }

    private SetDatabaseOption ReadCompatibilityLevel()
    {
        reader.ExpectSymbol("=");
        var level = reader.Integer();
        return level is >= 100 and <= DatabaseOptions.NewestCompatibilityLevel && level % 10 == 0
            ? Option(options => options with { CompatibilityLevel = (byte)level })
            : throw new Engine.SqlErrorException(15048, 16, 1, "Valid values of the database compatibility level are 100, 110, 120, 130, 140, 150, or 160.");
    }

    private SetDatabaseOption ReadTargetRecoveryTime()
    {
        reader.ExpectSymbol("=");
        var number = reader.Integer();
        var seconds = reader.ExpectOneOf("SECONDS", "MINUTES") is "MINUTES" ? checked(number * 60) : number;
        return Option(options => options with { TargetRecoveryTime = seconds });
    }

    private Termination ReadTermination()
    {
        if (!reader.Accepts("WITH"))
        {
            return Termination.Wait;
        }

        if (reader.Accepts("NO_WAIT"))
        {
            return new(NoWait: true);
        }

        reader.Expect("ROLLBACK");
        if (reader.Accepts("IMMEDIATE"))
        {
            return new(RollbackAfter: TimeSpan.Zero);
        }

        reader.Expect("AFTER");
        var seconds = reader.Integer();
        reader.Accepts("SECONDS");
        return new(RollbackAfter: TimeSpan.FromSeconds(seconds));
    }

    private (DatabaseFileSpec? Data, DatabaseFileSpec? Log) ReadFiles()
    {
        DatabaseFileSpec? data = null;
        if (reader.Accepts("ON"))
        {
            reader.Accepts("PRIMARY");
            data = ReadOnlyFile();
        }

        return (data, reader.Accepts("LOG", "ON") ? ReadOnlyFile() : null);
    }

    private DatabaseFileSpec ReadOnlyFile()
    {
        var files = reader.List(_files.Read);
        return files.Count is 1 ? files[0] : throw SqlErrors.NotSupported("a database of more than one data and one log file", reader.Current.Line);
    }

    private DatabaseChange ReadHadr()
    {
        if (reader.Accepts("AVAILABILITY", "GROUP"))
        {
            reader.ExpectSymbol("=");
            return new JoinHadr(reader.Name());
        }

        return new SetHadr(reader.ExpectOneOf("SUSPEND", "RESUME", "OFF"));
    }

    private SetPartner ReadPartner()
    {
        if (reader.AcceptsSymbol("="))
        {
            return new("ADDRESS", reader.Text());
        }

        var action = reader.ExpectOneOf("FAILOVER", "FORCE_SERVICE_ALLOW_DATA_LOSS", "OFF", "RESUME", "SUSPEND", "SAFETY", "TIMEOUT");
        return new(action, action switch
        {
            "SAFETY" => reader.ExpectOneOf("FULL", "OFF"),
            "TIMEOUT" => reader.Integer().ToString(CultureInfo.InvariantCulture),
            _ => null,
        });
    }
}

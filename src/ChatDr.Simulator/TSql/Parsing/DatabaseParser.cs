using System.Globalization;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads CREATE, ALTER and DROP DATABASE.</summary>
internal sealed class DatabaseParser(TokenReader reader)
{
    /// <summary>The statement; null when it is about something else.</summary>
    public Statement? TryRead()
    {
        if (reader.Accepts("CREATE", "DATABASE"))
        {
            var name = reader.Name();
            return reader.Sees("ON") || reader.Sees("COLLATE") || reader.Sees("WITH") || reader.Sees("CONTAINMENT") || reader.Sees("AS")
                ? throw SqlErrors.NotSupported($"CREATE DATABASE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line)
                : new CreateDatabaseStatement(name);
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
        if (!reader.Accepts("SET"))
        {
            throw reader.AtEnd ? reader.Unexpected() : SqlErrors.NotSupported($"ALTER DATABASE … {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
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
            "SINGLE_USER" or "RESTRICTED_USER" or "MULTI_USER" => new SetUserAccess(option, ReadTermination()),
            "READ_ONLY" or "READ_WRITE" => new SetUpdateability(option is "READ_ONLY", ReadTermination()),
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

    private bool ReadTermination()
    {
        if (!reader.Accepts("WITH"))
        {
            return false;
        }

        if (reader.Accepts("ROLLBACK", "IMMEDIATE") || reader.Accepts("NO_WAIT"))
        {
            return reader.Peek(-1).IsWord("IMMEDIATE");
        }

        throw SqlErrors.NotSupported("ALTER DATABASE … WITH ROLLBACK AFTER", reader.Current.Line);
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

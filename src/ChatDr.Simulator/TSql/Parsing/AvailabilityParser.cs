using System.Globalization;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads endpoints and availability groups.</summary>
internal sealed class AvailabilityParser(TokenReader reader)
{
    private static readonly string[] GroupOptions =
    [
        "DB_FAILOVER", "CLUSTER_TYPE", "REQUIRED_SYNCHRONIZED_SECONDARIES_TO_COMMIT", "WRITE_LEASE_VALIDITY", "AUTOMATED_BACKUP_PREFERENCE",
        "FAILURE_CONDITION_LEVEL", "HEALTH_CHECK_TIMEOUT", "DTC_SUPPORT", "ROLE", "BASIC",
    ];

    /// <summary>Options that stand without a value.</summary>
    private static readonly string[] Flags = ["BASIC"];

    private static readonly string[] ReplicaOptions =
        ["ENDPOINT_URL", "AVAILABILITY_MODE", "FAILOVER_MODE", "SEEDING_MODE", "SESSION_TIMEOUT", "BACKUP_PRIORITY"];

    /// <summary>The statement; null when it is about something else.</summary>
    public Statement? TryRead()
    {
        if (reader.Peek().IsWord("ENDPOINT"))
        {
            return ReadEndpoint();
        }

        if (!reader.Peek().IsWord("AVAILABILITY") || !reader.Peek(2).IsWord("GROUP"))
        {
            return null;
        }

        var verb = reader.ExpectOneOf("CREATE", "ALTER", "DROP");
        reader.Expect("AVAILABILITY", "GROUP");
        var ifExists = verb is "DROP" && reader.Accepts("IF", "EXISTS");
        var name = reader.Name();
        return verb switch
        {
            "CREATE" => ReadCreate(name),
            "ALTER" => new AlterAvailabilityGroupStatement(name, ReadChange()),
            _ => new DropAvailabilityGroupStatement(name, ifExists),
        };
    }

    private Statement ReadEndpoint()
    {
        var verb = reader.Take().Value.ToUpperInvariant();
        reader.Expect("ENDPOINT");
        var name = reader.Name();
        if (verb is "DROP")
        {
            return new DropEndpointStatement(name);
        }

        var options = new EndpointOptions();
        if (verb is "CREATE" && reader.Accepts("AUTHORIZATION"))
        {
            reader.Name();
        }

        if (reader.Accepts("STATE"))
        {
            reader.ExpectSymbol("=");
            options = options with { State = reader.ExpectOneOf("STARTED", "STOPPED", "DISABLED") };
        }

        if (reader.Accepts("AS"))
        {
            reader.Expect("TCP");
            reader.Parenthesized(() => options = ReadListenerOption(options));
        }

        if (reader.Accepts("FOR"))
        {
            options = ReadPayload(options);
        }

        return verb is "CREATE" ? new CreateEndpointStatement(name, options) : new AlterEndpointStatement(name, options);
    }

    private EndpointOptions ReadPayload(EndpointOptions options)
    {
        if (!reader.Accepts("DATABASE_MIRRORING") && !reader.Accepts("DATA_MIRRORING"))
        {
            throw SqlErrors.NotSupported($"ENDPOINT … FOR {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
        }

        reader.Parenthesized(() => options = ReadPayloadOption(options));
        return options;
    }

    private EndpointOptions ReadListenerOption(EndpointOptions options)
    {
        var option = reader.ExpectOneOf("LISTENER_PORT", "LISTENER_IP");
        reader.ExpectSymbol("=");
        if (option is "LISTENER_PORT")
        {
            return options with { Port = reader.Integer() };
        }

        if (reader.Accepts("ALL"))
        {
            return options with { Address = null, IsAllAddresses = true };
        }

        reader.ExpectSymbol("(");
        var address = reader.Current.Kind is TokenKind.Text ? reader.Text() : ReadDottedAddress();
        reader.ExpectSymbol(")");
        return options with { Address = address };
    }

    /// <summary>An IPv4 address without quotes is cut by the lexer into two decimals or a decimal and a fraction.</summary>
    private string ReadDottedAddress()
    {
        var address = "";
        while (reader.Current.Kind is TokenKind.Integer or TokenKind.Decimal || reader.Current.IsSymbol("."))
        {
            address += reader.Take().Value;
        }

        return System.Net.IPAddress.TryParse(address, out _) ? address : throw reader.Unexpected();
    }

    private EndpointOptions ReadPayloadOption(EndpointOptions options)
    {
        var option = reader.ExpectOneOf("AUTHENTICATION", "ENCRYPTION", "ROLE");
        reader.ExpectSymbol("=");
        switch (option)
        {
            case "AUTHENTICATION":
                return reader.Accepts("CERTIFICATE")
                    ? options with { Certificate = reader.Name() }
                    : throw SqlErrors.NotSupported($"AUTHENTICATION = {reader.Current.Value.ToUpperInvariant()}", reader.Current.Line);
            case "ROLE":
                return options with { Role = reader.ExpectOneOf("ALL", "PARTNER", "WITNESS") };
            default:
                var encryption = reader.ExpectOneOf("REQUIRED", "SUPPORTED", "DISABLED");
                var algorithm = reader.Accepts("ALGORITHM") ? reader.ExpectOneOf("AES", "RC4") : null;
                return options with { Encryption = encryption, Algorithm = algorithm };
        }
    }

    private CreateAvailabilityGroupStatement ReadCreate(string name)
    {
        IReadOnlyDictionary<string, string> options = reader.Accepts("WITH") ? ReadOptions(GroupOptions) : new Dictionary<string, string>();
        reader.Expect("FOR");
        var databases = reader.Accepts("DATABASE") ? reader.List(reader.Name) : [];
        reader.Expect("REPLICA", "ON");
        return new(name, options, databases, reader.List(ReadReplica));
    }

    private ReplicaDefinition ReadReplica()
    {
        var server = reader.Text();
        reader.Expect("WITH");
        return new(server, ReadOptions(ReplicaOptions));
    }

    private Dictionary<string, string> ReadOptions(string[] known)
    {
        var options = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        reader.Parenthesized(() => ReadOption(known, options));
        return options;
    }

    private string ReadOption(string[] known, Dictionary<string, string> options)
    {
        var line = reader.Current.Line;
        var option = reader.AnyWord().ToUpperInvariant();
        if (!known.Contains(option))
        {
            throw SqlErrors.NotSupported($"AVAILABILITY GROUP … {option}", line);
        }

        if (Flags.Contains(option))
        {
            return options.TryAdd(option, "ON") ? option : throw reader.Unexpected();
        }

        reader.ExpectSymbol("=");
        var value = reader.Current.Kind switch
        {
            TokenKind.Integer => reader.Integer().ToString(CultureInfo.InvariantCulture),
            TokenKind.Text or TokenKind.UnicodeText => reader.Text(),
            _ => reader.AnyWord().ToUpperInvariant(),
        };
        return options.TryAdd(option, value) ? option : throw reader.Unexpected();
    }

    private AvailabilityGroupChange ReadChange()
    {
        var line = reader.Current.Line;
        var action = reader.AnyWord().ToUpperInvariant();
        switch (action)
        {
            case "FAILOVER" or "FORCE_FAILOVER_ALLOW_DATA_LOSS":
                return new FailOver(action is not "FAILOVER");
            case "OFFLINE":
                return new TakeOffline();
            case "JOIN":
                return new JoinGroup(reader.Accepts("WITH") ? ReadOptions(["CLUSTER_TYPE"])["CLUSTER_TYPE"] : null);
            case "SET":
                return new SetGroupOptions(ReadOptions(GroupOptions));
            case "GRANT" or "DENY":
                reader.Expect("CREATE", "ANY", "DATABASE");
                return new ChangeCreateAnyDatabase(action is "GRANT");
            case "ADD" or "REMOVE" when reader.Accepts("DATABASE"):
                return new ChangeGroupDatabases(action is "ADD", reader.List(reader.Name));
            case "ADD" when reader.Accepts("REPLICA", "ON"):
                return new AddReplicas(reader.List(ReadReplica));
            case "MODIFY" when reader.Accepts("REPLICA", "ON"):
                return new ModifyReplicas(reader.List(ReadReplica));
            case "REMOVE" when reader.Accepts("REPLICA", "ON"):
                return new RemoveReplicas(reader.List(reader.Text));
            default:
                throw SqlErrors.NotSupported(
                    $"ALTER AVAILABILITY GROUP … {action} {(reader.AtEnd ? "" : reader.Current.Value.ToUpperInvariant())}".TrimEnd(), line);
        }
    }
}

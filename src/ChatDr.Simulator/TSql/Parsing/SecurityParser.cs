using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Parsing;

/// <summary>Reads logins, users, roles, permissions, keys and certificates.</summary>
internal sealed class SecurityParser(TokenReader reader, ExpressionParser expressions)
{
    /// <summary>The statement; null when it is about something else.</summary>
    public Statement? TryRead()
    {
        if (reader.Sees("ALTER", "AUTHORIZATION"))
        {
            return ReadAuthorization();
        }

        if (reader.Peek().IsWord("MASTER") && reader.Peek(2).IsWord("KEY"))
        {
            return ReadMasterKey();
        }

        var server = reader.Sees("ALTER", "SERVER", "ROLE");
        return (reader.Peek(server ? 2 : 1).Value.ToUpperInvariant(), reader.Current.Value.ToUpperInvariant()) switch
        {
            ("LOGIN", "CREATE") => ReadCreateLogin(),
            ("LOGIN", "ALTER") => ReadAlterLogin(),
            ("LOGIN", _) => new DropLoginStatement(ReadDropped()),
            ("USER", "CREATE") => ReadCreateUser(),
            ("USER", "ALTER") => ReadAlterUser(),
            ("USER", _) => ReadDropUser(),
            ("ROLE", "ALTER") => ReadAlterRole(server),
            ("CERTIFICATE", "CREATE") => ReadCreateCertificate(),
            ("CERTIFICATE", "DROP") => new DropCertificateStatement(ReadDropped()),
            _ => null,
        };
    }

    /// <summary>GRANT, DENY and REVOKE.</summary>
    public PermissionStatement ReadPermission()
    {
        var action = reader.Take().Value.ToUpperInvariant();
        var grantOptionFor = reader.Accepts("GRANT", "OPTION", "FOR");
        var permissions = reader.List(ReadPermissionName);
        string? permissionClass = null;
        ObjectName? securable = null;
        if (reader.Accepts("ON"))
        {
            permissionClass = ReadClass();
            securable = expressions.ReadName();
        }

        if (!reader.Accepts("TO"))
        {
            reader.Expect("FROM");
        }

        var principals = reader.List(reader.AnyWord);
        var withOption = reader.Accepts("WITH", "GRANT", "OPTION");
        reader.Accepts("CASCADE");
        return new(action, permissions, permissionClass, securable, principals, withOption, grantOptionFor);
    }

    /// <summary>OPEN and CLOSE MASTER KEY.</summary>
    public MasterKeyStatement ReadOpenOrClose() => reader.Peek().IsWord("MASTER") && reader.Peek(2).IsWord("KEY")
        ? ReadMasterKey()
        : throw SqlErrors.NotSupported($"{reader.Current.Value} {reader.Peek().Value}".ToUpperInvariant(), reader.Current.Line);

    /// <summary>BACKUP CERTIFICATE.</summary>
    public BackupCertificateStatement ReadBackupCertificate()
    {
        reader.Expect("BACKUP", "CERTIFICATE");
        var name = reader.Name();
        reader.Expect("TO", "FILE");
        reader.ExpectSymbol("=");
        var file = reader.Text();
        return new(name, file, reader.Accepts("WITH", "PRIVATE", "KEY") ? ReadPrivateKey() : null);
    }

    private string ReadPermissionName()
    {
        var words = new List<string>();
        while (!reader.Sees("ON") && !reader.Sees("TO") && !reader.Sees("FROM") && !reader.Current.IsSymbol(","))
        {
            words.Add(reader.AnyWord().ToUpperInvariant());
        }

        return words.Count > 0 ? string.Join(' ', words) : throw reader.Unexpected();
    }

    private string ReadClass()
    {
        var offset = 0;
        while (reader.Peek(offset).Kind is TokenKind.Word)
        {
            offset++;
        }

        if (!reader.Peek(offset).IsSymbol("::"))
        {
            return "OBJECT";
        }

        var words = Enumerable.Range(0, offset).Select(_ => reader.Take().Value.ToUpperInvariant()).ToArray();
        reader.ExpectSymbol("::");
        return string.Join(' ', words);
    }

    private AlterAuthorizationStatement ReadAuthorization()
    {
        reader.Expect("ALTER", "AUTHORIZATION", "ON");
        var kind = ReadClass();
        var securable = expressions.ReadName();
        reader.Expect("TO");
        return new(kind, securable, reader.AnyWord());
    }

    private string ReadDropped()
    {
        reader.Take();
        reader.Take();
        return reader.Name();
    }

    private CreateLoginStatement ReadCreateLogin()
    {
        var name = ReadDropped();
        if (reader.Sees("FROM"))
        {
            throw SqlErrors.NotSupported("CREATE LOGIN … FROM", reader.Current.Line);
        }

        reader.Expect("WITH");
        var options = ReadLoginOptions();
        return options.Password is null && options.Hash is null ? throw reader.Unexpected() : new(name, options);
    }

    private AlterLoginStatement ReadAlterLogin()
    {
        var name = ReadDropped();
        if (reader.Accepts("WITH"))
        {
            return new(name, null, ReadLoginOptions());
        }

        return new(name, reader.ExpectOneOf("ENABLE", "DISABLE") is "ENABLE", new());
    }

    private LoginOptions ReadLoginOptions()
    {
        var options = new LoginOptions();
        do
        {
            options = ReadLoginOption(options);
        }
        while (reader.AcceptsSymbol(",") || reader.Sees("OLD_PASSWORD"));
        return options;
    }

    /// <summary>'password' or 0x… HASHED, with MUST_CHANGE and UNLOCK behind it.</summary>
    private LoginOptions ReadPassword(LoginOptions options)
    {
        if (reader.Current.Kind is TokenKind.Binary)
        {
            options = options with { Hash = reader.Binary() };
            reader.Expect("HASHED");
        }
        else
        {
            options = options with { Password = reader.Text() };
        }

        while (reader.Sees("MUST_CHANGE") || reader.Sees("UNLOCK"))
        {
            options = reader.Take().Value.Equals("UNLOCK", StringComparison.OrdinalIgnoreCase)
                ? options with { Unlock = true }
                : options with { MustChange = true };
        }

        return options;
    }

    private LoginOptions ReadLoginOption(LoginOptions options)
    {
        var line = reader.Current.Line;
        var option = reader.AnyWord().ToUpperInvariant();
        reader.ExpectSymbol("=");
        switch (option)
        {
            case "PASSWORD":
                return ReadPassword(options);
            case "OLD_PASSWORD":
                return options with { OldPassword = reader.Text() };
            case "SID":
                return options with { Sid = reader.Binary() };
            case "DEFAULT_DATABASE":
                return options with { DefaultDatabase = reader.Name() };
            case "DEFAULT_LANGUAGE":
                return reader.Name() is var language && language.Equals("us_english", StringComparison.OrdinalIgnoreCase)
                    ? options
                    : throw SqlErrors.NotSupported($"DEFAULT_LANGUAGE = {language}", line);
            case "CHECK_POLICY":
                return options with { CheckPolicy = reader.OnOff() };
            case "CHECK_EXPIRATION":
                return options with { CheckExpiration = reader.OnOff() };
            case "NAME":
                return options with { NewName = reader.Name() };
            default:
                throw SqlErrors.NotSupported($"LOGIN … WITH {option}", line);
        }
    }

    private CreateUserStatement ReadCreateUser()
    {
        var name = ReadDropped();
        var login = name;
        if (reader.Accepts("WITHOUT", "LOGIN"))
        {
            login = null;
        }
        else if (reader.Accepts("FOR", "LOGIN") || reader.Accepts("FROM", "LOGIN"))
        {
            login = reader.Name();
        }
        else if (reader.Sees("FOR") || reader.Sees("FROM"))
        {
            throw SqlErrors.NotSupported("CREATE USER … FOR " + reader.Peek().Value.ToUpperInvariant(), reader.Current.Line);
        }

        if (reader.Accepts("WITH", "DEFAULT_SCHEMA"))
        {
            reader.ExpectSymbol("=");
            var schema = reader.Name();
            return schema.Equals("dbo", StringComparison.OrdinalIgnoreCase)
                ? new(name, login)
                : throw SqlErrors.NotSupported($"DEFAULT_SCHEMA = {schema}", reader.Current.Line);
        }

        return new(name, login);
    }

    private AlterUserStatement ReadAlterUser()
    {
        var user = new AlterUserStatement(ReadDropped(), null, null);
        reader.Expect("WITH");
        reader.List(() =>
        {
            var option = reader.ExpectOneOf("LOGIN", "NAME");
            reader.ExpectSymbol("=");
            return user = option is "LOGIN" ? user with { Login = reader.Name() } : user with { NewName = reader.Name() };
        });
        return user;
    }

    private DropUserStatement ReadDropUser()
    {
        reader.Expect("DROP", "USER");
        var ifExists = reader.Accepts("IF", "EXISTS");
        return new(reader.Name(), ifExists);
    }

    private AlterRoleStatement ReadAlterRole(bool server)
    {
        reader.Take();
        _ = server && reader.Accepts("SERVER");
        reader.Expect("ROLE");
        var role = reader.Name();
        var add = reader.ExpectOneOf("ADD", "DROP") is "ADD";
        reader.Expect("MEMBER");
        return new(server, role, add, reader.Name());
    }

    private MasterKeyStatement ReadMasterKey()
    {
        var action = reader.ExpectOneOf("CREATE", "OPEN", "ALTER", "CLOSE", "DROP");
        reader.Expect("MASTER", "KEY");
        switch (action)
        {
            case "CREATE":
                reader.Expect("ENCRYPTION");
                return new(MasterKeyAction.Create, ReadByPassword());
            case "OPEN":
                reader.Expect("DECRYPTION");
                return new(MasterKeyAction.Open, ReadByPassword());
            case "CLOSE":
                return new(MasterKeyAction.Close, null);
            case "DROP":
                return new(MasterKeyAction.Drop, null);
            default:
                return ReadAlterMasterKey();
        }
    }

    private MasterKeyStatement ReadAlterMasterKey()
    {
        reader.Accepts("FORCE");
        var action = reader.ExpectOneOf("ADD", "DROP", "REGENERATE");
        if (action is "REGENERATE")
        {
            reader.Expect("WITH", "ENCRYPTION");
            return new(MasterKeyAction.Regenerate, ReadByPassword());
        }

        reader.Expect("ENCRYPTION");
        var isAdded = action is "ADD";
        return reader.Accepts("BY", "SERVICE", "MASTER", "KEY")
            ? new(isAdded ? MasterKeyAction.AddServiceKey : MasterKeyAction.DropServiceKey, null)
            : new(isAdded ? MasterKeyAction.AddPassword : MasterKeyAction.DropPassword, ReadByPassword());
    }

    private string ReadByPassword()
    {
        reader.Expect("BY", "PASSWORD");
        reader.ExpectSymbol("=");
        return reader.Text();
    }

    private CreateCertificateStatement ReadCreateCertificate()
    {
        var name = ReadDropped();
        var certificate = new CreateCertificateStatement(name, reader.Accepts("AUTHORIZATION") ? reader.Name() : null);
        if (reader.Accepts("FROM"))
        {
            var source = reader.ExpectOneOf("FILE", "BINARY");
            reader.ExpectSymbol("=");
            certificate = source is "FILE" ? certificate with { File = reader.Text() } : certificate with { Binary = reader.Binary() };
            return reader.Accepts("WITH", "PRIVATE", "KEY") ? certificate with { PrivateKey = ReadPrivateKey() } : certificate;
        }

        if (reader.Sees("ENCRYPTION"))
        {
            throw SqlErrors.NotSupported("CREATE CERTIFICATE … ENCRYPTION BY PASSWORD", reader.Current.Line);
        }

        reader.Expect("WITH");
        reader.List(() => certificate = ReadCertificateOption(certificate));
        return certificate.Subject is null ? throw reader.Unexpected() : certificate;
    }

    private CreateCertificateStatement ReadCertificateOption(CreateCertificateStatement certificate)
    {
        var option = reader.ExpectOneOf("SUBJECT", "START_DATE", "EXPIRY_DATE");
        reader.ExpectSymbol("=");
        var value = reader.Text();
        return option switch
        {
            "SUBJECT" => certificate with { Subject = value },
            "START_DATE" => certificate with { StartDate = value },
            _ => certificate with { ExpiryDate = value },
        };
    }

    private PrivateKeyOptions ReadPrivateKey()
    {
        var key = new PrivateKeyOptions(null, null, null, null);
        reader.Parenthesized(() => key = ReadPrivateKeyOption(key));
        return key;
    }

    private PrivateKeyOptions ReadPrivateKeyOption(PrivateKeyOptions key)
    {
        if (reader.Accepts("DECRYPTION"))
        {
            return key with { DecryptionPassword = ReadByPassword() };
        }

        if (reader.Accepts("ENCRYPTION"))
        {
            return key with { EncryptionPassword = ReadByPassword() };
        }

        var source = reader.ExpectOneOf("FILE", "BINARY");
        reader.ExpectSymbol("=");
        return source is "FILE" ? key with { File = reader.Text() } : key with { Binary = reader.Binary() };
    }
}

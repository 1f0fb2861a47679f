using ChatDr.Simulator.Engine.Databases;
using ChatDr.Simulator.Engine.Storage;
using ChatDr.Simulator.Engine.Transport;

namespace ChatDr.Simulator.Engine.Mirroring;

/// <summary>Setting up a session: SET PARTNER = address, first on the mirror, then on the principal (docs/sql-server-facts.md B2, B3).</summary>
internal sealed partial class DatabaseMirroring
{
    private static readonly TimeSpan SetupPatience = TimeSpan.FromSeconds(5);

    /// <summary>ALTER DATABASE … SET PARTNER = address. On a RESTORING copy it only waits for the principal; on an online one it begins the session.</summary>
    /// <exception cref="SqlErrorException">What docs/sql-server-facts.md B2 and B6 say, 1404 to 1486.</exception>
    public async Task SetPartnerAsync(string name, string address, CancellationToken cancellationToken)
    {
        var database = instance.GetDatabase(name);
        address = ServerAddress.Check(address);
        RequireEdition();
        if (Find(database)?.Session.Id is not null)
        {
            throw MirroringErrors.AlreadyEnabled(name);
        }

        if (database.File.AvailabilityGroup is not null)
        {
            Instance.RefuseInGroup(database, "ALTER DATABASE SET PARTNER");
        }

        RequireTransport(address);

        RefuseState(database);
        if (database.Status == DatabaseStatus.Restoring)
        {
            var session = new MirroringSession { Role = MirroringRole.Mirror, PartnerAddress = address };
            database.ChangeFile(file => file with { Mirroring = session });
            Add(database, session);
            return;
        }

        await BeginAsync(database, address, cancellationToken);
    }

    private async Task BeginAsync(Database database, string address, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var probe = await AskOnceAsync(
            address, Ask(MirroringRequest.Probe, id, database), reason => MirroringErrors.Unreachable(address, reason.Message), cancellationToken);
        if (probe.Error > 0 || !probe.Ok)
        {
            throw probe.Error == 1418 ? MirroringErrors.Unreachable(address, probe.Reason) : MirroringErrors.Remote(probe.Error, database.Name, probe.Reason);
        }

        RefuseCopy(database, probe);
        var session = new MirroringSession { Id = id, Role = MirroringRole.Principal, PartnerAddress = address, PartnerInstance = probe.Sender };
        var start = await AskOnceAsync(
            address,
            Ask(MirroringRequest.Start, id, database) with { Settings = session },
            reason => reason is TimeoutException or OperationCanceledException
                ? MirroringErrors.TimedOut(database.Name)
                : MirroringErrors.StartFailed(database.Name),
            cancellationToken);
        if (!start.Ok)
        {
            throw MirroringErrors.Remote(start.Error, database.Name, start.Reason);
        }

        database.ChangeFile(file => file with { Mirroring = session });
        database.BecomeRole(DatabaseRole.Primary);
        var mirrored = Add(database, session);
        instance.ErrorLog.Write(1485, 10, 1, "Database mirroring has been enabled on this instance of SQL Server.");
        mirrored.Start();
        await mirrored.ConnectedAsync(cancellationToken);
    }

    /// <summary>What a principal finds about the remote copy.</summary>
    private static void RefuseCopy(Database database, MirroringMessage probe)
    {
        var (family, branches, backedUp) = database.Read(image => (image.FamilyGuid, image.Branches.ToArray(), image.LastLogBackupLsn));
        if (backedUp is not { } point)
        {
            throw MirroringErrors.NotBackedUp(database.Name);
        }

        if (probe.Family != family || probe.Lsn > database.EndOfLog || !BranchHistory.CanContinue(probe.Branches, probe.Lsn, branches))
        {
            throw MirroringErrors.Remote(1412, database.Name, $"it ends at LSN {probe.Lsn} of another history");
        }

        if (database.ReadLog(probe.Lsn, 1) is null)
        {
            throw MirroringErrors.Remote(1408, database.Name, "");
        }

        if (probe.Lsn < point || probe.LogStart > point)
        {
            throw MirroringErrors.Remote(1478, database.Name, "");
        }
    }

    private MirroringMessage AnswerProbe(MirroringMessage question)
    {
        var database = instance.FindDatabase(question.Database);
        var refusal = RefuseProbe(question, database);
        return refusal is not null || database is null
            ? refusal ?? Refuse(question, 1448, "")
            : Refuse(question, 0, "") with
            {
                Ok = true,
                Family = database.Read(image => image.FamilyGuid),
                Lsn = database.EndOfLog,
                LogStart = database.StartOfLog,
                Branches = database.Read(image => image.Branches.ToArray()),
            };
    }

    private MirroringMessage? RefuseProbe(MirroringMessage question, Database? database)
    {
        if (string.Equals(question.Sender, instance.ServerName, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse(question, 1452, "");
        }

        if (database is null)
        {
            return Refuse(question, 1448, "");
        }

        var session = database.File.Mirroring;
        return (session, database.Status) switch
        {
            ({ Id: not null, Role: MirroringRole.Mirror }, _) => Refuse(question, 1410, ""),
            ({ Id: not null }, _) => Refuse(question, 1460, ""),
            _ when database.Damage is not null => Refuse(question, 1419, ""),
            (_, not DatabaseStatus.Restoring) => Refuse(question, 1464, ""),
            (null, _) => Refuse(question, 1416, ""),
            _ when UnsuitableOption(database) is > 0 and var number => Refuse(question, number, ""),
            _ when !IsSameEdition(question.Edition) => Refuse(question, 1463, $"the partners are of different editions, '{question.Edition}' and "
                + $"'{instance.Options.Edition}'"),
            _ => null,
        };
    }

    private MirroringMessage AnswerStart(MirroringMessage question)
    {
        var database = instance.FindDatabase(question.Database);
        if (RefuseProbe(question, database) is { } refusal)
        {
            return refusal;
        }

        if (database is null || question.Settings is not { } settings || Find(database) is not { } waiting)
        {
            return Refuse(question, 1416, "");
        }

        var session = waiting.Session with
        {
            Id = question.Session,
            PartnerInstance = question.Sender,
            RoleSequence = settings.RoleSequence,
            Timeout = settings.Timeout,
        };
        database.ChangeFile(file => file with { Mirroring = session });
        Add(database, session).Start();
        instance.ErrorLog.Write(1441, 10, 1, $"Database mirroring is active with database '{database.Name}' as the mirror copy. This is an "
            + "informational message only. No user action is required.");
        return Refuse(question, 0, "") with { Ok = true };
    }

    private void RequireEdition()
    {
        if (instance.Options.Edition.StartsWith("Express", StringComparison.OrdinalIgnoreCase)
            || instance.Options.Edition.StartsWith("Web", StringComparison.OrdinalIgnoreCase))
        {
            throw MirroringErrors.Edition(instance.Options.Edition);
        }
    }

    /// <summary>Developer, Evaluation and Enterprise are one edition in this respect; Standard is another (docs/sql-server-facts.md A2).</summary>
    private bool IsSameEdition(string other) => IsStandard(other) == IsStandard(instance.Options.Edition);

    private static bool IsStandard(string edition) => edition.StartsWith("Standard", StringComparison.OrdinalIgnoreCase);

    private void RequireTransport(string address)
    {
        if (instance.Endpoint is not { IsStarted: true } || !Plays("PARTNER"))
        {
            instance.ErrorLog.Write(1486, 10, 1, "Database Mirroring Transport is disabled in the endpoint configuration.");
            throw MirroringErrors.Unreachable(address, "the local instance has no started mirroring endpoint whose ROLE is PARTNER or ALL");
        }
    }

    private static void RefuseState(Database database)
    {
        if (database.Damage is not null || database.Status is DatabaseStatus.Offline)
        {
            throw MirroringErrors.NotUsable(database.Name, (database.Damage?.Status ?? database.Status).ToString().ToUpperInvariant());
        }

        if (database.RecoveryModel != RecoveryModel.Full)
        {
            throw MirroringErrors.NotFullRecovery(database.Name);
        }

        if (UnsuitableOption(database) is > 0 and var number)
        {
            throw MirroringErrors.Unsuitable(number, database.Name);
        }
    }

    /// <summary>The error of an option that rules mirroring out, on either partner; 0 for none.</summary>
    private static int UnsuitableOption(Database database) => database.Options switch
    {
        { IsReadOnly: true } => 1466,
        { IsAutoClose: true } => 1469,
        { UserAccess: UserAccess.Single } => 1488,
        _ => 0,
    };

    private MirroringMessage Ask(MirroringRequest kind, Guid session, Database database) =>
        new() { Kind = kind, Sender = instance.ServerName, Session = session, Database = database.Name, Edition = instance.Options.Edition };

    /// <summary>Asks over a connection of its own.</summary>
    private async Task<MirroringMessage> AskOnceAsync(
        string address, MirroringMessage question, Func<Exception, SqlErrorException> unreachable, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await PeerConnection.ConnectAsync(instance, address, cancellationToken);
            return await connection.AskAsync(question, SetupPatience, cancellationToken);
        }
        catch (Exception e) when (PeerConnection.IsUnreachable(e) && !cancellationToken.IsCancellationRequested)
        {
            throw unreachable(e);
        }
    }
}

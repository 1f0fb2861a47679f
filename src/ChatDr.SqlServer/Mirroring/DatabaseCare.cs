using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>Makes the group hold the wanted databases, each with a copy on the mirror.</summary>
internal static class DatabaseCare
{
    private static readonly TimeSpan SeedingPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ResumePause = TimeSpan.FromSeconds(2);

    /// <summary>A copy that is being seeded looks like a leftover for a moment.</summary>
    private static readonly TimeSpan LeftoverAfter = TimeSpan.FromSeconds(3);

    public static void Decide(MirroringPass pass, MirroringMember principal)
    {
        foreach (var database in pass.Goal.Databases)
        {
            var copy = pass.Seen(principal).Copy(database);
            if (copy is { InGroup: true })
            {
                CareForMember(pass, principal, database);
            }
            else if (copy is { IsOnline: true })
            {
                Add(pass, principal, copy);
            }
            else if (copy is null)
            {
                Create(pass, principal, database);
            }
            else
            {
                pass.Blocked ??= $"Database {database} on the principal {principal.Name} is {copy.State}: it cannot be mirrored before it is ONLINE.";
            }
        }

        foreach (var unwanted in pass.Seen(principal).Databases.Where(copy =>
            copy.InGroup && !pass.Goal.Databases.Contains(copy.Name, StringComparer.OrdinalIgnoreCase)))
        {
            if (BelongsToGroup(pass, principal, unwanted.Name) && pass.MayRepeat(MirroringActionKind.RemoveDatabase, principal, unwanted.Name))
            {
                pass.Do(
                    MirroringActionKind.RemoveDatabase, principal, AvailabilityGroupStatements.RemoveDatabase(pass.Goal.Group, unwanted.Name),
                    "It is not on the list.", unwanted.Name);
            }
        }
    }

    private static bool BelongsToGroup(MirroringPass pass, MirroringMember principal, string database) =>
        pass.Group(principal)!.Movements.Any(movement => string.Equals(movement.Database, database, StringComparison.OrdinalIgnoreCase));

    private static void Create(MirroringPass pass, MirroringMember principal, string database)
    {
        var others = pass.Goal.Partners.Where(partner => partner.Name != principal.Name).ToList();
        if (others.Find(partner => !pass.Seen(partner).IsReachable) is { } silent)
        {
            pass.Blocked ??= $"Database {database} is not on {principal.Name}, and {silent.Name}, which may hold it, does not answer.";
        }
        else if (others.Find(partner => pass.Seen(partner).Copy(database) is not null) is { } holder)
        {
            pass.Blocked ??= $"Database {database} is only on {holder.Name} ({pass.Seen(holder).Copy(database)!.State}), which is not the principal.";
        }
        else if (!pass.Goal.CreateDatabases)
        {
            pass.Blocked ??= $"Database {database} is on no partner, and this group does not create databases: it is restored or failed over to.";
        }
        else if (pass.MayRepeat(MirroringActionKind.CreateDatabase, principal, database))
        {
            pass.Do(MirroringActionKind.CreateDatabase, principal, DatabaseStatements.Create(database), "It is on no partner.", database);
            pass.Do(MirroringActionKind.SetRecoveryFull, principal, DatabaseStatements.SetRecoveryFull(database), "Mirroring needs the whole log.", database);
            BackUpAndAdd(pass, principal, database);
        }
    }

    private static void Add(MirroringPass pass, MirroringMember principal, DatabaseCopy copy)
    {
        if (RivalOn(pass, principal, copy.Name) is { } rival)
        {
            pass.Blocked ??= $"{rival} holds an ONLINE copy of {copy.Name} of its own. "
                + "Decide which one is right and drop the other; no copy is dropped on a guess.";
            return;
        }

        if (!pass.MayRepeat(MirroringActionKind.AddDatabase, principal, copy.Name))
        {
            return;
        }

        if (!copy.FullRecovery)
        {
            pass.Do(MirroringActionKind.SetRecoveryFull, principal, DatabaseStatements.SetRecoveryFull(copy.Name), "Mirroring needs the whole log.", copy.Name);
        }

        // A full backup is needed only if none was ever taken; the refusal of ADD DATABASE says so, without a query that guesses.
        if (!copy.FullRecovery || pass.LastOutcome(MirroringActionKind.AddDatabase, principal, copy.Name) is { Succeeded: false })
        {
            BackUpAndAdd(pass, principal, copy.Name);
        }
        else
        {
            AddToGroup(pass, principal, copy.Name);
        }
    }

    private static void BackUpAndAdd(MirroringPass pass, MirroringMember principal, string database)
    {
        var path = $"{pass.Goal.SeedPath.TrimEnd('/')}/{pass.Goal.Group}-{database}-seed.bak";
        pass.Do(
            MirroringActionKind.BackUpDatabase, principal, BackupStatements.BackupDatabase(database, path, new BackupOptions()),
            "A mirrored database needs a full backup.", database);
        AddToGroup(pass, principal, database);
    }

    private static void AddToGroup(MirroringPass pass, MirroringMember principal, string database) =>
        pass.Do(
            MirroringActionKind.AddDatabase, principal, AvailabilityGroupStatements.AddDatabase(pass.Goal.Group, database), "It is to be mirrored.", database);

    private static void CareForMember(MirroringPass pass, MirroringMember principal, string database)
    {
        if (pass.Goal.OwnerLogin is { } login && pass.Seen(principal).Copy(database)!.IsOnline
            && pass.LastOutcome(MirroringActionKind.EnsureOwner, principal, database) is not { Succeeded: true }
            && pass.MayRepeat(MirroringActionKind.EnsureOwner, principal, database))
        {
            pass.Do(
                MirroringActionKind.EnsureOwner, principal, DatabaseStatements.EnsureOwner(login), "The application writes as this user.", database,
                inDatabase: true);
        }

        var mirror = pass.Goal.Partners.FirstOrDefault(partner => partner.Name != principal.Name);
        if (mirror is not null && pass.Group(mirror) is { Role: GroupRole.Secondary })
        {
            CareForCopy(pass, principal, mirror, database);
        }
    }

    private static void CareForCopy(MirroringPass pass, MirroringMember principal, MirroringMember mirror, string database)
    {
        var copy = pass.Seen(mirror).Copy(database);
        var movement = pass.Group(principal)!.Movements.FirstOrDefault(movement => Is(movement, database, mirror));
        var local = pass.Group(mirror)!.Movements.FirstOrDefault(movement => Is(movement, database, mirror));
        if (copy is null or { InGroup: true })
        {
            pass.Memory = pass.Memory with { AstraySince = pass.Memory.AstraySince.Remove($"{mirror.Name}/{database}") };
        }

        if (copy is { InGroup: true })
        {
            if (movement is { IsSuspended: true, WasForced: true } || local is { IsSuspended: true, WasForced: true })
            {
                // The operator never forces a group; whoever did decides what becomes of rows that only this copy has (S3).
                pass.Blocked ??= $"The copy of {database} on {mirror.Name} is suspended because {principal.Name} was forced to become principal. "
                    + $"It may hold rows that {principal.Name} never had, and resuming it discards them. "
                    + $"Save what it holds, then run ALTER DATABASE [{database}] SET HADR RESUME on {mirror.Name}.";
            }
            else if ((movement?.IsSuspended == true || local?.IsSuspended == true)
                && pass.MayRepeat(MirroringActionKind.ResumeDatabase, mirror, database, ResumePause))
            {
                pass.Do(
                    MirroringActionKind.ResumeDatabase, mirror, AvailabilityGroupStatements.ResumeDatabase(database), "Its data movement is suspended.",
                    database);
            }
        }
        else if (copy is null)
        {
            if (pass.MayRepeat(MirroringActionKind.GrantCreate, mirror, database, SeedingPatience))
            {
                pass.Do(
                    MirroringActionKind.GrantCreate, mirror, AvailabilityGroupStatements.GrantCreateAnyDatabase(pass.Goal.Group),
                    $"{database} has not been seeded.", database);
            }
        }
        else
        {
            TakeIn(pass, principal, mirror, copy);
        }
    }

    /// <summary>A copy from an earlier time: it rejoins where its log goes on; otherwise it goes, if the principal's log provably contains it.</summary>
    private static void TakeIn(MirroringPass pass, MirroringMember principal, MirroringMember mirror, DatabaseCopy copy)
    {
        if (copy.State != "RESTORING")
        {
            // SEEDING shows as RESTORING or RECOVERING for moments; ONLINE is a rival.
            pass.Blocked ??= copy.IsOnline ? $"{mirror.Name} holds an ONLINE copy of {copy.Name} of its own; no copy is dropped on a guess." : null;
            return;
        }

        var key = $"{mirror.Name}/{copy.Name}";
        var since = pass.Memory.AstraySince.GetValueOrDefault(key, pass.Now);
        pass.Memory = pass.Memory with { AstraySince = pass.Memory.AstraySince.SetItem(key, since) };
        var joined = pass.LastOutcome(MirroringActionKind.JoinDatabase, mirror, copy.Name);
        if (joined is null or { Succeeded: true } || pass.Now - joined.At > SeedingPatience)
        {
            if (pass.MayRepeat(MirroringActionKind.JoinDatabase, mirror, copy.Name, ResumePause))
            {
                pass.Do(
                    MirroringActionKind.JoinDatabase, mirror, AvailabilityGroupStatements.JoinDatabase(pass.Goal.Group, copy.Name),
                    "Its copy may go on from where it stands.", copy.Name);
            }

            return;
        }

        var endOfLog = pass.Group(principal)!.Movements.FirstOrDefault(movement => Is(movement, copy.Name, principal))?.EndOfLogLsn;
        if (copy.RedoStartLsn is { } redo && endOfLog is { } end && redo <= end && pass.Seen(principal).Copy(copy.Name)!.IsOnline)
        {
            if (pass.Now - since >= LeftoverAfter && pass.MayRepeat(MirroringActionKind.DropStaleCopy, mirror, copy.Name))
            {
                pass.Do(
                    MirroringActionKind.DropStaleCopy, mirror, DatabaseStatements.Drop(copy.Name),
                    $"It ends at {redo}, which the principal's log up to {end} contains; it could not rejoin.", copy.Name);
            }
        }
        else
        {
            pass.Blocked ??= $"{mirror.Name} holds a copy of {copy.Name} that cannot rejoin ({joined.Message}) and is not proven stale "
                + $"(it ends at {copy.RedoStartLsn?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "an unknown LSN"}). "
                + "Drop it after you have saved what it holds.";
        }
    }

    private static string? RivalOn(MirroringPass pass, MirroringMember principal, string database) =>
        pass.Goal.Partners.FirstOrDefault(partner => partner.Name != principal.Name && pass.Seen(partner).Copy(database)?.IsOnline == true)?.Name;

    private static bool Is(DatabaseMovement movement, string database, MirroringMember member) =>
        string.Equals(movement.Database, database, StringComparison.OrdinalIgnoreCase) && movement.ServerName == member.ServerName;
}

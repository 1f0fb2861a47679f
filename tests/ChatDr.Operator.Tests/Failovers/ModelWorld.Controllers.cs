using System.Collections.Immutable;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>The controllers beside the failover's. The pool's is the real plan; the others do what their contracts promise, no more.</summary>
internal sealed partial record ModelWorld
{
    /// <summary>A pass of the pool controller; it may die after the children and before its status.</summary>
    public ModelWorld PoolPass(bool dies = false)
    {
        var plan = PoolPlan.Compute(Observation(), Now);
        var world = this;
        foreach (var child in plan.Children)
        {
            world = child switch
            {
                DatabaseMirroring mirroring => world.Apply(mirroring),
                LogShipping shipping => world.Apply(shipping),
                SqlServerInstance { Spec.ApplicationLogin: { } login } instance => world.Apply(instance.Metadata.Name!, login.Disabled),
                _ => world,
            };
        }

        var maps = plan.Children.OfType<V1ConfigMap>().ToList();
        if (maps.Count > 0)
        {
            var server = maps[0].Data![ChatConfiguration.Key];
            world = world with { ChatConfigured = (maps.Sum(map => ChatConfiguration.ActiveIn(map)!.Count), server.Contains("p-1-sql", StringComparison.Ordinal) ? 1 : 2) };
        }

        return dies ? world : world with { Pool = Pool with { Status = plan.Status } };
    }

    /// <summary>A pass of the instance controller over every instance that answers.</summary>
    public ModelWorld InstancePass() => Ended(this with
    {
        Instances = [.. Instances.Select(one => one.Up ? one with { LoginDisabled = one.LoginShallBeDisabled, LoginAcknowledged = true } : one)],
    });

    /// <summary>A pass of the mirroring controller; a stale one acts on the spec before the present one, which nobody has acknowledged yet.</summary>
    public ModelWorld? MirroringPass(int site, bool stale = false)
    {
        var model = Mirrorings[site - 1];
        if (stale && (model.Acknowledged || model.Stale is null))
        {
            return null;
        }

        var (suspend, fence, hasChat) = stale ? model.Stale!.Value : (model.Suspend, model.Fence, model.HasChat);
        var world = suspend ? this : fence ? Demote(site) : Promote(site, hasChat);
        if (stale)
        {
            return Ended(world);
        }

        var partners = world.Instances.Where(one => one.Site == site).ToList();
        var principal = partners.FirstOrDefault(one => one is { Up: true, IsPrimary: true });
        return Ended(world.Set(site, model with
        {
            Acknowledged = true,
            Stale = null,
            SaysSuspended = suspend,
            SaysFenced = fence && partners.All(one => one is { Up: true, IsPrimary: false }),
            SaysPrincipal = principal?.Name,
            SaysMirrored = principal is { InGroup: true, Online: true } && partners.TrueForAll(one => one.Up && one.InGroup && one.Log == principal.Log),
        }));
    }

    /// <summary>A pass of the log shipping; a stale one as above.</summary>
    public ModelWorld? ShippingPass(bool stale = false)
    {
        if (stale && (Shipping.Acknowledged || Shipping.Stale is null))
        {
            return null;
        }

        var (suspend, sourceSite, targetName) = stale ? Shipping.Stale!.Value : (Shipping.Suspend, Shipping.Source, Shipping.Target);
        var world = suspend ? this : Ship(sourceSite, targetName);
        if (stale)
        {
            return Ended(world);
        }

        var source = Source(world, sourceSite);
        var target = world[targetName];
        return Ended(world with
        {
            Shipping = world.Shipping with
            {
                Acknowledged = true,
                Stale = null,
                SaysSuspended = suspend,
                SaysHealthy = !suspend && source is not null && target is { Up: true, Online: false, InGroup: false, Log: { } log } && source.Log!.StartsWith(log, StringComparison.Ordinal),
            },
        });
    }

    /// <summary>The chat servers read their configuration.</summary>
    public ModelWorld ChatReads() => this with { ChatRead = ChatConfigured };

    /// <summary>A chat server takes a message; null when none can.</summary>
    public ModelWorld? ChatWrites()
    {
        if (ChatRead.Named == 0 || Instances.FirstOrDefault(one => one.Site == ChatRead.Site && one.IsWritable) is not { } principal)
        {
            return null;
        }

        var log = principal.Log + (char)('A' + Writes);
        var world = this with
        {
            Writes = Writes + 1,
            Acknowledged = log,
            Instances = [.. Instances.Select(one => one.Name == principal.Name || (one.Site == principal.Site && principal.InGroup && one is { Up: true, InGroup: true } && one.Log == principal.Log) ? one with { Log = log } : one)],
        };
        return IsForced || log.StartsWith(Acknowledged, StringComparison.Ordinal) ? world : world with { Violation = $"S4: a message was taken by {principal.Name}, which lacks messages acknowledged before" };
    }

    private static ModelInstance? Source(ModelWorld world, int site) =>
        world.Instances.FirstOrDefault(one => one.Site == site && one is { Up: true, Online: true, IsPrimary: true, Log: not null });

    private ModelWorld Demote(int site) => this with { Instances = [.. Instances.Select(one => one.Site == site && one.Up ? one with { IsPrimary = false, Online = one.Online && !one.InGroup } : one)] };

    /// <summary>A group without principal gets the partner that loses nothing; the principal's copy joins; the mirror is seeded from it.</summary>
    private ModelWorld Promote(int site, bool hasChat)
    {
        var partners = Instances.Where(one => one.Site == site).ToList();
        var principal = partners.Find(one => one.IsPrimary);
        if (principal is null or { Up: false })
        {
            var other = partners.Where(one => one.Up && one != principal).OrderByDescending(one => one.Online).ThenByDescending(one => one.InGroup).ThenByDescending(one => one.Log?.Length ?? 0).FirstOrDefault();
            var complete = principal is null ? partners.TrueForAll(one => one.Up) : other is { InGroup: true } && other.Log == principal.Log;
            return other is null || !complete ? this : this with
            {
                Instances = [.. Instances.Select(one => one.Site != site ? one : one.Name == other.Name
                    ? one with { IsPrimary = true, Online = one.Online || one.InGroup }
                    : one with { IsPrimary = false, Online = one.Online && !one.InGroup })],
            };
        }

        if (!hasChat || !principal.Online)
        {
            return this;
        }

        return this with
        {
            Instances = [.. Instances.Select(one => one.Site != site || !one.Up ? one : one.Name == principal.Name
                ? one with { InGroup = true }
                : one with { InGroup = true, Online = false, Log = principal.Log })],
        };
    }

    private ModelWorld Ship(int sourceSite, string targetName)
    {
        var world = this;
        var source = Source(world, sourceSite);
        if (source is { Log: { } written } && world.BackedUp(written) is var from && from < written.Length)
        {
            world = world with { Files = world.Files.Add(new ModelFile(new LogBackupName(Database, from, Now, LogBackupKind.Log), written)) };
        }

        var target = world[targetName];
        return target switch
        {
            { Up: false } => world,
            { Log: null } => source is null ? world : world.Seed(target, source),
            { Online: true } or { InGroup: true } => world.Salvage(target),
            _ when source is not null && !source.Log!.StartsWith(target.Log, StringComparison.Ordinal) =>
                world.Files.Any(file => file.Upto.StartsWith(target.Log, StringComparison.Ordinal)) ? world.Seed(target, source) : world,
            _ => world.Restore(target),
        };
    }

    private ModelWorld Seed(ModelInstance target, ModelInstance source) => Set(target with { Log = source.Log, Online = false, InGroup = false }) with { Shipping = Shipping with { RestoredAt = Now } };

    private ModelWorld Salvage(ModelInstance target)
    {
        var mirroring = Mirrorings[target.Site - 1];
        if (mirroring is not { Fence: true, Suspend: true, Acknowledged: true, SaysSuspended: true })
        {
            return this;
        }

        var best = Instances.Where(one => one.Site == target.Site && one is { Up: true, InGroup: true }).MaxBy(one => one.Log!.Length) ?? target;
        return best.Name != target.Name && best.Log != target.Log ? this : this with
        {
            Files = Files.Add(new ModelFile(new LogBackupName(Database, BackedUp(target.Log!), Now, LogBackupKind.Salvage), target.Log!)),
            Instances = [.. Instances.Select(one => one.Site == target.Site && one.InGroup || one.Name == target.Name ? one with { Online = false, InGroup = false } : one)],
        };
    }

    private ModelWorld Restore(ModelInstance target) => Files.FirstOrDefault(file => file.Continues(target.Log!)) is { } next
        ? Set(target with { Log = next.Upto }) with { Shipping = Shipping with { RestoredAt = next.Name.StartedAt } }
        : this;

    private ModelWorld Apply(DatabaseMirroring wanted)
    {
        var site = wanted.Metadata.Name == "p-1" ? 1 : 2;
        var model = Mirrorings[site - 1];
        var spec = (wanted.Spec.Suspend, wanted.Spec.Fence, wanted.Spec.Databases.Contains(Database));
        var old = (model.Suspend, model.Fence, model.HasChat);
        return spec == old ? this : Set(site, model with { Suspend = spec.Suspend, Fence = spec.Fence, HasChat = spec.Item3, Acknowledged = false, Stale = old });
    }

    private ModelWorld Apply(LogShipping wanted)
    {
        var spec = (wanted.Spec.Suspend, wanted.Spec.Source.Name == "p-1" ? 1 : 2, wanted.Spec.Target.Name);
        var old = (Shipping.Suspend, Shipping.Source, Shipping.Target);
        return spec == old ? this : this with { Shipping = Shipping with { Suspend = spec.Suspend, Source = spec.Item2, Target = spec.Name, Acknowledged = false, Stale = old } };
    }

    private ModelWorld Apply(string name, bool disabled) =>
        this[name].LoginShallBeDisabled == disabled ? this : Set(this[name] with { LoginShallBeDisabled = disabled, LoginAcknowledged = false });

    private ModelWorld Set(ModelInstance changed) => this with { Instances = [.. Instances.Select(one => one.Name == changed.Name ? changed : one)] };

    private ModelWorld Set(int site, ModelMirroring changed) => this with { Mirrorings = Mirrorings.SetItem(site - 1, changed) };

    /// <summary>Notes which partners of the source a forced move has met, and checks that none of them takes writes again.</summary>
    private ModelWorld Ended(ModelWorld world)
    {
        if (!world["p-2a"].Serves || world["p-2a"].Log is null)
        {
            return world;
        }

        var back = world.Instances.FirstOrDefault(one => one.Site == 1 && one.IsWritable && world.Met.Contains(one.Name));
        return back is not null
            ? world with { Violation = $"S1: {back.Name} takes writes again beside p-2a, after it was fenced" }
            : world with { Met = world.Met.Union(world.Instances.Where(one => one.Site == 1 && one is { Up: true, IsPrimary: false, LoginDisabled: true }).Select(one => one.Name)) };
    }
}

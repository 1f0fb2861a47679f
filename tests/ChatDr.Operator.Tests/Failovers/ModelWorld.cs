using System.Collections.Immutable;
using System.Globalization;
using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Pools;
using ChatDr.SqlServer.Shipping;

namespace ChatDr.Operator.Tests.Failovers;

/// <summary>
/// A pool of two sites as far as failovers care: the copies, the share, the chat servers, the children with their acknowledgements, the orders, the operator.
/// Site one has a pair (p-1a, p-1b), site two a single partner (p-2a). What decides is the real code: <see cref="PoolPlan"/>, <see cref="FailoverStart"/>, <see cref="FailoverMachine"/>.
/// </summary>
internal sealed partial record ModelWorld
{
    private const string Database = "mgc";
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public required StretchedChatPool Pool { get; init; }

    public required ImmutableList<ModelInstance> Instances { get; init; }

    public required ImmutableList<ModelMirroring> Mirrorings { get; init; }

    public required ModelShipping Shipping { get; init; }

    public ImmutableList<ModelFile> Files { get; init; } = [];

    public ImmutableList<ModelOrder> Orders { get; init; } = [];

    /// <summary>How many chat servers are configured to be active, and the site whose principal they use.</summary>
    public (int Named, int Site) ChatConfigured { get; init; } = (4, 1);

    /// <summary>The same as the chat servers have read it.</summary>
    public (int Named, int Site) ChatRead { get; init; } = (4, 1);

    /// <summary>The history that clients have been told is safe.</summary>
    public string Acknowledged { get; init; } = "";

    public int Writes { get; init; }

    public DateTimeOffset Now { get; init; } = Beginning;

    /// <summary>Sites whose partners were met after a forced order recovered the other site: they may not take writes again.</summary>
    public ImmutableSortedSet<string> Met { get; init; } = [];

    /// <summary>Whether any order may lose data by now.</summary>
    public bool IsForced { get; init; }

    /// <summary>What is wrong with what was just decided or done; null when nothing is.</summary>
    public string? Violation { get; init; }

    /// <summary>A healthy pool with one order.</summary>
    public static ModelWorld With(FailoverMode mode) => new ModelWorld
    {
        Pool = new StretchedChatPool
        {
            Metadata = new V1ObjectMeta { Name = "p", Namespace = "default", Uid = "pool" },
            Spec = new StretchedChatPoolSpec
            {
                HomeSite = "one",
                Sites = [Site("one", mirror: true), Site("two", mirror: false)],
                Sql = new PoolSql { Image = "i", AcceptEula = true, CredentialsSecretRef = new LocalReference { Name = "s" } },
                LogShipping = new PoolLogShipping { Share = new BackupShare { PersistentVolumeClaim = new ClaimShare { ClaimName = "c" } } },
            },
            Status = new StretchedChatPoolStatus { ActiveSite = "one", Sites = [new PoolSiteStatus { Name = "one" }, new PoolSiteStatus { Name = "two" }] },
        },
        Instances =
        [
            new ModelInstance("p-1a", 1) { Log = "ab", Online = true, InGroup = true, IsPrimary = true },
            new ModelInstance("p-1b", 1) { Log = "ab", InGroup = true },
            new ModelInstance("p-2a", 2) { Log = "a", IsPrimary = true },
        ],
        Mirrorings = [new ModelMirroring(false, false, true) { SaysPrincipal = "p-1a", SaysMirrored = true }, new ModelMirroring(false, false, false) { SaysPrincipal = "p-2a" }],
        Shipping = new ModelShipping(false, 1, "p-2a") { SaysHealthy = true },
        Files = [new ModelFile(new LogBackupName(Database, 0, Beginning, LogBackupKind.Log), "a")],
        Acknowledged = "ab",
        IsForced = mode == FailoverMode.Forced,
    }.Give("move", mode, "two");

    /// <summary>A person gives an order.</summary>
    public ModelWorld Give(string name, FailoverMode mode, string target) => this with
    {
        IsForced = IsForced || mode == FailoverMode.Forced,
        Orders = Orders.Add(new ModelOrder(new PoolFailover
        {
            Metadata = new V1ObjectMeta { Name = name, Namespace = "default", Uid = name, CreationTimestamp = Now },
            Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "p" }, Target = target, Mode = mode, AcknowledgeDataLoss = mode == FailoverMode.Forced },
        })),
    };

    /// <summary>The way back, once the order before has succeeded; what was lost then is settled.</summary>
    public ModelWorld GiveBack()
    {
        Orders.ShouldHaveSingleItem().Order.Status!.Phase.ShouldBe(FailoverPhase.Succeeded);
        return (this with { IsForced = false, Acknowledged = Instances.Single(one => one.IsWritable).Log!, Met = [] }).Give("back", FailoverMode.Planned, "one");
    }

    /// <summary>The instance of that name.</summary>
    public ModelInstance this[string name] => Instances.First(instance => instance.Name == name);

    /// <summary>What tells two worlds apart; times do so only where they decide.</summary>
    public string Key()
    {
        var orders = Orders.Select(model => $"{model.Order.Metadata.Name},{model.Order.Metadata.DeletionTimestamp is not null},{OrderMarks.HasBegun(model.Order)},{model.Order.Metadata.Annotations?.Count},{OrderKey(model.Order.Status)},{string.Join("+", model.Pending)},{model.Applied},{model.Written}");
        var pool = $"{Pool.Status?.ActiveSite},{Pool.Status?.Failover},{string.Join(",", Pool.Status?.Sites.Where(site => site.Fenced).Select(site => site.Name) ?? [])}";
        return string.Join("|", [pool, .. orders, .. Instances.Select(one => one.ToString()), .. Mirrorings.Select(one => one.ToString()), (Shipping with { RestoredAt = null }).ToString(), RestoredKey(),
            .. Files.Select(file => $"{file.Name.Kind}{file.Name.Order}{file.Name.FirstLsn}{file.Upto}"), ChatConfigured.ToString(), ChatRead.ToString(), Acknowledged, string.Join(",", Met), Violation]);
    }

    /// <summary>What the failover controller sees for an order.</summary>
    public FailoverSnapshot Snapshot(ModelOrder model)
    {
        var status = model.Order.Status ?? new PoolFailoverStatus();
        var source = (status.SourceSite ?? (OrderMarks.HasBegun(model.Order) ? FailoverResume.SourceSite(model.Order, Pool) : Pool.Status?.ActiveSite) ?? "one") == "one" ? 1 : 2;
        var tail = Files.LastOrDefault(file => file.Name.Kind == LogBackupKind.Tail && file.Name.Order == model.Order.Metadata.Uid);
        var applied = Files.Where(file => this[Shipping.Target].Log is { } log && file.Name.Kind != LogBackupKind.Salvage && log.StartsWith(file.Upto, StringComparison.Ordinal)).Select(file => (DateTimeOffset?)file.Name.StartedAt).Max();
        return new FailoverSnapshot
        {
            Pool = Pool,
            Source = Mirroring(source),
            Target = Mirroring(3 - source),
            Shipping = ShippingObject(),
            Instances = [.. Instances.Select(InstanceObject)],
            Facts = [.. Instances.Select(Fact)],
            NamedChatServers = ChatConfigured.Named,
            ReadyChatServers = ReadyChatServers,
            Tail = tail is not null && status.TargetInstance is { } target && this[target].Up ? Header(tail) : null,
            RestoredUntil = applied,
            NothingLeftToApply = model.Applied,
            WriteVerified = model.Written,
        };
    }

    /// <summary>What the pool controller sees.</summary>
    public PoolObservation Observation() => new()
    {
        Pool = Pool,
        References = new PoolReferences(["MSSQL_SA_PASSWORD"], true),
        Orders = [.. Orders.Select(model => model.Order)],
        Instances = [.. Instances.Select(InstanceObject)],
        Mirrorings = [Mirroring(1), Mirroring(2)],
        Shipping = ShippingObject(),
    };

    private int ReadyChatServers => Instances.Any(instance => instance.Site == ChatRead.Site && instance.IsWritable) ? ChatRead.Named : 0;

    private string OrderKey(PoolFailoverStatus? status) => status is null
        ? "-"
        : $"{status.Phase},{status.SourceInstance},{status.ServingAt is not null},{string.Concat(status.Steps.Select(step => $"{step.Name[..2]}{(int)step.State}{(step.State == FailoverStepState.Running && Now - step.Started > FailoverMachine.Patience ? "!" : "")}"))}";

    private string RestoredKey() => string.Concat(Orders.Select(model => Shipping.RestoredAt > model.Order.Status.Find(SiteStep.RecoverDatabase)?.Finished ? "R" : "-").Append(Shipping.RestoredAt > Orders.Max(model => model.Order.Status?.ServingAt) ? "S" : "-"));

    private InstanceFacts Fact(ModelInstance instance) => instance.Up
        ? new InstanceFacts(instance.Name, null, Copy(instance), instance.IsPrimary)
        : new InstanceFacts(instance.Name, "it is away", null, false);

    private ShippedCopy Copy(ModelInstance instance) => instance.Log is not { } log
        ? ShippedCopy.Absent
        : new ShippedCopy
        {
            State = instance.Online || (instance.InGroup && Instances.Any(one => one.Site == instance.Site && one.IsPrimary)) ? "ONLINE" : instance.InGroup ? "RECOVERY_PENDING" : "RESTORING",
            InGroup = instance.InGroup,
            LastLogBackupLsn = BackedUp(log),
            RedoStartLsn = instance.Online ? null : log.Length,
        };

    private int BackedUp(string log) => Files.Where(file => log.StartsWith(file.Upto, StringComparison.Ordinal)).Select(file => file.Upto.Length).DefaultIfEmpty(0).Max();

    private static LogBackupFile Header(ModelFile file) => new() { Name = file.Name, FirstLsn = file.Name.FirstLsn, LastLsn = file.Upto.Length, Fork = Guid.Empty, FirstFork = Guid.Empty };

    private DatabaseMirroring Mirroring(int site)
    {
        var model = Mirrorings[site - 1];
        return new DatabaseMirroring
        {
            Metadata = new V1ObjectMeta { Name = $"p-{site}", Namespace = "default", Generation = 2 },
            Spec = new DatabaseMirroringSpec
            {
                Partners = [.. Instances.Where(instance => instance.Site == site).Select(instance => new LocalReference { Name = instance.Name })],
                Databases = model.HasChat ? [Database] : [],
                Suspend = model.Suspend,
                Fence = model.Fence,
            },
            Status = new DatabaseMirroringStatus
            {
                ObservedGeneration = model.Acknowledged ? 2 : 1,
                Principal = model.SaysPrincipal,
                Conditions = [Condition("Suspended", model.SaysSuspended), Condition("Fenced", model.SaysFenced), Condition("Mirrored", model.SaysMirrored)],
            },
        };
    }

    private LogShipping ShippingObject() => new()
    {
        Metadata = new V1ObjectMeta { Name = "p-mgc", Namespace = "default", Generation = 2 },
        Spec = new LogShippingSpec
        {
            Source = new LocalReference { Name = string.Create(CultureInfo.InvariantCulture, $"p-{Shipping.Source}") },
            Target = new LocalReference { Name = Shipping.Target },
            Databases = [Database],
            Schedule = Pool.Spec.LogShipping,
            Suspend = Shipping.Suspend,
        },
        Status = new LogShippingStatus
        {
            ObservedGeneration = Shipping.Acknowledged ? 2 : 1,
            Databases = [new ShippedDatabaseStatus { Name = Database, LastRestoredTime = Shipping.RestoredAt }],
            Conditions = [Condition("Suspended", Shipping.SaysSuspended), Condition("LogShippingHealthy", Shipping.SaysHealthy)],
        },
    };

    private static SqlServerInstance InstanceObject(ModelInstance instance) => new()
    {
        Metadata = new V1ObjectMeta { Name = instance.Name, Namespace = "default", Generation = 2 },
        Spec = new SqlServerInstanceSpec
        {
            Image = "i",
            CredentialsSecretRef = new LocalReference { Name = "s" },
            ApplicationLogin = new ApplicationLogin { Name = "chat", SecretRef = new LocalReference { Name = "l" }, Disabled = instance.LoginShallBeDisabled },
        },
        Status = new SqlServerInstanceStatus { ObservedGeneration = instance.LoginAcknowledged ? 2 : 1, ApplicationLoginDisabled = instance.LoginDisabled, Conditions = [Condition("Ready", instance.Up)] },
    };

    private static V1Condition Condition(string type, bool value) => new() { Type = type, Status = value ? "True" : "False", Reason = "Model", Message = "", LastTransitionTime = Beginning };

    private static PoolSite Site(string name, bool mirror) => new() { Name = name, Sql = new SiteSql { Mirror = mirror, Witness = false } };
}

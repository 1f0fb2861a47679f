using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Mirroring;

namespace ChatDr.Operator.Pools;

/// <summary>The SQL Server side of a pool.</summary>
/// <param name="seen">The snapshot.</param>
/// <param name="intent">What the order under way asks for.</param>
/// <param name="fence">The site that may not serve.</param>
internal sealed class SqlChildren(PoolObservation seen, PoolIntent intent, SiteFence fence)
{
    /// <summary>The login of the chat servers.</summary>
    public const string ApplicationLoginName = "chatdr_chat";

    private const int TdsPort = 1433;

    private readonly PoolNames _names = new(seen.Pool.Metadata.Name!);

    private StretchedChatPool Pool => seen.Pool;

    /// <summary>The partners and the witness of a site.</summary>
    public IEnumerable<SqlServerInstance> Instances(SiteRef site)
    {
        foreach (var partner in _names.Partners(site.Index, site.Site.Sql))
        {
            yield return Instance(site, partner, InstanceRole.Partner);
        }

        if (site.Site.Sql.Witness)
        {
            yield return Instance(site, _names.Witness(site.Index), InstanceRole.Witness);
        }
    }

    /// <summary>The mirroring of a site.</summary>
    public DatabaseMirroring Mirroring(SiteRef site)
    {
        var fenced = fence.Site == site.Name;
        return new DatabaseMirroring
        {
            Metadata = PoolChildren.Metadata(
                Pool, _names.Mirroring(site.Index), PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.SqlServer, site.Name), Annotations(site)),
            Spec = new DatabaseMirroringSpec
            {
                Partners = [.. _names.Partners(site.Index, site.Site.Sql).Select(name => new LocalReference { Name = name })],
                Witness = site.Site.Sql.Witness ? new LocalReference { Name = _names.Witness(site.Index) } : null,
                Databases = MirroredDatabases(site),
                Mirroring = Pool.Spec.Mirroring,

                // Log shipping takes the stale copy out of a fenced group, for which it leads the group a moment: the group's controller holds still meanwhile.
                Suspend = fenced ? ShippingTakesOver() : intent.SuspendMirroring,
                Fence = fenced,
            },
        };
    }

    /// <summary>The Service that follows the principal of a site.</summary>
    public V1Service PrincipalService(SiteRef site) => new()
    {
        Metadata = PoolChildren.Metadata(Pool, _names.PrincipalService(site.Index), PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.SqlServer, site.Name)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            Selector = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [PoolLabels.Pool] = Pool.Metadata.Name!,
                [PoolLabels.Site] = site.Name,
                [PoolLabels.Role] = "principal",
            },
            Ports = [new V1ServicePort { Name = "tds", Port = TdsPort, TargetPort = TdsPort, Protocol = "TCP" }],
        },
    };

    /// <summary>The log shipping from the active site to the other. The Compliance database is never shipped (S6).</summary>
    public LogShipping Shipping() => new()
    {
        Metadata = PoolChildren.Metadata(Pool, _names.Shipping(seen.ChatDatabase), PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.SqlServer)),
        Spec = new LogShippingSpec
        {
            Source = new LocalReference { Name = _names.Mirroring(intent.Active.Index) },
            Target = new LocalReference { Name = ShippingTarget() },
            Databases = [seen.ChatDatabase],
            Schedule = Pool.Spec.LogShipping,
            Suspend = !ShippingTakesOver(),
        },
    };

    /// <summary>
    /// Where the standby site's copy is: it stays where it was seeded. After a move the former principal holds it. The mirroring's role in the standby site
    /// does not matter, because the copy is not in the group.
    /// </summary>
    private string ShippingTarget()
    {
        var partners = _names.Partners(intent.Standby.Index, intent.Standby.Site.Sql);
        var left = intent.Order?.Spec.Type == FailoverType.Site ? intent.Order.Status : ActiveSite.LastMove(seen.Orders)?.Status;
        string?[] candidates =
        [
            seen.Shipping?.Spec.Target.Name,
            left?.SourceSite == intent.Standby.Name ? left.SourceInstance : null,
            seen.Mirroring(_names.Mirroring(intent.Standby.Index))?.Status?.Principal,
        ];
        return candidates.FirstOrDefault(candidate => candidate is not null && partners.Contains(candidate)) ?? partners[0];
    }

    private bool ShippingTakesOver() => !intent.SuspendShipping && !WaitsForFence();

    /// <summary>
    /// A site that came back is overwritten only once it is fenced. What then happens to it must not be stopped half-way by its roles changing meanwhile.
    /// </summary>
    private bool WaitsForFence() =>
        fence.Site == intent.Standby.Name
        && !fence.Enforced
        && !(seen.Shipping is { Spec.Suspend: false } shipping && shipping.Spec.Source.Name == _names.Mirroring(intent.Active.Index));

    /// <summary>The chat database where it serves; the Compliance database where it was made, because it never moves (S6).</summary>
    private IReadOnlyList<string> MirroredDatabases(SiteRef site) =>
    [
        .. Pool.Spec.Databases
            .Where(database => database.Role switch
            {
                DatabaseRole.Chat => site == intent.Active && intent.MirrorChatDatabase,
                DatabaseRole.Compliance => site.Name == Pool.Spec.HomeSite,
                _ => throw new InvalidOperationException($"Database {database.Name} has the unknown role {database.Role}."),
            })
            .Select(database => database.Name),
    ];

    private Dictionary<string, string> Annotations(SiteRef site)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (site.Name == Pool.Spec.HomeSite && Pool.Status?.ActiveSite is null && site == intent.Active && ActiveSite.LastMove(seen.Orders) is null)
        {
            annotations[MirroringAnnotations.CreateDatabases] = "true";
        }

        if (intent.FailoverTo is { } partner && site == intent.Active && _names.Partners(site.Index, site.Site.Sql).Contains(partner))
        {
            annotations[MirroringAnnotations.FailoverTo] = $"{partner}@{intent.Order!.Metadata.Uid}";
        }

        return annotations;
    }

    private SqlServerInstance Instance(SiteRef site, string name, InstanceRole role)
    {
        var witness = role == InstanceRole.Witness;
        var labels = PoolLabels.Of(Pool.Metadata.Name!, PoolLabels.SqlServer, site.Name);
        labels[PoolLabels.Instance] = name;
        return new SqlServerInstance
        {
            Metadata = PoolChildren.Metadata(Pool, name, labels),
            Spec = new SqlServerInstanceSpec
            {
                Role = role,
                Image = Pool.Spec.Sql.Image,
                Edition = witness ? "Express" : Pool.Spec.Sql.Edition,
                AcceptEula = Pool.Spec.Sql.AcceptEula,
                Zone = site.Site.Zone,
                Resources = Pool.Spec.Sql.Resources,
                Storage = Pool.Spec.Sql.Storage,
                CredentialsSecretRef = Pool.Spec.Sql.CredentialsSecretRef,
                Share = witness ? null : Pool.Spec.LogShipping.Share,
                ApplicationLogin = witness ? null : new ApplicationLogin
                {
                    Name = ApplicationLoginName,
                    SecretRef = new LocalReference { Name = _names.LoginSecret },
                    Disabled = fence.Site == site.Name,
                },
                DeletionPolicy = Pool.Spec.DeletionPolicy,
            },
        };
    }
}

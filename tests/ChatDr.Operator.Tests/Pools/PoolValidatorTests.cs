using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Failovers;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Tests.Pools;

public sealed class PoolValidatorTests
{
    private static readonly PoolReferences Complete = new(["MSSQL_SA_PASSWORD"], ClaimExists: true);

    [Fact]
    public void Validate_SampleLikePool_FindsNothing() => PoolValidator.Validate(Pool(), Complete).ShouldBeEmpty();

    [Fact]
    public void Validate_UnknownHomeSite_NamesFieldValueAndChoices()
    {
        var pool = Pool();
        var finding = PoolValidator.Validate(pool with { Spec = pool.Spec with { HomeSite = "paris" } }, Complete).ShouldHaveSingleItem();
        finding.ToString().ShouldBe("spec.homeSite is \"paris\": name one of the sites: atlanta, dallas.");
    }

    [Fact]
    public void Validate_NineChatServers_SaysTheLimit()
    {
        var pool = Pool();
        var sites = pool.Spec.Sites.Select((site, index) => site with { ChatServers = new SiteChatServers { Replicas = 4 + index } }).ToList();
        PoolValidator.Validate(pool with { Spec = pool.Spec with { Sites = sites } }, Complete).ShouldHaveSingleItem().Saw.ShouldBe("9 over all sites");
    }

    [Fact]
    public void Compute_MissingSecret_AppliesNothingAndStalls()
    {
        var plan = PoolPlan.Compute(new PoolObservation { Pool = Pool(), References = new(null, true) }, DateTimeOffset.UnixEpoch);
        plan.Children.ShouldBeEmpty();
        plan.Status.Conditions.IsTrue("Stalled").ShouldBeTrue();
        plan.Events.ShouldHaveSingleItem().Reason.ShouldBe("InvalidSpec");
    }

    [Fact]
    public void Compute_DataBetweenSites_NoChatServerIsActive()
    {
        var pool = Pool() with { Status = new StretchedChatPoolStatus { ActiveSite = "atlanta", Failover = "move" } };
        foreach (var step in FailoverSteps.Of(FailoverType.Site).Where(step => step > SiteStep.FenceSource))
        {
            var status = FailoverSteps.Of(FailoverType.Site).Where(begun => begun <= step)
                .Aggregate(new PoolFailoverStatus { Phase = "Running", SourceSite = "atlanta" }, (before, begun) => before.Begin(begun, DateTimeOffset.UnixEpoch, "."));
            var order = new PoolFailover
            {
                Metadata = new V1ObjectMeta { Name = "move" },
                Spec = new PoolFailoverSpec { PoolRef = new LocalReference { Name = "atl-chat" }, Target = "dallas" },
                Status = status,
            };
            var plan = PoolPlan.Compute(new PoolObservation { Pool = pool, References = Complete, Orders = [order] }, DateTimeOffset.UnixEpoch);
            var active = plan.Children.OfType<V1ConfigMap>().Sum(map => ChatConfiguration.ActiveIn(map)!.Count);
            active.ShouldBe(step >= SiteStep.ActivateChatServers ? 4 : 0, step.ToString());
        }
    }

    private static StretchedChatPool Pool() => new()
    {
        Metadata = new V1ObjectMeta { Name = "atl-chat", Namespace = "default", Uid = "1" },
        Spec = new StretchedChatPoolSpec
        {
            HomeSite = "atlanta",
            Sites = [new PoolSite { Name = "atlanta" }, new PoolSite { Name = "dallas" }],
            Sql = new PoolSql { Image = "chatdr/sqlserver-simulator:latest", AcceptEula = true, CredentialsSecretRef = new LocalReference { Name = "atl-chat-sql" } },
            LogShipping = new PoolLogShipping { Share = new BackupShare { PersistentVolumeClaim = new ClaimShare { ClaimName = "share" } } },
        },
    };
}

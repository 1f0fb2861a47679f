using ChatDr.Api.V1Alpha1;
using ChatDr.Kubernetes.Models;
using ChatDr.Operator.Pools;

namespace ChatDr.Operator.Tests.Pools;

public sealed class LoginSecretTests
{
    /// <summary>The login is on the volumes: with another password in a new Secret, no chat server would get at the data that was kept.</summary>
    [Theory]
    [InlineData(DeletionPolicy.Retain, false)]
    [InlineData(DeletionPolicy.Delete, true)]
    public void Create_ByDeletionPolicy_GoesWithThePoolOnlyWhereTheDataGoes(DeletionPolicy policy, bool owned)
    {
        var pool = new StretchedChatPool
        {
            Metadata = new V1ObjectMeta { Name = "atl-chat", Namespace = "default", Uid = "1" },
            Spec = new StretchedChatPoolSpec
            {
                HomeSite = "atlanta",
                Sites = [new PoolSite { Name = "atlanta" }, new PoolSite { Name = "dallas" }],
                Sql = new PoolSql { Image = "chatdr/sqlserver-simulator:latest", AcceptEula = true, CredentialsSecretRef = new LocalReference { Name = "atl-chat-sql" } },
                LogShipping = new PoolLogShipping { Share = new BackupShare { PersistentVolumeClaim = new ClaimShare { ClaimName = "share" } } },
                DeletionPolicy = policy,
            },
        };

        (LoginSecret.Create(pool).Metadata.OwnerReferences is { Count: > 0 }).ShouldBe(owned);
    }
}

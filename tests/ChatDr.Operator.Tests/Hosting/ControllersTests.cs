using ChatDr.Kubernetes.Config;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Runtime;
using ChatDr.Operator.Hosting;
using ChatDr.SqlServer.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace ChatDr.Operator.Tests.Hosting;

public sealed class ControllersTests
{
    private static readonly SqlEndpoint Nowhere = new() { Host = "127.0.0.1", Port = 1, Login = "nobody", Password = "none" };

    /// <summary>What is dangerous happens in SQL Server, not in Kubernetes.</summary>
    [Fact]
    public async Task Connector_OfAnOperatorThatDoesNotLead_OpensNoSession()
    {
        await using var services = Services(new LeaderElectionOptions { Namespace = "ns", LeaseName = "l" });

        await Should.ThrowAsync<LeadershipLostException>(() => services.GetRequiredService<ISqlConnector>().OpenAsync(Nowhere, null, default));
    }

    [Fact]
    public async Task Connector_OfAnOperatorWithoutALease_Tries()
    {
        await using var services = Services(null);

        (await Should.ThrowAsync<SqlServerException>(() => services.GetRequiredService<ISqlConnector>().OpenAsync(Nowhere, null, default))).IsUnreachable.ShouldBeTrue();
    }

    private static ServiceProvider Services(LeaderElectionOptions? election)
    {
        var services = new ServiceCollection();
        services.AddLogging()
            .AddKubernetesOperator(options => (options.Config, options.LeaderElection) = (new KubernetesConfig { Server = new Uri("https://127.0.0.1:1") }, election))
            .AddChatDrControllers();
        return services.BuildServiceProvider();
    }
}

using ChatDr.Kubernetes.Client;
using ChatDr.Kubernetes.LeaderElection;
using ChatDr.Kubernetes.Models;
using ChatDr.Kubernetes.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ChatDr.Kubernetes.ContractTests;

public abstract partial class ClientContract<TServer>
{
    [ContractFact]
    public async Task Operator_WithAController_MakesWhatItOwns_AndHealsIt()
    {
        await DefineWidgetsAsync();
        using var host = await StartOperatorAsync("healer");
        await Client.CreateAsync(NewWidget("owner", new() { Size = 3 }), Limit);
        await EventuallyAsync("the widget's ConfigMap is there", async () => await SizeAsync("owner") == "3");

        await Client.DeleteAsync<V1ConfigMap>(Named("owner"), new DeleteOptions(), Limit);

        await EventuallyAsync("the widget's ConfigMap is made again", async () => await SizeAsync("owner") == "3");
        await EventuallyAsync(
            "the event about it is there",
            async () => (await Client.ListAsync<Eventsv1Event>(Ns, new ListOptions(), Limit)).Items.Any(item => item is { Reason: "Sized", Regarding.Name: "owner" }));
        await host.StopAsync(Limit);
    }

    [ContractFact]
    public async Task Operator_OfWhichTwoRun_HandsOverWhenTheLeaderStops()
    {
        await DefineWidgetsAsync();
        using var first = await StartOperatorAsync("one");
        await EventuallyAsync("the first leads", async () => await HolderAsync() == "one");
        using var second = await StartOperatorAsync("two");
        await Client.CreateAsync(NewWidget("handed", new() { Size = 1 }), Limit);
        await EventuallyAsync("the first works", async () => await SizeAsync("handed") == "1");

        await first.StopAsync(Limit);

        await EventuallyAsync("the second leads", async () => await HolderAsync() == "two");
        await Client.DeleteAsync<V1ConfigMap>(Named("handed"), new DeleteOptions(), Limit);
        await EventuallyAsync("the second works", async () => await SizeAsync("handed") == "1");
        await second.StopAsync(Limit);
    }

    private async Task<string?> SizeAsync(string name) => (await Client.GetAsync<V1ConfigMap>(Named(name), Limit))?.Data?["size"];

    private async Task<string?> HolderAsync() => (await Client.GetAsync<V1Lease>(Named("operator"), Limit))?.Spec?.HolderIdentity;

    private async Task<IHost> StartOperatorAsync(string identity)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddKubernetesOperator(options =>
            {
                options.Name = "widget-operator";
                options.Config = server.Config;
                options.Namespace = Ns;
                options.LeaderElection = new LeaderElectionOptions
                {
                    Namespace = Ns,
                    LeaseName = "operator",
                    Identity = identity,
                    LeaseDuration = TimeSpan.FromSeconds(6),
                    RenewDeadline = TimeSpan.FromSeconds(4),
                    RetryPeriod = TimeSpan.FromSeconds(1),
                };
            })
            .AddController<WidgetReconciler, Widget>(controller => controller.Owns<V1ConfigMap>());
        var host = builder.Build();
        await host.StartAsync(Limit);
        return host;
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
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

    /// <summary>KubeOps looks at the first finalizer only, so that a foreign one in front delays ours until its owner comes (1.4 p).</summary>
    [ContractFact]
    public async Task Finalizer_BehindAForeignOne_CleansUp_AndTakesOnlyItselfOff_KubeOpsFirstFinalizer()
    {
        await DefineWidgetsAsync();
        using var host = await StartOperatorAsync("finalizer", controller => controller.Finalizes<WidgetFinalizer>(WidgetFinalizer.Mark));
        var widget = NewWidget("marked", new() { Size = 1 });
        await Client.CreateAsync(widget with { Metadata = widget.Metadata with { Finalizers = ["example.org/foreign"] } }, Limit);
        await EventuallyAsync("the widget was reconciled", async () => await SizeAsync("marked") == "1");
        (await Client.GetAsync<Widget>(Named("marked"), Limit))!.Metadata.Finalizers.ShouldBe(["example.org/foreign", WidgetFinalizer.Mark]);

        await Client.DeleteAsync<Widget>(Named("marked"), new DeleteOptions(), Limit);

        await EventuallyAsync(
            "only the foreign finalizer is left",
            async () => (await Client.GetAsync<Widget>(Named("marked"), Limit))!.Metadata.Finalizers is ["example.org/foreign"]);
        (await Client.GetAsync<V1ConfigMap>(Named("cleaned-marked"), Limit)).ShouldNotBeNull();
        await Client.ModifyAsync<Widget>(Named("marked"), _ => new() { ["metadata"] = new JsonObject { ["finalizers"] = null } }, TimeProvider.System, Limit);
        await EventuallyAsync("the widget is gone", async () => await Client.GetAsync<Widget>(Named("marked"), Limit) is null);
        await host.StopAsync(Limit);
    }

    /// <summary>KubeOps never finalised what was already being deleted when it started (pull 972).</summary>
    [ContractFact]
    public async Task Finalizer_OfAnObjectThatIsBeingDeletedAtTheStart_CleansUp_KubeOpsPull972()
    {
        await DefineWidgetsAsync();
        var widget = NewWidget("dying", new() { Size = 1 });
        await Client.CreateAsync(widget with { Metadata = widget.Metadata with { Finalizers = [WidgetFinalizer.Mark] } }, Limit);
        await Client.DeleteAsync<Widget>(Named("dying"), new DeleteOptions(), Limit);

        using var host = await StartOperatorAsync("late", controller => controller.Finalizes<WidgetFinalizer>(WidgetFinalizer.Mark));

        await EventuallyAsync("the widget is gone", async () => await Client.GetAsync<Widget>(Named("dying"), Limit) is null);
        (await Client.GetAsync<V1ConfigMap>(Named("cleaned-dying"), Limit)).ShouldNotBeNull();
        await host.StopAsync(Limit);
    }

    /// <summary>A mark changes no generation, so that a controller which asks for nothing else has to be told of it all the same.</summary>
    [ContractFact]
    public async Task Finalizers_UnderAGenerationPredicate_AreBothPutOn_CleanUp_AndComeOff()
    {
        const string Second = "example.org/second";
        await DefineWidgetsAsync();
        using var host = await StartOperatorAsync(
            "sifted",
            controller => controller.For(Predicates.GenerationChanged).Finalizes<WidgetFinalizer>(WidgetFinalizer.Mark).Finalizes<WidgetFinalizer>(Second));
        await Client.CreateAsync(NewWidget("sifted", new() { Size = 1 }), Limit);
        await EventuallyAsync("the widget was reconciled", async () => await SizeAsync("sifted") == "1");
        (await Client.GetAsync<Widget>(Named("sifted"), Limit))!.Metadata.Finalizers.ShouldBe([WidgetFinalizer.Mark, Second], ignoreOrder: true);

        await Client.DeleteAsync<Widget>(Named("sifted"), new DeleteOptions(), Limit);

        await EventuallyAsync("the widget is gone", async () => await Client.GetAsync<Widget>(Named("sifted"), Limit) is null);
        (await Client.GetAsync<V1ConfigMap>(Named("cleaned-sifted"), Limit)).ShouldNotBeNull();
        await host.StopAsync(Limit);
    }

    [ContractFact]
    public async Task Modify_ByThreeAtOnce_LosesNoChange()
    {
        await CreateAsync("counter", ("n", "0"));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Client.ModifyAsync<V1ConfigMap>(
            Named("counter"),
            map => new() { ["data"] = new JsonObject { ["n"] = $"{int.Parse(map.Data!["n"], CultureInfo.InvariantCulture) + 1}" } },
            TimeProvider.System,
            Limit)));

        (await ReadAsync("counter")).Data!["n"].ShouldBe("3");
    }

    private async Task<string?> SizeAsync(string name) => (await Client.GetAsync<V1ConfigMap>(Named(name), Limit))?.Data?["size"];

    private async Task<string?> HolderAsync() => (await Client.GetAsync<V1Lease>(Named("operator"), Limit))?.Spec?.HolderIdentity;

    private async Task<IHost> StartOperatorAsync(string identity, Action<ControllerBuilder<Widget>>? configure = null, bool owns = true)
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

                    // Longer than any fact waits: a lease that is not given back is not had.
                    LeaseDuration = TimeSpan.FromSeconds(60),
                    RenewDeadline = TimeSpan.FromSeconds(40),
                    RetryPeriod = TimeSpan.FromSeconds(1),
                };
            })
            .AddController<WidgetReconciler, Widget>(controller =>
            {
                if (owns)
                {
                    controller.Owns<V1ConfigMap>();
                }

                configure?.Invoke(controller);
            });
        var host = builder.Build();
        await host.StartAsync(Limit);
        return host;
    }
}

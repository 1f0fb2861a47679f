using BenchmarkDotNet.Running;
using ChatDr.Kubernetes.Benchmarks.Scenarios;
using ChatDr.Simulator.Benchmarks.Measures;

Dictionary<string, (string Purpose, Func<Task> Run)> scenarios = new()
{
    ["informer"] = ("an informer of 10,000 objects: how long it fills, what an object costs, how many changes it follows", InformerScenario.RunAsync),
    ["apply"] = ("server-side apply: round trips", ApplyScenario.RunAsync),
    ["steady"] = ("a pool that is well: what the operator asks of the API server and what it costs", SteadyScenario.RunAsync),
};
switch (args)
{
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(InformerScenario).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
        return 0;
    case [var name] when scenarios.TryGetValue(name, out var scenario):
        await Console.Out.WriteLineAsync($"{scenario.Purpose} [{Machine.Describe()}]");
        await scenario.Run();
        return 0;
    default:
        await Console.Error.WriteLineAsync("micro [BenchmarkDotNet's options]: what an operation of the work queue costs");
        foreach (var (known, (purpose, _)) in scenarios)
        {
            await Console.Error.WriteLineAsync($"{known}: {purpose}");
        }

        return 2;
}

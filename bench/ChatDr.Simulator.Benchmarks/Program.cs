using System.Globalization;
using BenchmarkDotNet.Running;
using ChatDr.Simulator.Benchmarks.Measures;
using ChatDr.Simulator.Benchmarks.Scenarios;

IScenario[] scenarios =
[
    new ConnectScenario(), new InsertScenario(), new EngineInsertScenario(), new ShippingScenario(), new BackupScenario(), new RecoveryScenario(),
    new IdleScenario(),
];
switch (args)
{
    case ["micro", .. var rest]:
        BenchmarkSwitcher.FromAssembly(typeof(IScenario).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"]);
        return 0;
    case [var name, .. var rest] when scenarios.FirstOrDefault(scenario => scenario.Name == name) is { } scenario:
        await Console.Out.WriteLineAsync($"{scenario.Purpose} [{Machine.Describe()}]");
        var size = rest is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : scenario.DefaultSize;
        await scenario.RunAsync(size, new Report(Console.Out));
        return 0;
    default:
        await Console.Error.WriteLineAsync("micro [BenchmarkDotNet's options]: what an operation costs");
        foreach (var known in scenarios)
        {
            await Console.Error.WriteLineAsync($"{known.Name} [{known.SizeUnit}, by default {known.DefaultSize}]: {known.Purpose}");
        }

        return 2;
}

using System.Globalization;

namespace ChatDr.Simulator.KillTests;

/// <summary>How often to kill, and from which seed, by the environment.</summary>
internal static class KillSettings
{
    private const int DefaultRepetitions = 5;

    /// <summary>CHATDR_KILL_REPETITIONS; few by default, so that a test run stays short.</summary>
    public static int Repetitions { get; } = Number("CHATDR_KILL_REPETITIONS") ?? DefaultRepetitions;

    /// <summary>CHATDR_KILL_SEED; otherwise another in every run, told when a run fails.</summary>
    public static int Seed { get; } = Number("CHATDR_KILL_SEED") ?? Random.Shared.Next();

    private static int? Number(string variable) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => null,
        var text => int.Parse(text, CultureInfo.InvariantCulture),
    };
}

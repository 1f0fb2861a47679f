using ChatDr.Simulator.KillTests.Load;
using ChatDr.Tests.Shared.Pairs;

namespace ChatDr.Simulator.KillTests;

/// <summary>A pair that loses one of its processes again and again. A failure tells the seed, the repetition and where the processes' logs are.</summary>
internal sealed class KillRun(ReplicatedPair pair)
{
    private readonly Ledger _ledger = new();

    /// <summary>Runs <paramref name="repeat"/> as often as the settings say, then compares both copies once more.</summary>
    /// <param name="repeat">What happens in a repetition.</param>
    /// <param name="share">Of so many repetitions that the settings want, one is run; at least one.</param>
    public async Task RepeatAsync(Func<KillRepetition, Task> repeat, int share = 1)
    {
        var repetitions = (KillSettings.Repetitions + share - 1) / share;
        var repetition = 0;
        try
        {
            await pair.SetUpAsync(Ledger.CreateTable);
            for (repetition = 1; repetition <= repetitions; repetition++)
            {
                await repeat(new KillRepetition(pair, _ledger, repetition, KillSettings.Seed));
            }

            await new KillRepetition(pair, _ledger, repetition, KillSettings.Seed).CopiesAreEqualAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"CHATDR_KILL_SEED={KillSettings.Seed}, repetition {repetition} of {repetitions}, {pair.Principal.Name} is principal: "
                + $"{e.Message} The logs are kept in {pair.Folder}.",
                e);
        }

        await pair.DisposeAsync();
        Directory.Delete(pair.Folder, recursive: true);
    }
}

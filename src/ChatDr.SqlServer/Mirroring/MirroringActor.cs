using System.Collections.Immutable;
using ChatDr.SqlServer.Sessions;

namespace ChatDr.SqlServer.Mirroring;

/// <summary>Carries out decided actions. Nothing is believed to have worked because it did not fail: the next observation tells.</summary>
/// <param name="connector">Opens the sessions.</param>
/// <param name="time">The clock.</param>
public sealed class MirroringActor(ISqlConnector connector, TimeProvider time)
{
    /// <summary>Sends <paramref name="actions"/> in order until one fails; gives the outcomes by action key.</summary>
    public async Task<ImmutableDictionary<string, ActionOutcome>> ActAsync(
        MirroringGoal goal, IReadOnlyList<MirroringAction> actions, CancellationToken cancellationToken)
    {
        var outcomes = ImmutableDictionary.CreateBuilder<string, ActionOutcome>();
        foreach (var action in actions)
        {
            var outcome = await ActAsync(goal, action, cancellationToken);
            outcomes[action.Key] = outcome;
            if (!outcome.Succeeded)
            {
                break;
            }
        }

        return outcomes.ToImmutable();
    }

    private async Task<ActionOutcome> ActAsync(MirroringGoal goal, MirroringAction action, CancellationToken cancellationToken)
    {
        var member = goal.Partners.Append(goal.Witness).FirstOrDefault(member => member?.Name == action.Member);
        if (member?.Sql is not { } endpoint)
        {
            return new ActionOutcome(time.GetUtcNow(), [], $"{action.Member} has no known address.");
        }

        try
        {
            await using var session = await connector.OpenAsync(endpoint, action.InDatabase ? action.Database : null, cancellationToken);
            await session.ExecuteAsync(action.Statement, cancellationToken);
            return new ActionOutcome(time.GetUtcNow(), [], null);
        }
        catch (SqlServerException refused)
        {
            return new ActionOutcome(time.GetUtcNow(), refused.Numbers, refused.Message);
        }
    }
}

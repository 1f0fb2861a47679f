using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;

namespace ChatDr.Simulator.Tests.Engine.Availability;

/// <summary>What cluster managers do again and again.</summary>
internal static class EngineTools
{
    /// <summary>SET (ROLE = SECONDARY), repeated on 41104 (docs/sql-server-facts.md A6).</summary>
    public static async Task FollowAsync(Instance instance)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await instance.AvailabilityGroups.SetRoleSecondaryAsync("ag", default);
                return;
            }
            catch (SqlErrorException e) when (e.Number == 41104 && attempt < 10)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    public static AvailabilityGroup Group(this Instance instance) => instance.AvailabilityGroups.Get("ag");

    public static async Task<int> NumberAsync(Func<Task> statement) => (await Should.ThrowAsync<SqlErrorException>(statement)).Number;
}

using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Availability;
using ChatDr.Simulator.Hosting;
using ChatDr.Simulator.Tests.TSql.Execution;
using ChatDr.Simulator.TSql.Sessions;

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

    /// <summary>Runs a batch as sa.</summary>
    public static async Task<RecordingWriter> RunAsync(this Instance instance, string batch)
    {
        await using var session = (SqlSession)await new SqlFrontend(instance, Personality.Linux)
            .LoginAsync(new() { UserName = "sa", Password = "Str0ng!Passw0rd" }, CancellationToken.None);
        var writer = new RecordingWriter();
        await session.ExecuteAsync(batch, [], writer, CancellationToken.None);
        return writer;
    }

    /// <summary>Runs a batch that must not fail.</summary>
    public static async Task<RecordingWriter> DoAsync(this Instance instance, string batch)
    {
        var result = await instance.RunAsync(batch);
        result.Errors.ShouldBeEmpty(batch);
        return result;
    }

    /// <summary>The number of the first error of a batch; 0 for none.</summary>
    public static async Task<int> ErrorOfAsync(this Instance instance, string batch) =>
        (await instance.RunAsync(batch)).Errors.Select(error => error.Number).FirstOrDefault();

    /// <summary>Rows by column name.</summary>
    public static async Task<IReadOnlyList<IReadOnlyDictionary<string, object?>>> QueryAsync(this Instance instance, string query)
    {
        var result = await instance.DoAsync(query);
        return [.. result.Rows.Select(
            row => result.Columns[0].Select((column, i) => (column.Name, Value: row[i])).ToDictionary(pair => pair.Name, pair => pair.Value))];
    }
}

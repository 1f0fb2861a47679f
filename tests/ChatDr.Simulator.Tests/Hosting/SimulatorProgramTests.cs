using Microsoft.Data.SqlClient;

namespace ChatDr.Simulator.Tests.Hosting;

/// <summary>Starts the program as a process.</summary>
public sealed class SimulatorProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sim-program-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Terminated_AfterServing_EndsWithZeroAndSaysSo()
    {
        await using var program = SimulatorProcess.Start(_folder, "--log", "Json");
        await using (var connection = await program.OpenAsync())
        {
            (await ScalarAsync(connection, "SELECT @@SERVERNAME")).ShouldBe("PROGRAM");
        }

        (await program.TerminateAsync()).ShouldBe(0);

        program.Output.ShouldContain("\"EventId\":101");
    }

    [Fact]
    public async Task Killed_AfterACommit_NextStartHasTheRow()
    {
        await using (var first = SimulatorProcess.Start(_folder))
        {
            await using var connection = await first.OpenAsync();
            await ExecuteAsync(connection, "CREATE DATABASE kept");
            await ExecuteAsync(connection, "USE kept; CREATE TABLE dbo.t (id int NOT NULL PRIMARY KEY); INSERT INTO dbo.t VALUES (1)");
            await ExecuteAsync(connection, "BEGIN TRANSACTION; INSERT INTO dbo.t VALUES (2)");
            await first.KillAsync();
        }

        await using var second = SimulatorProcess.Start(_folder);
        await using var again = await second.OpenAsync("Encrypt=Optional;Initial Catalog=kept");

        (await ScalarAsync(again, "SELECT SUM(id) FROM dbo.t")).ShouldBe(1);
    }

    [Fact]
    public async Task SecondInstance_OnTheSameFolder_IsRefusedAndTheFirstGoesOn()
    {
        await using var first = SimulatorProcess.Start(_folder);
        await first.ReadyAsync();
        await using var second = SimulatorProcess.Start(_folder);

        (await second.EndedAsync()).ShouldBe(1);

        second.Output.ShouldContain("two cannot share one");
        await using var connection = await first.OpenAsync();
        (await ScalarAsync(connection, "SELECT 1")).ShouldBe(1);
    }

    [Fact]
    public async Task PortInUse_Start_SaysWhichAndWhatToDo()
    {
        await using var first = SimulatorProcess.Start(_folder.CreateSubdirectory("first"));
        var port = await first.ReadyAsync();
        await using var second = SimulatorProcess.Start(_folder.CreateSubdirectory("second"), port);

        (await second.EndedAsync()).ShouldBe(1);

        second.Output.ShouldContain($"Port {port} of 127.0.0.1 is in use already");
    }

    private static async Task<object?> ScalarAsync(SqlConnection connection, string sql)
    {
        await using var command = new SqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task ExecuteAsync(SqlConnection connection, string sql)
    {
        await using var command = new SqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>The error log can be read with T-SQL, and says why a login failed.</summary>
public sealed class ErrorLogProcedureTests
{
    [Theory]
    [InlineData("nobody", "x", 5, "Could not find a login")]
    [InlineData("sa", "wrong", 8, "Password did not match")]
    public async Task FailedLogin_InTheErrorLog_HasTheTrueState(string user, string password, int state, string reason)
    {
        await using var fixture = await SessionFixture.StartAsync();
        await Should.ThrowAsync<SqlErrorException>(() => fixture.LogInAsync(user, password));

        var rows = (await fixture.RunAsync("EXEC sp_readerrorlog 0, 1, N'Login failed', N'" + user + "'; EXEC xp_readerrorlog 0, 1, N'18456'")).Rows;

        ((string)rows[0][2]!).ShouldContain(reason);
        rows[1][2].ShouldBe($"Error: 18456, Severity: 14, State: {state}.");
        rows[1][1].ShouldBe("Logon");
    }

    [Fact]
    public async Task ReadErrorLog_SearchesDatesAndOrder_AreApplied()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var all = (await fixture.RunAsync("EXEC xp_readerrorlog")).Rows;
        var backwards = (await fixture.RunAsync("EXEC xp_readerrorlog 0, 1, NULL, NULL, NULL, NULL, N'desc'")).Rows;
        var future = await fixture.RunAsync("EXEC xp_readerrorlog 0, 1, NULL, NULL, '2999-01-01'");

        all.Count.ShouldBeGreaterThan(3);
        backwards.Select(row => row[2]).ShouldBe(all.Select(row => row[2]).Reverse());
        (future.Rows.Count, future.Errors.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task CycleErrorLog_TheOldOne_IsNumberOne()
    {
        await using var fixture = await SessionFixture.StartAsync();

        var result = await fixture.RunAsync("EXEC sp_cycle_errorlog; EXEC sp_readerrorlog; EXEC sp_readerrorlog 1, 1, N'process ID'; EXEC sp_readerrorlog 6");

        ((string)result.Rows[0][2]!).ShouldContain("reinitialized");
        ((string)result.Rows[1][2]!).ShouldContain("Server process ID");
        result.Errors.ShouldHaveSingleItem().Number.ShouldBe(22004);
    }

    [Fact]
    public async Task ReadErrorLog_OfTheAgent_IsRefusedByName()
    {
        await using var fixture = await SessionFixture.StartAsync();

        (await fixture.RunAsync("EXEC sp_readerrorlog 0, 2")).Errors.ShouldHaveSingleItem().Number.ShouldBe(40510);
    }
}

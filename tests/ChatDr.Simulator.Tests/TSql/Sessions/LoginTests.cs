using ChatDr.Simulator.Engine;

namespace ChatDr.Simulator.Tests.TSql.Sessions;

/// <summary>Logins come in with the right password only, and are told why not otherwise.</summary>
public sealed class LoginTests
{
    [Theory]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Abc123'", 15116)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'abcdefghij'", 15118)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word', CHECK_EXPIRATION = ON, CHECK_POLICY = OFF", 15122)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word' MUST_CHANGE", 15099)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word', DEFAULT_DATABASE = nothing", 15010)]
    [InlineData("CREATE LOGIN sa WITH PASSWORD = 'Pa55-word'", 15025)]
    [InlineData("CREATE LOGIN sysadmin WITH PASSWORD = 'Pa55-word'", 15025)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word', SID = 0x01", 15433)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 0x0100 HASHED", 15021)]
    [InlineData("ALTER LOGIN nobody DISABLE", 15151)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'; ALTER LOGIN l WITH NAME = sa", 15025)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'; ALTER LOGIN l WITH PASSWORD = 'Pa55-words' OLD_PASSWORD = 'wrong'", 15151)]
    [InlineData("DROP LOGIN sa", 15405)]
    [InlineData("DROP LOGIN nobody", 15151)]
    [InlineData("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'; CREATE DATABASE d; ALTER AUTHORIZATION ON DATABASE::d TO l; DROP LOGIN l", 15174)]
    public async Task Statement_ThatMakesNoSense_IsRefused(string statement, int error)
    {
        await using var fixture = await SessionFixture.StartAsync();

        (await fixture.RunAsync(statement)).Errors.ShouldHaveSingleItem().Number.ShouldBe(error);
    }

    [Theory]
    [InlineData("ALTER LOGIN l DISABLE", "Pa55-word", 18470, 1)]
    [InlineData("ALTER LOGIN l DISABLE", "wrong", 18456, 7)]
    [InlineData("ALTER LOGIN l WITH PASSWORD = 'Pa55-word' MUST_CHANGE, CHECK_EXPIRATION = ON", "Pa55-word", 18488, 1)]
    [InlineData("DENY CONNECT SQL TO l", "Pa55-word", 18456, 12)]
    [InlineData("CREATE DATABASE d; ALTER LOGIN l WITH DEFAULT_DATABASE = d", "Pa55-word", 4064, 1)]
    public async Task LogIn_OfALoginThatMayNot_IsRefused(string statement, string password, int error, int state)
    {
        await using var fixture = await SessionFixture.StartAsync();
        (await fixture.RunAsync("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'")).Errors.ShouldBeEmpty();
        await using (await fixture.LogInAsync("l", "Pa55-word"))
        {
        }

        (await fixture.RunAsync(statement)).Errors.ShouldBeEmpty();
        var refusal = (await Should.ThrowAsync<SqlErrorException>(() => fixture.LogInAsync("l", password))).Errors[0];

        (refusal.Number, refusal.State).ShouldBe((error, (byte)state));
    }

    [Fact]
    public async Task HashedPassword_FromAnotherInstance_LetsTheSamePasswordIn()
    {
        await using var one = await SessionFixture.StartAsync();
        await using var other = await SessionFixture.StartAsync();
        await one.RunAsync("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'");
        var hash = (byte[])(await one.RunAsync("SELECT LOGINPROPERTY(N'l', 'PasswordHash')")).Rows[0][0]!;

        (await other.RunAsync($"CREATE LOGIN l WITH PASSWORD = 0x{Convert.ToHexString(hash)} HASHED")).Errors.ShouldBeEmpty();

        await using var session = await other.LogInAsync("l", "Pa55-word");
        (await SessionFixture.RunAsync(session, "ALTER LOGIN l WITH PASSWORD = 'N3w-Pa55word' OLD_PASSWORD = 'Pa55-word'")).Errors.ShouldBeEmpty();
        await using var again = await other.LogInAsync("l", "N3w-Pa55word");
    }

    [Fact]
    public async Task DropLogin_WhileConnected_IsRefusedAndLaterLeavesAnOrphan()
    {
        await using var fixture = await SessionFixture.StartAsync();
        await fixture.RunAsync("CREATE LOGIN l WITH PASSWORD = 'Pa55-word'; CREATE DATABASE d; USE d; CREATE USER l FOR LOGIN l");
        await using (await fixture.LogInAsync("l", "Pa55-word"))
        {
            (await fixture.RunAsync("DROP LOGIN l")).Errors.ShouldHaveSingleItem().Number.ShouldBe(15434);
        }

        var dropped = await fixture.RunAsync("DROP LOGIN l; CREATE LOGIN l WITH PASSWORD = 'Pa55-word'");
        var orphans = await fixture.RunAsync("USE d; SELECT u.name FROM sys.database_principals u LEFT JOIN sys.server_principals s ON s.sid = u.sid WHERE u.type = 'S' AND u.principal_id > 4 AND s.sid IS NULL");
        var mended = await fixture.RunAsync("USE d; ALTER USER l WITH LOGIN = l");

        dropped.Infos.ShouldContain(info => info.Number == 15477);
        orphans.Rows.ShouldHaveSingleItem()[0].ShouldBe("l");
        mended.Errors.ShouldBeEmpty();
        await using var session = await fixture.LogInAsync("l", "Pa55-word", "d");
    }
}

using ChatDr.Simulator.Engine.Security;

namespace ChatDr.Simulator.Tests.Engine.Security;

/// <summary>Passwords are never kept, and weak ones are refused.</summary>
public sealed class PasswordTests
{
    [Fact]
    public void Hash_OfTheSamePassword_DiffersBySaltAndMatches()
    {
        var (one, other) = (PasswordHash.Create("S3cret!pass"), PasswordHash.Create("S3cret!pass"));

        one.ShouldNotBe(other);
        one.Length.ShouldBe(70);
        PasswordHash.Matches("S3cret!pass", one).ShouldBeTrue();
        PasswordHash.Matches("S3cret!Pass", one).ShouldBeFalse();
        PasswordHash.IsHash([1, 0, .. one[2..]]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("app", "Abc1234", true, 15116)]
    [InlineData("app", "abcdefgh", true, 15118)]
    [InlineData("app", "abcdefg1", true, 15118)]
    [InlineData("app", "abcdefG1", true, null)]
    [InlineData("app", "abcdef!1", true, null)]
    [InlineData("app", "My-App-Pass-1", true, 15118)]
    [InlineData("app", "x", false, null)]
    public void Judge_Password_ByThePolicy(string login, string password, bool checkPolicy, int? error) =>
        PasswordPolicy.Judge(login, password, checkPolicy)?.Number.ShouldBe(error ?? 0);

    [Fact]
    public void Judge_LongerThan128_IsRefusedInAnyCase() => PasswordPolicy.Judge("app", new string('x', 129), checkPolicy: false)!.Number.ShouldBe(15119);
}

namespace ChatDr.Simulator.Engine.Security;

/// <summary>
/// What CHECK_POLICY = ON asks of a password (Microsoft Learn, "Password policy", "Strong passwords"): at least 8 characters, three of the four classes of
/// characters, and not the login's name within. At most 128 characters in any case. CHECK_EXPIRATION uses the age that Windows sets by default.
/// </summary>
internal static class PasswordPolicy
{
    /// <summary>How old a password may become under CHECK_EXPIRATION = ON.</summary>
    public static readonly TimeSpan MaximumAge = TimeSpan.FromDays(42);

    private const int Shortest = 8;
    private const int Longest = 128;
    private const int ClassesNeeded = 3;
    private const int ShortestNameThatCounts = 3;

    /// <summary>Why the password is refused; null when it is not.</summary>
    public static SqlError? Judge(string login, string password, bool checkPolicy) => password.Length switch
    {
        > Longest => new(15119, 16, 1, $"Password validation failed. The password for the login '{login}' is longer than {Longest} characters."),
        _ when !checkPolicy => null,
        < Shortest => new(
            15116, 16, 1, $"Password validation failed. The password for the login '{login}' is too short: the policy asks for {Shortest} characters."),
        _ when Classes(password) < ClassesNeeded || Holds(password, login) => new(
            15118, 16, 1,
            $"Password validation failed. The password for the login '{login}' is not complex enough: the policy asks for three of upper case, lower case, "
                + "digits and symbols, without the login's name."),
        _ => null,
    };

    private static bool Holds(string password, string login) =>
        login.Length >= ShortestNameThatCounts && password.Contains(login, StringComparison.OrdinalIgnoreCase);

    private static int Classes(string password) =>
        new[]
        {
            password.Any(char.IsUpper), password.Any(char.IsLower), password.Any(char.IsDigit), password.Any(character => !char.IsLetterOrDigit(character)),
        }.Count(present => present);
}

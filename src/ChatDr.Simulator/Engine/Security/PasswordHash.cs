using System.Security.Cryptography;
using System.Text;

namespace ChatDr.Simulator.Engine.Security;

/// <summary>
/// A password as sys.sql_logins.password_hash keeps it since SQL Server 2012: 0x0200, a salt of four bytes, SHA-512 of the UTF-16 password and the salt. It can
/// be carried to another instance with <c>PASSWORD = 0x… HASHED</c> (Microsoft Learn, "Transfer logins and passwords between instances"; the layout is general
/// knowledge).
/// </summary>
internal static class PasswordHash
{
    private const int HeaderBytes = 2;
    private const int SaltBytes = 4;

    /// <summary>PWDENCRYPT: with a salt of its own.</summary>
    public static byte[] Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes));

    /// <summary>Whether these bytes are a hash of this format.</summary>
    public static bool IsHash(ReadOnlySpan<byte> hash) => hash is [2, 0, ..] && hash.Length == HeaderBytes + SaltBytes + SHA512.HashSizeInBytes;

    /// <summary>PWDCOMPARE: whether it is the hash of this password, in a time that does not tell how nearly.</summary>
    public static bool Matches(string password, byte[] hash) =>
        IsHash(hash) && CryptographicOperations.FixedTimeEquals(Create(password, hash.AsSpan(HeaderBytes, SaltBytes)), hash);

    private static byte[] Create(string password, ReadOnlySpan<byte> salt) =>
        [2, 0, .. salt, .. SHA512.HashData([.. Encoding.Unicode.GetBytes(password), .. salt])];
}

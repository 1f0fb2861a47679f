using ChatDr.SqlServer.Statements;

namespace ChatDr.SqlServer.Tests.Statements;

public sealed class SqlQuoteTests
{
    [Theory]
    [InlineData("mgc", "[mgc]")]
    [InlineData("a]b", "[a]]b]")]
    [InlineData("]; DROP DATABASE mgc; --", "[]]; DROP DATABASE mgc; --]")]
    [InlineData("a'b\"c", "[a'b\"c]")]
    [InlineData("]]", "[]]]]]")]
    public void Name_StaysInsideItsBrackets(string name, string expected) => SqlQuote.Name(name).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void Name_ThatIsNoIdentifier_IsRefused(string name) => Should.Throw<ArgumentException>(() => SqlQuote.Name(name));

    [Fact]
    public void Name_LongerThanSysname_IsRefused() => Should.Throw<ArgumentException>(() => SqlQuote.Name(new string('x', 129)));

    [Theory]
    [InlineData("", "N''")]
    [InlineData("it's", "N'it''s'")]
    [InlineData("''", "N''''''")]
    [InlineData("x'; SHUTDOWN; --", "N'x''; SHUTDOWN; --'")]
    [InlineData("Ünïcode 漢字 \uD83D\uDE00", "N'Ünïcode 漢字 \uD83D\uDE00'")]
    // A modifier apostrophe is no quote to SQL Server in a Unicode literal, so it must not be doubled.
    [InlineData("\u02BC", "N'\u02BC'")]
    public void Text_StaysInsideItsQuotes(string text, string expected) => SqlQuote.Text(text).ShouldBe(expected);

    [Fact]
    public void Text_WithNul_IsRefused() => Should.Throw<ArgumentException>(() => SqlQuote.Text("a\0"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyText_ReadsBackAsItself(int seed)
    {
        const string alphabet = "'\"[]-;/* \r\nNaß\u02BC";
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, 1 + random.Next(30)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            Unquote(SqlQuote.Text(text), "N'", '\'').ShouldBe(text);
            Unquote(SqlQuote.Name(text), "[", ']').ShouldBe(text);
        }
    }

    [Fact]
    public void Binary_IsHexadecimal() => SqlQuote.Binary([0x00, 0xAB, 0x10]).ShouldBe("0x00AB10");

    /// <summary>What a T-SQL lexer makes of a delimited token; fails when the token ends before the text does.</summary>
    private static string Unquote(string quoted, string open, char close)
    {
        quoted.ShouldStartWith(open);
        var read = new System.Text.StringBuilder();
        for (var i = open.Length; ; i++)
        {
            if (quoted[i] != close)
            {
                read.Append(quoted[i]);
            }
            else if (i + 1 < quoted.Length && quoted[i + 1] == close)
            {
                read.Append(quoted[i++]);
            }
            else
            {
                i.ShouldBe(quoted.Length - 1, $"the token {quoted} must end at its last character");
                return read.ToString();
            }
        }
    }
}
